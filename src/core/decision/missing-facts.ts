import type { AccountChange } from '../change/account-change.ts'
import type { Sight } from '../evidence/sight.ts'
import type { Filled } from '../reference/complete.ts'

/** What a mode beyond `approve` must know, each with the facts of which one is enough. */
const needs: readonly Need[] = [
  {
    says: 'account.standing',
    anyOf: ['account.followers', 'account.verified', 'account.protectedClass'],
    isKnown: ({ account }, filled) =>
      filled?.followersUnder !== undefined ||
      account.followers !== undefined ||
      account.verified !== undefined ||
      account.protectedClass !== undefined,
    applies: () => true,
  },
  {
    says: 'actor.kind',
    anyOf: ['actor.kind'],
    isKnown: ({ actor }) => actor.kind !== 'unknown',
    applies: () => true,
  },
  {
    says: 'actor.employment',
    anyOf: ['actor.hiredAt', 'actor.leavesAt', 'actor.accessEndsAt'],
    isKnown: ({ actor }) =>
      actor.hiredAt !== undefined || actor.leavesAt !== undefined || actor.accessEndsAt !== undefined,
    applies: ({ actor }) => actor.kind === 'employee',
  },
  {
    says: 'actor.leavesAt',
    anyOf: ['actor.leavesAt', 'actor.accessEndsAt'],
    isKnown: ({ actor }) => actor.leavesAt !== undefined || actor.accessEndsAt !== undefined,
    applies: ({ actor }) => actor.kind === 'contractor',
  },
]

interface Need {
  readonly says: string
  readonly anyOf: readonly string[]
  isKnown(change: AccountChange, filled: Filled | undefined): boolean
  applies(change: AccountChange): boolean
}

/** Names of needed facts that nobody knows. What the source declares it can never supply is not needed:
 *  other evidence must then carry the decision. */
export function missingFacts({ change, neverKnown, filled }: Sight): readonly string[] {
  const missing = needs.filter(
    (need) =>
      need.applies(change) &&
      !need.isKnown(change, filled) &&
      !need.anyOf.every((path) => neverKnown.has(path)),
  )
  return missing.map((need) => need.says)
}
