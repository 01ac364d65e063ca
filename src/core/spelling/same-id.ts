/** Ids of people and of teams, which the console and each platform may spell in their own way. Whoever is kept from
 *  deciding must not come in by a capital letter: where two ids are compared to keep somebody out, they are compared
 *  folded. What stands within an id tells people apart and stays, unlike in words (`folded.ts`).
 *
 *    Dana@Example.org, "dana@example.org " -> dana@example.org
 *    ann.lee -> ann.lee     annlee -> annlee */
export function foldId(id: string): string {
  return id.normalize('NFKC').trim().toLowerCase()
}

export function isSameId(one: string, other: string): boolean {
  if (one === other) return true
  // Nearly every id is folded as it stands, and this is asked of every change.
  if (isFolded.test(one) && isFolded.test(other)) return false
  return foldId(one) === foldId(other)
}

const isFolded = /^[a-z0-9.:@+_-]*$/

/** Nobody is of the team of somebody who has none. */
export function isSameTeam(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && isSameId(one, other)
}

export function isIdAmong(ids: readonly string[], id: string): boolean {
  return ids.some((one) => isSameId(one, id))
}
