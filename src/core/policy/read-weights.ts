import { shippedWeights, type Weights } from '../evidence/weights.ts'
import type { Place, PolicyText } from './policy-text.ts'

/** Weights as the policy names them, `tenure.newHire7d`; what it does not name stays as shipped. */
export function readWeights(yaml: PolicyText, place: Place | undefined): Weights {
  const names = weightNames()
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, names)
  const weights = structuredClone(shippedWeights)
  for (const [evidence, own] of Object.entries<Record<string, number>>(weights)) {
    for (const [weight, centi] of Object.entries(own)) {
      own[weight] = yaml.centi(given.get(`${evidence}.${weight}`), centi, -pointsMax, pointsMax)
    }
  }
  return weights
}

export function weightNames(): string[] {
  return Object.entries(shippedWeights).flatMap(([evidence, weights]) =>
    Object.keys(weights).map((weight) => `${evidence}.${weight}`),
  )
}

const pointsMax = 20
