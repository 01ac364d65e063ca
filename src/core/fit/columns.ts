import type { Evidence, Fitting } from '../evidence/evidence.ts'
import { shippedWeights, type Weights } from '../evidence/weights.ts'

/** What is learnt as one number: a weight, in points, or the factor of weights that make findings together.
 *
 *  Only suspicion is learnt. Stakes say how much harm it would be, of which labels know nothing. */
export interface Column {
  /** Of the first weight that it moves: `tenure.newHire7d`, `tempo.perBit`. */
  readonly name: string
  readonly evidence: string
  /** Names of the evidence's own weights. */
  readonly weights: readonly string[]
  /** `weight`: points. `scale`: a factor, 1 as things stand. */
  readonly kind: 'weight' | 'scale'
  /** As the policy at hand has it. */
  readonly start: number
  /** The sign that the evidence claims. */
  readonly claim: Claim
  /** Where suspicion starts for an action: these move together. */
  readonly isPrior: boolean
}

export type Claim = 'raises' | 'lowers' | 'either'

/** A policy's weights stay within this many points, as its reader wants it. */
export const weightPointsMax = 20

/** All that can be learnt of the evidence in force, in its order. */
export function columnsOf(evidence: readonly Evidence[], weights: Weights): readonly Column[] {
  return evidence.flatMap((one) => (isLearnable(one) ? columnsOfOne(one, weights) : []))
}

/** Chains of columns, by their place in the list, each from the most points to the fewest. */
export function chainsOf(evidence: readonly Evidence[], columns: readonly Column[]): readonly number[][] {
  const places = new Map(columns.map(({ name }, place) => [name, place]))
  return evidence.filter(isLearnable).flatMap(({ name, fitting }) =>
    (fitting?.ordered ?? []).map((chain) =>
      chain.map((weight) => {
        const place = places.get(`${name}.${weight}`)
        if (place !== undefined && columns[place]?.kind === 'weight') return place
        throw new Error(`${name}.${weight} is in an order, but not learnt on its own`)
      }),
    ),
  )
}

/** The weights of one evidence by name, as a plain table. */
export function ownWeights(weights: Weights, evidence: string): Readonly<Record<string, number>> {
  const own = Object.entries(weights).find(([name]) => name === evidence)?.[1]
  if (own === undefined) throw new Error(`${evidence} has no weights`)
  return own
}

/** Evidence of stakes, and evidence that takes its points from elsewhere, has nothing to learn. */
function isLearnable({ name, bars }: Evidence): boolean {
  return bars.some(({ axis }) => axis === 'suspicion') && Object.hasOwn(shippedWeights, name)
}

function columnsOfOne({ name, family, fitting }: Evidence, weights: Weights): Column[] {
  const own = ownWeights(weights, name)
  const shipped = ownWeights(shippedWeights, name)
  const { together = [], held = [] }: Fitting = fitting ?? {}
  const columns: Column[] = []
  for (const weight of Object.keys(own)) {
    const group = together.find((members) => members.includes(weight))
    if (held.includes(weight) || (group !== undefined && group[0] !== weight)) continue
    // A group that the policy has switched off has nothing that a factor could scale.
    if (group?.every((member) => own[member] === 0) === true) continue
    columns.push({
      name: `${name}.${weight}`,
      evidence: name,
      weights: group ?? [weight],
      kind: group === undefined ? 'weight' : 'scale',
      start: group === undefined ? (own[weight] ?? 0) / 100 : 1,
      claim: group === undefined ? claimOf(own[weight] ?? 0, shipped[weight] ?? 0) : 'raises',
      isPrior: family === 'prior' && weight !== 'automation',
    })
  }
  return columns
}

/** A policy may turn a weight round, or switch it off: the sign it ships with then still holds. */
function claimOf(own: number, shipped: number): Claim {
  const sign = own === 0 ? shipped : own
  if (sign === 0) return 'either'
  return sign > 0 ? 'raises' : 'lowers'
}
