import { shippedWeights, type Weights } from '../evidence/weights.ts'
import type { Place, PolicyText } from './policy-text.ts'

/** Weights as the policy names them, `tenure.newHire7d`; what it does not name stays as shipped. */
export function readWeights(yaml: PolicyText, place: Place | undefined): Weights {
  const names = weightNames()
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, names)
  const weights: Record<string, Record<string, number>> = {}
  for (const [evidence, shipped] of Object.entries(shippedWeights)) {
    const own: Record<string, number> = {}
    for (const [weight, centi] of Object.entries<number>(shipped)) {
      own[weight] = yaml.centi(given.get(`${evidence}.${weight}`), centi, -pointsMax, pointsMax)
    }
    weights[evidence] = own
  }
  // Built from the very keys of the shipped weights, which the compiler cannot see.
  return weights as unknown as Weights
}

export function weightNames(): string[] {
  return Object.entries(shippedWeights).flatMap(([evidence, weights]) =>
    Object.keys(weights).map((weight) => `${evidence}.${weight}`),
  )
}

const pointsMax = 20
