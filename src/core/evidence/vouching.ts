import { foldId, isIdAmong } from '../spelling/same-id.ts'

/** Who and what stands behind a change besides its actor, as the tool has it. */

/** Approvers who are not the actor, each once. */
export function countOthers(approvers: readonly string[], actorId: string): number {
  const others = new Set(approvers.map(foldId))
  others.delete(foldId(actorId))
  return others.size
}

export function isAmong(approvers: readonly string[], actorId: string): boolean {
  return isIdAmong(approvers, actorId)
}

/** Whether a ticket or a report is named: a tool that wants one is content with a dash. */
export function names(id: string | undefined): boolean {
  return id !== undefined && /[\p{L}\p{N}]/u.test(id)
}
