import type { Family } from '../decision/assessment.ts'
import { drift } from '../evidence/drift.ts'
import type { Fitting } from '../evidence/evidence.ts'
import type { BarKind, Finding } from '../evidence/finding.ts'
import { joinedFamilies } from '../evidence/in-force.ts'
import { Tally } from '../evidence/tally.ts'
import type { Weights } from '../evidence/weights.ts'
import { type Column, openColumn, ownWeights } from './columns.ts'
import { type FitRows, plainFamily } from './fit-rows.ts'

/** Finds out what each weight does to each finding of a change by moving it a little and measuring again: the
 *  evidence itself answers, so there is no second copy of its logic to fall out of step. Findings that are
 *  straight in a weight, as `Fitting` demands, come out exactly.
 *
 *  A class whose weight is 0 gives no points and yet is found: with the weight moved it gives some. Classes of
 *  an open-ended table are added to `columns` as they are met. `familiesFrom` is `relatedFrom` for relations. `told`
 *  is what was found of the change: `drift` asks what the rest said, and would else never be heard. */
export function openProbe<Seen>(
  evidence: readonly Probed<Seen>[],
  weights: Weights,
  columns: Column[],
  familiesFrom = 0,
): (sight: Seen, rows: FitRows, told?: readonly Finding[]) => void {
  const parts = evidence
    .filter(({ family }) => family !== 'stakes')
    .map((one) => new Part(one, weights, columns))
  return (sight, rows, told = noFindings) => {
    const rest = restOf(told)
    for (const part of parts) {
      const { family } = part
      for (const { constant, columns: own, values } of part.read(sight, rest)) {
        rows.addFinding(
          familiesFrom + family,
          constant,
          own.some((column) => columns[column]?.claim === 'lowers'),
        )
        own.forEach((column, i) => rows.addTerm(column, values[i] ?? 0))
      }
    }
  }
}

const noFindings: readonly Finding[] = []

/** What all others said of a change before `drift` was asked, in hundredths. It decides whether the act is odd, which
 *  is no straight line: what is odd stays so while the rest is learnt. */
interface Rest {
  readonly suspicionCenti: number
  readonly actorCenti: number
}

/** As `Tally` has it at that time: pace is not joined yet, rules and others' acts have not spoken. */
function restOf(told: readonly Finding[]): Rest {
  let [suspicionCenti, actorCenti] = [0, 0]
  for (const { bar, pointsCenti } of told) {
    const { family, axis, name } = bar
    if (axis !== 'suspicion' || family === 'rule' || name === 'family.pace' || drift.bars.includes(bar))
      continue
    suspicionCenti += pointsCenti
    if (family === 'prior' || family === 'employment' || bar.ofActor === true) actorCenti += pointsCenti
  }
  return { suspicionCenti, actorCenti }
}

/** What a probe needs of evidence of either stage. */
export interface Probed<Seen> {
  readonly name: string
  /** Relations are all of one. */
  readonly family?: Family
  readonly fitting?: Fitting<Seen>
  measure(sight: Seen, weights: Weights, tally: Tally): void
}

/** A hundredth of a point, or of a factor: small, so that a slope beside a cap is the slope on this side. */
const nudge = 0.01
/** Classes of one open-ended table; further ones are not learnt. */
const openMax = 500

interface Move {
  readonly column: Column
  readonly place: number
  readonly weights: Weights
}

/** One piece of evidence, with the weights by which it is asked. */
class Part<Seen> {
  readonly family: number
  private readonly one: Probed<Seen>
  private readonly weights: Weights
  private readonly columns: Column[]
  private readonly moves: readonly Move[]
  private readonly awake: Weights
  private readonly opened = new Map<string, Move>()
  private readonly now = new Overheard()
  private readonly later = new Overheard()

  constructor(one: Probed<Seen>, weights: Weights, columns: Column[]) {
    const family = joinedFamilies.findIndex((joined) => joined === (one.family ?? 'relation'))
    this.family = family < 0 ? plainFamily : family
    this.one = one
    this.weights = weights
    this.columns = columns
    this.moves = columns.flatMap((column, place) =>
      column.evidence === one.name && !column.isOpen ? [moveOf(column, place, weights)] : [],
    )
    this.awake = withOwn(weights, one.name, (centi) => (centi === 0 ? 100 : centi))
  }

  read(sight: Seen, rest: Rest): readonly Line[] {
    const { one, now, later } = this
    now.rest = rest
    later.rest = rest
    const open = this.openMove(sight)
    // Nearly all evidence has nothing to say of nearly all changes: one look spares a dozen.
    if (this.moves.length > 0 && open === undefined) {
      one.measure(sight, this.awake, later.listen())
      if (later.bars.length === 0) return silent
    }
    one.measure(sight, this.weights, now.listen())
    const lines = now.bars.map(
      (bar, i): Line => ({ bar, constant: now.points[i] ?? 0, columns: [], values: [] }),
    )
    for (const move of this.moves) this.follow(sight, move, lines)
    if (open !== undefined) this.follow(sight, open, lines)
    return lines
  }

  /** Notes what a column's move changes. The constant is what remains of the points without the column. */
  private follow(sight: Seen, { column, place, weights }: Move, lines: Line[]): void {
    const { now, later } = this
    this.one.measure(sight, weights, later.listen())
    for (const bar of new Set([...now.bars, ...later.bars])) {
      const slope = (later.of(bar) - now.of(bar)) / nudge
      if (Math.abs(slope) < slopeMin) continue
      let line = lines.find((known) => known.bar === bar)
      if (line === undefined) lines.push((line = { bar, constant: 0, columns: [], values: [] }))
      line.columns.push(place)
      line.values.push(slope)
      line.constant -= slope * column.start
    }
  }

  private openMove(sight: Seen): Move | undefined {
    const name = this.one.fitting?.open?.(sight)
    if (name === undefined) return undefined
    const known = this.opened.get(name)
    if (known !== undefined || this.opened.size >= openMax) return known
    const column = openColumn(this.one.name, name, this.weights)
    const move = moveOf(column, this.columns.push(column) - 1, this.weights)
    this.opened.set(name, move)
    return move
  }
}

const silent: readonly Line[] = []

function moveOf(column: Column, place: number, weights: Weights): Move {
  return { column, place, weights: moved(weights, column) }
}

/** Overhears what evidence gives, unrounded, also where it is nothing. */
class Overheard extends Tally {
  bars: BarKind[] = []
  points: number[] = []
  rest: Rest = restOf(noFindings)

  listen(): this {
    this.bars.length = 0
    this.points.length = 0
    this.suspicionCenti = this.rest.suspicionCenti
    this.actorCenti = this.rest.actorCenti
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

/** Below this it is rounding of doubles. */
const slopeMin = 1e-9

/** The weights with one column a little further on. */
function moved(weights: Weights, { evidence, weights: names, kind, isOpen, start }: Column): Weights {
  if (isOpen) return withAlso(weights, evidence, names[0] ?? '', 100 * (start + nudge))
  return withOwn(weights, evidence, (centi, name) => {
    if (!names.includes(name)) return centi
    return kind === 'scale' ? centi * (1 + nudge) : centi + 100 * nudge
  })
}

/** The weights with one of an open-ended table set. */
export function withAlso(weights: Weights, evidence: string, name: string, centi: number): Weights {
  return { ...weights, [evidence]: { ...ownWeights(weights, evidence), [name]: centi } }
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
