import type { PolicyFit } from './policy-fit.ts'
import type { Place, PolicyText } from './policy-text.ts'
import { readDay } from './read-day.ts'

/** What the numbers were learnt from, `fitted` of a policy; `fit` writes it. */
export function readFit(yaml: PolicyText, place: Place | undefined): PolicyFit | undefined {
  if (place === undefined) return undefined
  const given = yaml.entries(place, ['from', 'until', 'changes', 'notMeant', 'slope'])
  const from = readDay(yaml, given, place, 'from')
  const until = readDay(yaml, given, place, 'until')
  // As texts: both have the same form.
  if (until !== '' && until < from)
    yaml.fault(given.get('until') ?? place, `must not be before ${from}, where it begins`)
  const changes = readCount(yaml, given, place, 'changes', countMax)
  const notMeant = readCount(yaml, given, place, 'notMeant', changes)
  const slope = yaml.number(given.get('slope'), 1, -slopeMost, slopeMost, 'slope')
  return { from, until, changes, notMeant, ...(given.has('slope') && { slope }) }
}

const countMax = 1_000_000_000
const slopeMost = 100

function readCount(
  yaml: PolicyText,
  given: Map<string, Place>,
  owner: Place,
  name: string,
  most: number,
): number {
  const place = given.get(name)
  if (place === undefined) yaml.fault(owner, `"${name}" is missing`)
  const count = yaml.number(place, 0, 0, most, 'changes')
  if (place !== undefined && !Number.isInteger(count)) yaml.fault(place, `must be whole, but is ${count}`)
  return count
}
