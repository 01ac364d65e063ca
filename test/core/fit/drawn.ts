import { shippedWeights } from '../../../src/core/evidence/weights.ts'
import type { Claim, Column } from '../../../src/core/fit/columns.ts'
import { FitRows, plainFamily } from '../../../src/core/fit/fit-rows.ts'
import { RowSight } from '../../../src/core/fit/objective.ts'

/** Changes whose labels are drawn by known weights. */

/** Xorshift of 32 bits: the same seed gives the same draws on any machine. */
export function chance(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x100000000
  }
}

export function column(name: string, start: number, claim: Claim, otherwise: Partial<Column> = {}): Column {
  return {
    name: `drawn.${name}`,
    evidence: 'drawn',
    weights: [name],
    kind: 'weight',
    start,
    claim,
    isPrior: false,
    isOfTable: false,
    isOpen: false,
    ...otherwise,
  }
}

/** All families keep a third of their weaker findings, as shipped. */
export const remainders = { employment: 35, pace: 35, origin: 35, warrant: 35, relation: 35 }

export interface Drawing {
  readonly columns: readonly Column[]
  /** By column: the share of changes that it plays a part in, in which family, and what it is truly worth. */
  readonly truth: readonly { readonly share: number; readonly family?: number; readonly worth: number }[]
  readonly kept?: number
  readonly count: number
  readonly actors: number
  /** How much more or less some actors are undone than others, in points. */
  readonly spread?: number
}

/** Rows with labels. Where a spread is asked for, it is the actor's own, and no column knows of it. */
export function draw(
  seed: number,
  { columns, truth, kept = 0.35, count, actors, spread = 0 }: Drawing,
): FitRows {
  const random = chance(seed)
  const rows = new FitRows(shippedWeights.relation)
  const values = new Float64Array([...truth.map(({ worth }) => worth), kept, kept, kept, kept, kept])
  const sight = new RowSight(values)
  const leanings = Array.from({ length: actors }, () => spread * (2 * random() - 1))
  for (let i = 0; i < count; i++) {
    const actor = Math.floor(random() * actors)
    const row = rows.add(actor, 1)
    truth.forEach(({ share, family = plainFamily }, place) => {
      if (random() >= share) return
      rows.addFinding(family, 0, columns[place]!.claim === 'lowers')
      rows.addTerm(place, 1)
    })
    const suspicion = sight.suspicionOf(rows, row, false) + leanings[actor]!
    rows.labels[row] = random() < 1 / (1 + 2 ** -suspicion) ? 1 : 0
  }
  return rows
}

export function lesson(columns: readonly Column[], ordered: readonly string[] = []) {
  return {
    evidence: [{ name: 'drawn', fitting: ordered.length === 0 ? {} : { ordered: [ordered] } }],
    weights: {
      ...shippedWeights,
      drawn: Object.fromEntries(columns.map((one) => [one.weights[0], 100 * one.start])),
    },
    remainders,
    columns,
    held: new Set<string>(),
    keepsStarts: false,
  }
}
