import { evidenceInForce } from '../evidence/in-force.ts'
import { shippedWeights, type Weights } from '../evidence/weights.ts'
import { relationsInForce } from '../relate/relate.ts'
import type { Place, PolicyText } from './policy-text.ts'

/** Weights as the policy names them, `tenure.newHire7d`; what it does not name stays as shipped. */
export function readWeights(yaml: PolicyText, place: Place | undefined): Weights {
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, weightNames(), openNames)
  const weights = { ...structuredClone(shippedWeights), reason: readReasons(yaml, given) }
  for (const [evidence, own] of Object.entries<Record<string, number>>(weights)) {
    if (evidence === 'reason') continue
    for (const [weight, centi] of Object.entries(own)) {
      const [least, most] = rangeOf(`${evidence}.${weight}`)
      own[weight] = yaml.centi(given.get(`${evidence}.${weight}`), centi, least, most)
    }
  }
  return weights
}

/** `reason.spam`: every platform has its own codes. */
const openNames = /^reason\..{0,200}$/u
/** Reason codes with points of their own. */
const reasonsMax = 1_000

function readReasons(yaml: PolicyText, given: ReadonlyMap<string, Place>): Record<string, number> {
  const reasons = [...given].filter(([name]) => openNames.test(name))
  for (const [, place] of reasons.slice(reasonsMax)) yaml.fault(place, `more than ${reasonsMax} reason codes`)
  return Object.fromEntries(
    reasons.map(([name, place]) => [
      name.slice('reason.'.length),
      yaml.centi(place, 0, -pointsMax, pointsMax),
    ]),
  )
}

export function weightNames(): string[] {
  return Object.entries(shippedWeights).flatMap(([evidence, weights]) =>
    Object.keys(weights).map((weight) => `${evidence}.${weight}`),
  )
}

const pointsMax = 20

/** A weight may turn what it weighs round. What bounds points may not: a cap below 0 would be given as points. */
function rangeOf(weight: string): readonly [least: number, most: number] {
  if (weight === 'relation.least') return [-pointsMax, 0]
  return weight === 'relation.most' || neverNegative.has(weight) ? [0, pointsMax] : [-pointsMax, pointsMax]
}

const neverNegative = new Set(
  [...evidenceInForce, ...relationsInForce].flatMap(({ name, neverNegative: weights = [] }) =>
    weights.map((weight) => `${name}.${weight}`),
  ),
)
