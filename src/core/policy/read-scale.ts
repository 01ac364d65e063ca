import { joinedFamilies } from '../evidence/in-force.ts'
import type { Policy } from './policy.ts'
import type { Place, PolicyText } from './policy-text.ts'

/** The numbers of a policy that make points into a severity and an alert. */

/** No sum of evidence comes near it: beyond lies a slip of the pen. */
export const pointsMax = 50

export function readBands(yaml: PolicyText, place: Place | undefined): Policy['bands'] {
  const names = ['low', 'medium', 'high', 'critical'] as const
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, names)
  const bands = { low: 200, medium: 600, high: 1000, critical: 1400 }
  let below = Number.NEGATIVE_INFINITY
  for (const name of names) {
    bands[name] = yaml.centi(given.get(name), bands[name], -pointsMax, pointsMax)
    if (bands[name] <= below) {
      yaml.fault(given.get(name) ?? place ?? yaml.root, `bands must rise: ${names.join(' < ')}`)
    }
    below = bands[name]
  }
  return bands
}

export function readAlertAt(yaml: PolicyText, place: Place | undefined): Policy['alertAt'] {
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, ['suspicion', 'score'])
  return {
    suspicionCenti: yaml.centi(given.get('suspicion'), 100, -pointsMax, pointsMax),
    scoreCenti: yaml.centi(given.get('score'), 600, -pointsMax, pointsMax),
  }
}

export function readRemainders(yaml: PolicyText, place: Place | undefined): Policy['remainders'] {
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, joinedFamilies)
  const shipped = { employment: 35, pace: 35, origin: 35, warrant: 35, relation: 35 }
  for (const family of joinedFamilies) {
    const share = yaml.number(given.get(family), shipped[family] / 100, 0, 1, 'share kept by the weaker')
    shipped[family] = Math.round(share * 100)
  }
  return shipped
}
