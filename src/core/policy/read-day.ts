import { isoUtcMs } from '../change/iso-time.ts'
import type { Place, PolicyText } from './policy-text.ts'

/** A day that a part of a policy must name, as `2017-11-02`. */
export function readDay(yaml: PolicyText, given: Map<string, Place>, owner: Place, name: string): string {
  const place = given.get(name)
  if (place === undefined) {
    yaml.fault(owner, `"${name}" is missing`)
    return ''
  }
  const day = yaml.text(place, '')
  if (day !== '' && (!/^\d{4}-\d\d-\d\d$/u.test(day) || isoUtcMs(day) === undefined))
    yaml.fault(place, `must be a day such as 2017-11-02, not ${day}`)
  return day
}
