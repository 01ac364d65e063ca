import type { AccountChange } from '../change/account-change.ts'
import type { Severity } from '../policy/severity.ts'
import type { Reversal, ReversalState } from '../reversal/reversal.ts'

/** A reversal that waits for people, with as much of its alert and case as whoever decides must know. */
export interface WaitingReversal {
  readonly reversal: Reversal
  readonly caseId: string
  readonly severity: Severity
  readonly tier: string
  /** The alert's one sentence. */
  readonly says: string
  readonly did?: AccountChange['action']
  readonly actor?: Pick<AccountChange['actor'], 'id' | 'kind' | 'team'>
  /** Everybody of the staff whom its change names: for whoever veils it, and never shown. */
  readonly hands?: readonly string[]
  readonly handle?: string
}

/** Those with a deadline. */
export const waitingStates = ['proposed', 'counting'] as const satisfies readonly ReversalState[]

/** Nothing is under way, and only a person's yes begins it. They have no deadline. */
export function restsForPeople({ state, untouched }: Pick<Reversal, 'state' | 'untouched'>): boolean {
  return state === 'blocked' || (state === 'escalated' && untouched === true)
}

/** The nearest deadline first, or point of no return where that comes before it; then what has none, the latest
 *  first. */
export function byDeadline(a: WaitingReversal, b: WaitingReversal): number {
  const [of, and] = [a.reversal, b.reversal]
  return lastMomentOf(of) - lastMomentOf(and) || and.at - of.at || (of.reversalId < and.reversalId ? -1 : 1)
}

/** Until when a word about it is worth anything. */
function lastMomentOf(reversal: Reversal): number {
  const deadlineAt = deadlineOf(reversal)
  return deadlineAt === undefined ? never : Math.min(deadlineAt, reversal.irreversibleAt ?? never)
}

const never = Number.MAX_SAFE_INTEGER

/** One that has come to rest keeps the deadline that it had, and waits for it no longer. */
export function deadlineOf(reversal: Reversal): number | undefined {
  return waitingStates.some((state) => state === reversal.state) ? reversal.deadlineAt : undefined
}
