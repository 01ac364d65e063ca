import type { Case } from '../../core/case/case.ts'
import { severities } from '../../core/policy/severity.ts'

/** The order of the queue as the desk sees it. It is drawn up when nobody is looking at a row; while somebody
 *  points at one, has one open or has the focus in the list, it stays: rows change in place, rows that left
 *  stay where they were, and new ones wait to be let in. What the first whole snapshot brings is no arrival: it
 *  is drawn whoever holds the queue, and so is the first one under a new epoch. */
export interface QueueOrder {
  readonly shown: readonly string[]
  /** Cases that wait outside. */
  readonly waiting: readonly string[]
  /** Whether a whole snapshot stands behind it. */
  readonly whole: boolean
}

/** What is known of the queue. */
export interface KnownCases {
  readonly cases: ReadonlyMap<string, Case>
  /** False until the first snapshot is complete, and again from a new epoch until its own is. */
  readonly whole: boolean
}

export const emptyOrder: QueueOrder = { shown: [], waiting: [], whole: false }

export function reorder(order: QueueOrder, { cases, whole }: KnownCases, held: boolean): QueueOrder {
  const isFirst = whole && !order.whole
  if (!held || isFirst) {
    return { shown: [...cases.values()].sort(byUrgency).map((one) => one.caseId), waiting: [], whole }
  }
  const inSight = new Set(order.shown)
  const waiting = [...cases.keys()].filter((caseId) => !inSight.has(caseId))
  return { shown: order.shown, waiting, whole }
}

/** What cannot wait first, then the most severe, and of equals the one whose hand acted last. Closed ones last of all. */
function byUrgency(a: Case, b: Case): number {
  return (
    Number(a.state === 'closed') - Number(b.state === 'closed') ||
    (b.priority ?? 0) - (a.priority ?? 0) ||
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    b.lastAt - a.lastAt ||
    (a.caseId < b.caseId ? -1 : 1)
  )
}
