import type { AccountChange } from '../change/account-change.ts'
import type { Severity } from '../policy/severity.ts'
import type { Reversal, ReversalState } from '../reversal/reversal.ts'

/** A reversal that waits for people, with as much of its alert and case as whoever decides must know. */
export interface WaitingReversal {
  readonly reversal: Reversal
  readonly caseId: string
  /** It is excluded: a yes takes somebody who is cleared for that. */
  readonly onlyCleared: boolean
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

/** The nearest of what waits, and how much there is in all. */
export interface WaitingList {
  readonly reversals: readonly WaitingReversal[]
  readonly total: number
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
  return momentOf(of) - momentOf(and) || and.at - of.at || (of.reversalId < and.reversalId ? -1 : 1)
}

function momentOf(reversal: Reversal): number {
  return waitsUntil(reversal) ?? noDeadline
}

/** Until when a word about it is worth anything: `noDeadline` where it rests for people, `undefined` where it asks
 *  nobody. */
export function waitsUntil(reversal: Reversal): number | undefined {
  if (restsForPeople(reversal)) return noDeadline
  if (!waitingStates.some((state) => state === reversal.state)) return undefined
  return Math.min(reversal.deadlineAt ?? lastDeadline, reversal.irreversibleAt ?? lastDeadline)
}

export const noDeadline = Number.MAX_SAFE_INTEGER
const lastDeadline = noDeadline - 1
