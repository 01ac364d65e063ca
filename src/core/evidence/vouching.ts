/** Who and what stands behind a change besides its actor, as the tool has it. */

/** Approvers who are not the actor, each once. */
export function countOthers(approvers: readonly string[], actorId: string): number {
  const others = new Set(approvers.map(sameId))
  others.delete(sameId(actorId))
  return others.size
}

export function isAmong(approvers: readonly string[], actorId: string): boolean {
  const own = sameId(actorId)
  return approvers.some((approver) => sameId(approver) === own)
}

/** Whether a ticket or a report is named: a tool that wants one is content with a dash. */
export function names(id: string | undefined): boolean {
  return id !== undefined && /[\p{L}\p{N}]/u.test(id)
}

/** Whoever types their own name a second time, in capitals or with a space, is no second person. */
function sameId(id: string): string {
  return id.normalize('NFKC').trim().toLowerCase()
}
