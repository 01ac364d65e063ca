import { type Chance, chanceOf, wholeBetween, wordKey } from '../../../src/demo/chance.ts'
import { developmentShapes } from './development-shapes.ts'
import { heldOutShapes } from './held-out-shapes.ts'
import { developmentOddities, heldOutOddities, type MakeOddity, type Oddity, suits } from './oddities.ts'
import { type Alteration, type Draw, day, hour, type MakeShape, type Shape, usual } from './shape-parts.ts'

/** An invented series, and the rows at which something in it begins to be odd. */
export interface LabelledSeries {
  readonly shape: string
  /** All that is odd in it is of this kind; `nothing` where nothing is. */
  readonly kind: string
  readonly times: Float64Array
  readonly values: Float64Array
  readonly onsets: readonly number[]
  /** The first rows after time has leapt: no oddity. */
  readonly gaps: readonly number[]
}

/** `development` is what the detector was built on. `other parameters` has the same shapes and kinds with
 *  parameters from the outer parts of their ranges, that development never draws. `other kinds` shares no shape
 *  with it, and six of its 20 kinds of oddity are none of development. No two share a seed. */
export type Half = 'development' | 'other parameters' | 'other kinds'

interface Making {
  readonly shapes: Readonly<Record<string, MakeShape>>
  readonly kinds: Readonly<Record<string, MakeOddity>>
  readonly draw: (chance: Chance) => Draw
}

const inner =
  (chance: Chance): Draw =>
  (low, high) =>
    low + (high - low) * (0.2 + 0.6 * chance())
const outer =
  (chance: Chance): Draw =>
  (low, high) => {
    const part = 0.4 * chance()
    return low + (high - low) * (part < 0.2 ? part : part + 0.6)
  }
const whole =
  (chance: Chance): Draw =>
  (low, high) =>
    low + (high - low) * chance()

const makings: Readonly<Record<Half, Making>> = {
  development: { shapes: developmentShapes, kinds: developmentOddities, draw: inner },
  'other parameters': { shapes: developmentShapes, kinds: developmentOddities, draw: outer },
  'other kinds': {
    shapes: heldOutShapes,
    kinds: { ...developmentOddities, ...heldOutOddities },
    draw: whole,
  },
}

/** `seeds` series of each shape and of each kind of oddity that can be seen there, and as many with none. */
export function* inventSeries(half: Half, seeds: number): Generator<LabelledSeries> {
  const { shapes, kinds, draw } = makings[half]
  for (const [name, makeShape] of Object.entries(shapes))
    for (const kind of ['nothing', ...Object.keys(kinds)])
      for (let seed = 0; seed < seeds; seed += 1) {
        const keys = [wordKey(half), wordKey(name), wordKey(kind), seed]
        const shape = () => makeShape(draw(chanceOf(...keys, 1)), chanceOf(...keys, 2))
        if (kind === 'nothing') yield invent(name, kind, shape, undefined, draw, chanceOf(...keys))
        else if (suits(kind, shape())) yield invent(name, kind, shape, kinds[kind], draw, chanceOf(...keys))
      }
}

/** Monday, 6 January 2014. */
const startMs = Date.UTC(2014, 0, 6)

/** One to three oddities of one kind after the first fifth. What is usual for all that: one series in four has
 *  gaps, one in eight lacks rows here and there, one in eight has a clock that trembles, one in eight drifts. */
function invent(
  name: string,
  kind: string,
  makeShape: () => Shape,
  makeOddity: MakeOddity | undefined,
  drawOf: (chance: Chance) => Draw,
  chance: Chance,
): LabelledSeries {
  const draw = drawOf(chance)
  const shape = makeShape()
  const rows = Math.floor(1000 * 2 ** (3.5 * chance() ** 1.5))
  const begin = Math.floor(rows * 0.2)
  const count = makeOddity === undefined ? 0 : wholeBetween(chance, 1, 4)
  const placed = Array.from({ length: count }, (_, index) => {
    const row = Math.floor(begin + ((rows - begin) / count) * (index + 0.1 + 0.6 * chance()))
    return { row, oddity: makeOddity?.(draw, shape, rows) as Oddity }
  })
  const gaps = chance() < 0.25 ? [wholeBetween(chance, begin, rows), wholeBetween(chance, begin, rows)] : []
  const gapRows = wholeBetween(chance, 5, 200)
  const lackShare = chance() < 0.125 ? 0.1 * chance() : 0
  const tremor = chance() < 0.125 ? 0.4 * chance() : 0
  const band = bandOf(makeShape())
  const driftPerRow = chance() < 0.125 ? ((chance() - 0.5) * band.width) / rows : 0

  const times = new Float64Array(rows)
  const values = new Float64Array(rows)
  let at = startMs + wholeBetween(chance, 0, 7 * 24) * hour
  for (let row = 0; row < rows; row += 1) {
    const lacks = chance() < lackShare ? wholeBetween(chance, 1, 4) : 0
    at += shape.stepMs * (1 + lacks + (gaps.includes(row) ? gapRows : 0))
    let now = usual
    let lift = driftPerRow * row
    let isHeld = false
    for (const { row: from, oddity } of placed) {
      if (row < from || row >= from + Math.max(1, oddity.rows)) continue
      const part = (row - from) / Math.max(1, oddity.rows)
      now = together(now, oddity.alterationAt(part))
      lift += (oddity.liftAt?.(part, row - from) ?? 0) * band.width
      isHeld ||= oddity.isHeld === true
    }
    const value = shownIn(band, shape.next(at, now), lift)
    times[row] = at + Math.round(tremor * shape.stepMs * (chance() - 0.5))
    values[row] = isHeld ? (values[row - 1] ?? value) : value
  }
  return { shape: name, kind, times, values, onsets: placed.map(({ row }) => row), gaps }
}

/** What a series does where nothing is odd. */
interface Band {
  readonly width: number
  readonly isWhole: boolean
  readonly isNeverBelow0: boolean
  readonly most: number
}

function bandOf(shape: Shape): Band {
  const rows = Math.max(2000, Math.ceil((14 * day) / shape.stepMs))
  const values = Array.from({ length: rows }, (_, row) => shape.next(startMs + row * shape.stepMs, usual))
  values.sort((a, b) => a - b)
  const at = (share: number) => values[Math.floor(share * (rows - 1))] ?? 0
  return {
    width: at(0.99) - at(0.01) || at(1) - at(0) || 1,
    isWhole: values.every(Number.isInteger),
    isNeverBelow0: at(0) >= 0,
    most: shape.most ?? Number.POSITIVE_INFINITY,
  }
}

function shownIn({ isWhole, isNeverBelow0, most }: Band, value: number, lift: number): number {
  if (lift === 0) return value
  const lifted = Math.min(most, isNeverBelow0 ? Math.max(0, value + lift) : value + lift)
  return isWhole ? Math.round(lifted) : lifted
}

function together(a: Alteration, b: Alteration): Alteration {
  return {
    times: a.times * b.times,
    plus: a.plus + b.plus,
    noise: a.noise * b.noise,
    clockMs: a.clockMs + b.clockMs,
  }
}
