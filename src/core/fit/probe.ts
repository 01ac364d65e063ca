import type { Evidence } from '../evidence/evidence.ts'
import type { BarKind } from '../evidence/finding.ts'
import { joinedFamilies } from '../evidence/in-force.ts'
import type { Sight } from '../evidence/sight.ts'
import { Tally } from '../evidence/tally.ts'
import type { Weights } from '../evidence/weights.ts'
import { type Column, ownWeights } from './columns.ts'
import { type FitRows, plainFamily } from './fit-rows.ts'

/** Finds out what each weight does to each finding of a change by moving it a little and measuring again: the
 *  evidence itself answers, so there is no second copy of its logic to fall out of step. Findings that are
 *  straight in a weight, as `Fitting` demands, come out exactly.
 *
 *  A class whose weight is 0 gives no points and yet is found: with the weight moved it gives some. */
export function openProbe(
  evidence: readonly Evidence[],
  weights: Weights,
  columns: readonly Column[],
): (sight: Sight, rows: FitRows) => void {
  const parts = evidence
    .filter(({ bars }) => bars.some(({ axis }) => axis === 'suspicion'))
    .map((one) => partOf(one, weights, columns))
  const slopes = new Slopes()
  return (sight, rows) => {
    for (const part of parts) {
      slopes.reset()
      part.read(sight, slopes)
      const { family } = part
      for (const { constant, columns: own, values } of slopes.findings()) {
        rows.addFinding(family, constant, own.some((column) => columns[column]?.claim === 'lowers'))
        own.forEach((column, i) => rows.addTerm(column, values[i] ?? 0))
      }
    }
  }
}

/** A hundredth of a point, or of a factor: small, so that a slope beside a cap is the slope on this side. */
const nudge = 0.01

interface Part {
  readonly family: number
  read(sight: Sight, slopes: Slopes): void
}

function partOf(one: Evidence, weights: Weights, columns: readonly Column[]): Part {
  const { name } = one
  const moves = columns.flatMap((column, place) =>
    column.evidence === name ? [{ column, place, weights: moved(weights, column) }] : [],
  )
  const awake = withOwn(weights, name, (centi) => (centi === 0 ? 100 : centi))
  const [now, then] = [new Overheard(), new Overheard()]
  const family = joinedFamilies.findIndex((joined) => joined === one.family)
  return {
    family: family < 0 ? plainFamily : family,
    read(sight, slopes) {
      // Nearly all evidence has nothing to say of nearly all changes: one look spares a dozen.
      if (moves.length > 0) {
        one.measure(sight, awake, then.listen())
        if (then.bars.length === 0) return
      }
      one.measure(sight, weights, now.listen())
      now.bars.forEach((bar, i) => slopes.found(bar, now.points[i] ?? 0))
      for (const move of moves) {
        one.measure(sight, move.weights, then.listen())
        slopes.moved(move.place, move.column, now, then)
      }
    },
  }
}

/** Overhears what evidence gives, unrounded, also where it is nothing. */
class Overheard extends Tally {
  bars: BarKind[] = []
  points: number[] = []

  listen(): this {
    this.bars.length = 0
    this.points.length = 0
    return this
  }

  override give(bar: BarKind, points: number): void {
    if (bar.axis !== 'suspicion') return
    this.bars.push(bar)
    this.points.push(points / 100)
  }

  override unknown(): void {}

  of(bar: BarKind): number {
    const place = this.bars.indexOf(bar)
    return place < 0 ? 0 : (this.points[place] ?? 0)
  }
}

interface Line {
  readonly bar: BarKind
  constant: number
  readonly columns: number[]
  readonly values: number[]
}

/** The findings of one piece of evidence, each as a straight line. */
class Slopes {
  private lines: Line[] = []

  reset(): void {
    this.lines = []
  }

  findings(): readonly Line[] {
    return this.lines
  }

  found(bar: BarKind, points: number): Line {
    const line = { bar, constant: points, columns: [], values: [] }
    this.lines.push(line)
    return line
  }

  /** Notes what a column's move has changed. The constant is what remains of the points without the column. */
  moved(place: number, column: Column, now: Overheard, then: Overheard): void {
    for (const bar of new Set([...now.bars, ...then.bars])) {
      const slope = (then.of(bar) - now.of(bar)) / nudge
      if (Math.abs(slope) < slopeMin) continue
      const line = this.lines.find((known) => known.bar === bar) ?? this.found(bar, 0)
      line.columns.push(place)
      line.values.push(slope)
      line.constant -= slope * column.start
    }
  }
}

/** Below this it is rounding of doubles. */
const slopeMin = 1e-9

/** The weights with one column a little further on. */
function moved(weights: Weights, { evidence, weights: names, kind }: Column): Weights {
  return withOwn(weights, evidence, (centi, name) => {
    if (!names.includes(name)) return centi
    return kind === 'scale' ? centi * (1 + nudge) : centi + 100 * nudge
  })
}

/** The weights with those of one evidence put through a function. */
export function withOwn(
  weights: Weights,
  evidence: string,
  change: (centi: number, weight: string) => number,
): Weights {
  const own = ownWeights(weights, evidence)
  const entries = Object.entries(own).map(([name, centi]) => [name, change(centi, name)] as const)
  return { ...weights, [evidence]: Object.fromEntries(entries) }
}
