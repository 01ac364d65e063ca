import type { Circumstances } from './circumstances.ts'

/** Closed where a reason stands against undoing: an order, a child's safety, the owner's own wish. *Preserve*
 *  takes nothing from anybody and so passes all of them but an erasure, which it would defeat. */
export function exclusionGate(c: Circumstances): string | undefined {
  const held = typeof c.account === 'string' ? c.holds : [...c.holds, ...(c.account.holds ?? [])]
  const standing = [...new Set(c.exclusion === undefined ? held : [c.exclusion, ...held])]
  const against =
    c.countermeasure === 'preserve' ? standing.filter((name) => !allowsPreserve(name)) : standing
  return against.length === 0 ? undefined : `excluded: ${against.map(shownAs).join(', ')}`
}

/** Somebody has a right to have the data gone. */
const erasures = new Set(['owner', 'own-request', 'owner-request', 'erasure', 'erasure-request'])

export function allowsPreserve(exclusion: string): boolean {
  return !erasures.has(exclusion)
}

/** An order may be sealed: its very existence is not for everybody's eyes. */
const sealed = new Set(['court-order', 'authority-order', 'legal-order', 'order', 'legal'])

function shownAs(exclusion: string): string {
  return sealed.has(exclusion) ? 'restricted, ask legal' : exclusion
}
