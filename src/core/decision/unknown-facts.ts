import type { Sight } from '../evidence/sight.ts'
import * as at from '../memory/layout.ts'

/** Acts of an actor from which on most evidence of habit speaks. */
const historyMin = 20

interface Unknown {
  /** Paths of which each is known to be never supplied, for sources that say so: it is then no news. */
  readonly paths: readonly string[]
  isUnknown(sight: Sight): boolean
  says: string
}

const unknowns: readonly Unknown[] = [
  {
    paths: ['account.followers'],
    isUnknown: ({ change, filled }) =>
      change.account.kind !== 'network' &&
      change.account.followers === undefined &&
      filled?.followersUnder === undefined,
    says: 'how many follow the account',
  },
  {
    paths: ['account.verified', 'account.protectedClass'],
    isUnknown: ({ change: { account } }) =>
      account.kind !== 'network' && account.verified === undefined && account.protectedClass === undefined,
    says: 'whether the account is verified or protected',
  },
  {
    paths: ['actor.kind'],
    isUnknown: ({ change }) => change.actor.kind === 'unknown',
    says: 'who or what the actor is',
  },
  {
    paths: ['actor.hiredAt'],
    isUnknown: ({ change: { actor } }) => isStaff(actor.kind) && actor.hiredAt === undefined,
    says: 'since when the actor has worked here',
  },
  {
    paths: ['actor.leavesAt', 'actor.accessEndsAt'],
    isUnknown: ({ change: { actor }, hoursToExit }) =>
      actor.kind === 'contractor' && Number.isNaN(hoursToExit),
    says: 'when the contract ends',
  },
  {
    paths: ['reason'],
    isUnknown: ({ change }) => change.reason === undefined,
    says: 'why it was done',
  },
]

/** What nobody knows that the score could have used, in plain words, to stand after "nobody knows". What the source
 *  can never supply is left out: it is the same for every change, and other evidence carries the decision. */
export function unknownFacts(sight: Sight): readonly string[] {
  const facts = unknowns
    .filter((fact) => fact.isUnknown(sight) && !fact.paths.every((path) => sight.neverKnown.has(path)))
    .map((fact) => fact.says)
  const history = habitUnknown(sight)
  return history === undefined ? facts : [...facts, history]
}

function habitUnknown({ slots, first }: Sight): string | undefined {
  if (first) return 'what is usual for this actor, who was never seen before'
  const acts = Math.round(slots[at.usualWeightSlot] ?? 0)
  if (acts >= historyMin) return undefined
  if (acts === 0) return 'what is usual for this actor: nothing they did was learnt yet'
  return `what is usual for this actor, of whom only ${acts === 1 ? 'one act is' : `${acts} acts are`} known`
}

function isStaff(kind: string): boolean {
  return kind === 'employee' || kind === 'contractor'
}
