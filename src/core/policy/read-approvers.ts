import type { Place, PolicyText } from './policy-text.ts'

/** How many different people it takes. */
export function readApprovers(yaml: PolicyText, place: Place | undefined, ifAbsent: 1 | 2): 1 | 2 {
  const count = yaml.number(place, ifAbsent, 1, 2, 'people')
  if (count === 1 || count === 2) return count
  if (place !== undefined) yaml.fault(place, 'must be 1 or 2 (people)')
  return ifAbsent
}
