import { type Done, handsIn, isHandOf } from '../change/hand.ts'
import { foldId } from '../spelling/same-id.ts'

/** Who and what stands behind a change besides its actor, as the tool has it. */

/** Approvers who are none of its hands, each once. */
export function countOthers(approvers: readonly string[], change: Done): number {
  const others = new Set(approvers.map(foldId))
  for (const hand of handsIn(change)) others.delete(foldId(hand))
  return others.size
}

export function isOwnApproval(approvers: readonly string[], change: Done): boolean {
  return approvers.some((approver) => isHandOf(approver, change))
}

/** Whether a ticket or a report is named: a tool that wants one is content with a dash. */
export function names(id: string | undefined): boolean {
  return id !== undefined && /[\p{L}\p{N}]/u.test(id)
}
