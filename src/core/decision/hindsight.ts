import type { AccountChange } from '../change/account-change.ts'
import type { BarKind } from '../evidence/finding.ts'
import { handPoints } from '../evidence/hand.ts'
import type { ActorMemory } from '../memory/actor-memory.ts'
import type { Recent } from '../memory/recent.ts'
import type { Policy } from '../policy/policy.ts'
import { modes } from '../policy/severity.ts'
import type { Outcome } from './decide.ts'
import { judgeAgain } from './judge-again.ts'

/** An earlier change by the same hand, looked at again because a later one tipped the assessment. */
export interface Reassessed extends Outcome {
  readonly recent: Recent
}

/** Looks back over what the same hand did in this session, with what the change that was just flagged lends
 *  them (`hand`): those that now alert, or that the machine may now do more about than anybody was told. The
 *  memory that comes back knows what was told, so that nothing is said twice. */
export function lookBack(
  learned: ActorMemory,
  tipping: Tipping,
  policy: Policy,
  neverKnown: ReadonlySet<string> | undefined,
): { readonly reassessed: readonly Reassessed[]; readonly learned: ActorMemory } {
  const points = handPoints(tipping.suspicionCenti, 1, policy.weights)
  const reassessed: Reassessed[] = []
  const recent = learned.recent.map((entry) => {
    if (isTipping(entry.change, tipping)) return entry
    const outcome = judgeAgain(entry, (tally) => tally.give(later, points), policy, {
      memory: entry.cut === true ? undefined : learned,
      ...(neverKnown !== undefined && { neverKnown }),
    })
    const { alerts, mode } = outcome.decision
    if (!alerts || (entry.told !== undefined && modes.indexOf(mode) <= modes.indexOf(entry.told)))
      return entry
    reassessed.push({ ...outcome, recent: entry })
    return { ...entry, told: mode, floor: outcome.assessment.severity }
  })
  return reassessed.length === 0 ? { reassessed, learned } : { reassessed, learned: { ...learned, recent } }
}

export interface Tipping {
  readonly change: AccountChange
  /** Its own, without what the session lent it. */
  readonly suspicionCenti: number
}

/** An event is of one account, as the contract has it; where a platform gives two one id, neither is taken for the
 *  other, here as in `step`. */
function isTipping({ eventId, account }: AccountChange, { change }: Tipping): boolean {
  return eventId === change.eventId && account.id === change.account.id
}

const later: BarKind = {
  name: 'hand.later',
  family: 'prior',
  axis: 'suspicion',
  says: () => ({ observed: 'a later change by the same hand was flagged', expected: 'none' }),
}
