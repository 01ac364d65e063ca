import type { Family } from '../decision/assessment.ts'
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
  /** One of a table's classes, of which each change has exactly one. */
  readonly isOfTable: boolean
  /** A class of an open-ended table, such as a reason's code. */
  readonly isOpen: boolean
}

export type Claim = 'raises' | 'lowers' | 'either'

/** A policy's weights stay within this many points, as its reader wants it. */
export const weightPointsMax = 20

/** Evidence of either stage, as far as learning goes. */
export type Learnable = Pick<Evidence, 'name'> & {
  /** Of the account's own stage where it is absent. */
  readonly family?: Family
  readonly fitting?: Omit<Fitting<never>, 'open'>
}

/** All that can be learnt of some evidence, in its order. What is open-ended joins the list as it is met. */
export function columnsOf(evidence: readonly Learnable[], weights: Weights): Column[] {
  return evidence.flatMap((one) => (isLearnable(one) ? columnsOfOne(one, weights) : []))
}

/** One more class of an open-ended table. */
export function openColumn(evidence: string, name: string, weights: Weights): Column {
  const own = ownWeights(weights, evidence)
  // A class is anybody's word: "constructor" is none of the policy's.
  const centi = Object.hasOwn(own, name) ? (own[name] ?? 0) : 0
  const column = { evidence, weights: [name], kind: 'weight', start: centi / 100, claim: 'either' } as const
  return { ...column, name: `${evidence}.${name}`, isPrior: false, isOfTable: true, isOpen: true }
}

/** Chains of columns, by their place in the list, each from the most points to the fewest. */
export function chainsOf(evidence: readonly Learnable[], columns: readonly Column[]): readonly number[][] {
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

function isLearnable({ family }: Learnable): boolean {
  return family !== 'stakes'
}

function columnsOfOne({ name, fitting }: Learnable, weights: Weights): Column[] {
  const own = ownWeights(weights, name)
  const shipped = ownWeights(shippedWeights, name)
  const { together = [], held = [], anySign } = fitting ?? {}
  const columns: Column[] = []
  for (const weight of Object.keys(shipped)) {
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
      claim: claimOf(own[weight] ?? 0, shipped[weight] ?? 0, group !== undefined, anySign === true),
      isPrior: name === 'prior' && weight !== 'automation',
      isOfTable: fitting?.table?.includes(weight) === true,
      isOpen: false,
    })
  }
  return columns
}

/** A policy may turn a weight round, or switch it off: the sign it ships with then still holds. */
function claimOf(own: number, shipped: number, isScale: boolean, anySign: boolean): Claim {
  // A factor below 0 would turn a slope and its caps round together: nobody claims that.
  if (isScale) return 'raises'
  if (anySign) return 'either'
  const sign = own === 0 ? shipped : own
  if (sign === 0) return 'either'
  return sign > 0 ? 'raises' : 'lowers'
}
