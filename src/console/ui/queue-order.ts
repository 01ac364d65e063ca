import type { Case } from '../../core/case/case.ts'
import { severities } from '../../core/policy/severity.ts'

/** The order of the queue as the desk sees it. It is drawn up when nobody is looking at a row; while somebody
 *  points at one, has one open or has the focus in the list, it stays: rows change in place, rows that left
 *  stay where they were, and new ones wait to be let in. */
export interface QueueOrder {
  readonly shown: readonly string[]
  /** Cases that wait outside. */
  readonly waiting: readonly string[]
}

export const emptyOrder: QueueOrder = { shown: [], waiting: [] }

export function reorder(order: QueueOrder, cases: ReadonlyMap<string, Case>, held: boolean): QueueOrder {
  if (!held) return { shown: [...cases.values()].sort(byUrgency).map((one) => one.caseId), waiting: [] }
  const inSight = new Set(order.shown)
  const waiting = [...cases.keys()].filter((caseId) => !inSight.has(caseId))
  return { shown: order.shown, waiting }
}

/** The most severe first, and of equals the one whose hand acted last. Closed ones last of all. */
function byUrgency(a: Case, b: Case): number {
  return (
    Number(a.state === 'closed') - Number(b.state === 'closed') ||
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    b.lastAt - a.lastAt ||
    (a.caseId < b.caseId ? -1 : 1)
  )
}
