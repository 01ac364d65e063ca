import { between, type Chance, chanceOf, wholeBetween, wordKey } from '../../../src/demo/chance.ts'
import { type Alteration, developmentShapes, heldOutShapes, type Shape } from './shapes.ts'

/** An invented series, and the rows at which something in it begins to be odd. */
export interface LabelledSeries {
  readonly name: string
  readonly times: Float64Array
  readonly values: Float64Array
  readonly onsets: readonly { readonly row: number; readonly kind: string }[]
}

export type Half = 'development' | 'held out'

/** `seeds` series of each shape of a half. The halves share no shape and no seed. */
export function* inventSeries(half: Half, seeds: number): Generator<LabelledSeries> {
  const shapes = half === 'development' ? developmentShapes : heldOutShapes
  for (const [name, shape] of Object.entries(shapes))
    for (let seed = 0; seed < seeds; seed += 1)
      yield invent(`${name} ${seed}`, shape, chanceOf(wordKey(name), seed))
}

const usual: Alteration = { times: 1, plus: 0, noise: 1, clockMs: 0 }
const hour = 3_600_000
/** Monday, 6 January 2014. */
const startMs = Date.UTC(2014, 0, 6)

interface Oddity {
  readonly rows: number
  readonly alteration: Alteration
  /** The last value repeats. */
  readonly isHeld?: boolean
}

type MakeOddity = (chance: Chance, shape: Shape, rowsInAll: number) => Oddity

const oddities: Readonly<Record<string, MakeOddity>> = {
  spike: (chance) => ({
    rows: wholeBetween(chance, 1, 4),
    alteration: { ...usual, plus: between(chance, 4, 15) },
  }),
  dip: (chance) => ({
    rows: wholeBetween(chance, 1, 6),
    alteration: { ...usual, times: between(chance, 0, 0.4), plus: -3 },
  }),
  burst: (chance) => ({
    rows: wholeBetween(chance, 10, 60),
    alteration: { ...usual, plus: between(chance, 2.5, 6) },
  }),
  'shift up': (chance, _shape, rows) => ({
    rows,
    alteration: { ...usual, plus: between(chance, 1.5, 5) },
  }),
  'shift down': (chance, _shape, rows) => ({
    rows,
    alteration: { ...usual, times: between(chance, 0.6, 0.9), plus: -between(chance, 0.5, 3) },
  }),
  quiet: (chance, _shape, rows) => ({
    rows: Math.floor(rows * between(chance, 0.01, 0.05)),
    alteration: { ...usual, times: between(chance, 0, 0.3) },
  }),
  'flat line': (chance, _shape, rows) => ({
    rows: Math.floor(rows * between(chance, 0.01, 0.05)),
    alteration: usual,
    isHeld: true,
  }),
  'wilder noise': (chance, _shape, rows) => ({
    rows: Math.floor(rows * between(chance, 0.01, 0.05)),
    alteration: { ...usual, noise: between(chance, 2, 5) },
  }),
  'season moved': (chance, shape) => ({
    rows: Math.floor((24 * hour) / shape.stepMs),
    alteration: { ...usual, clockMs: between(chance, 6, 18) * hour },
  }),
}

/** Between none and four oddities after the first fifth; one series in four has a gap, one in eight drifts. */
function invent(name: string, makeShape: (chance: Chance) => Shape, chance: Chance): LabelledSeries {
  const shape = makeShape(chance)
  const rows = wholeBetween(chance, 2_000, 8_000)
  const count = wholeBetween(chance, 0, 5)
  const begin = Math.floor(rows * 0.2)
  const placed = Array.from({ length: count }, (_, index) => {
    const share = (rows - begin) / count
    const row = Math.floor(begin + share * (index + between(chance, 0.1, 0.7)))
    const kinds = Object.keys(oddities).filter((kind) => kind !== 'season moved' || isDaily(shape))
    const kind = kinds[wholeBetween(chance, 0, kinds.length)] ?? 'spike'
    const oddity = oddities[kind]?.(chance, shape, rows)
    if (oddity === undefined) throw new Error(`nothing is called ${kind}`)
    return { row, kind, oddity }
  })
  const gap =
    chance() < 0.25
      ? { row: wholeBetween(chance, begin, rows), rows: wholeBetween(chance, 5, 200) }
      : undefined
  const driftPerRow = chance() < 0.125 ? between(chance, -2, 2) / rows : 0

  const times = new Float64Array(rows)
  const values = new Float64Array(rows)
  let at = startMs + wholeBetween(chance, 0, 7 * 24) * hour
  for (let row = 0; row < rows; row += 1) {
    at += shape.stepMs * (gap?.row === row ? gap.rows : 1)
    let now = { ...usual, plus: driftPerRow * row }
    let isHeld = false
    for (const { row: from, oddity } of placed) {
      if (row < from || row >= from + oddity.rows) continue
      now = together(now, oddity.alteration)
      isHeld ||= oddity.isHeld === true
    }
    const value = shape.next(at, now)
    times[row] = at
    values[row] = isHeld ? (values[row - 1] ?? value) : value
  }
  return { name, times, values, onsets: placed.map(({ row, kind }) => ({ row, kind })) }
}

/** A season can only be moved where there is one. */
function isDaily(shape: Shape): boolean {
  return shape.isDaily === true
}

function together(a: Alteration, b: Alteration): Alteration {
  return {
    times: a.times * b.times,
    plus: a.plus + b.plus,
    noise: a.noise * b.noise,
    clockMs: a.clockMs + b.clockMs,
  }
}
