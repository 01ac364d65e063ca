import type { Column } from './columns.ts'
import type { Part } from './shrinkage.ts'

/** One class of an ordered chain as a sum of steps. */
export interface ChainStep {
  readonly value: number
  /** None where the value is held. */
  readonly parts: readonly Part[]
  /** Of the coordinate of its own; undefined where it keeps the bounds it has. */
  readonly bounds: { readonly lower: number; readonly upper: number } | undefined
}

/** A chain from the most points to the fewest, as steps that may not be negative. Classes that raise suspicion
 *  are built up from the one with the fewest points, whose own bound is 0; classes that lower it are built down
 *  from the one nearest to 0. So each part also stays on its side. A held class is built of nothing: those beside
 *  it are built away from it, and those between it and another end each keep to a part of the room between.
 *
 *    5.00 3.00 1.00          -> third: itself; second: third + step; first: third + step + step
 *    -2.00 -3.50             -> first: itself; second: first - step
 *    5.00 held, 3.00 1.00    -> third: 0 to 2.00; second: 2.00 to 5.00
 *    5.00, 3.00 held, 1.00   -> third: 0 to 3.00; first: 3.00 + step */
export function chainSteps(
  chain: readonly number[],
  columns: readonly Column[],
  held: ReadonlySet<number>,
): ChainStep[] {
  const claims = new Set(chain.map((value) => columns[value]!.claim))
  if (claims.has('either') && claims.size > 1) {
    throw new Error(
      `${chain.map((value) => columns[value]!.name).join(', ')}: some may take any sign, some not`,
    )
  }
  const raising = chain.filter((value) => columns[value]!.claim !== 'lowers').toReversed()
  const lowering = chain.filter((value) => columns[value]!.claim === 'lowers')
  const isOpen = claims.has('either')
  return [
    ...aroundHeld(raising, 1, columns, held, isOpen),
    ...aroundHeld(lowering, -1, columns, held, isOpen),
  ]
}

/** Values by their distance from 0 (or, where any sign will do, upwards), cut at those that are held. */
function aroundHeld(
  values: readonly number[],
  sign: 1 | -1,
  columns: readonly Column[],
  held: ReadonlySet<number>,
  isOpen: boolean,
): ChainStep[] {
  const steps: ChainStep[] = []
  let inner: number | undefined
  let between: number[] = []
  for (const value of values) {
    if (!held.has(value)) {
      between.push(value)
      continue
    }
    if (isOpen && inner === undefined)
      steps.push(...stepsAway(between.toReversed(), value, sign === 1 ? -1 : 1, columns))
    else steps.push(...fenced(between, sign, inner, value, columns))
    steps.push({ value, parts: [], bounds: { lower: 0, upper: 0 } })
    inner = value
    between = []
  }
  return [...steps, ...stepsAway(between, inner, sign, columns)]
}

/** Each as the one before it and a step of its own further away. */
function stepsAway(
  values: readonly number[],
  from: number | undefined,
  sign: 1 | -1,
  columns: readonly Column[],
): ChainStep[] {
  const steps: ChainStep[] = []
  let before: readonly Part[] = []
  let last = from
  for (const value of values) {
    const parts: readonly Part[] = [...before, { coordinate: value, sign: last === undefined ? 1 : sign }]
    // A policy may already have them the wrong way round: then the first step is what puts them right.
    const bounds =
      last === undefined
        ? undefined
        : { lower: -sign * (columns[value]!.start - columns[last]!.start), upper: Number.POSITIVE_INFINITY }
    steps.push({ value, parts, bounds })
    before = parts
    last = value
  }
  return steps
}

/** Each by itself between two ends that stay: half way to the next one, so that their order holds whatever each
 *  does. A bound on sums of steps would leave more room, but is none of one coordinate. */
function fenced(
  values: readonly number[],
  sign: 1 | -1,
  inner: number | undefined,
  outer: number,
  columns: readonly Column[],
): ChainStep[] {
  const most = sign * columns[outer]!.start
  const least = Math.min(most, inner === undefined ? 0 : sign * columns[inner]!.start)
  const sorted = values.map((value) => sign * columns[value]!.start).toSorted((a, b) => a - b)
  const fence = (i: number): number =>
    i === 0
      ? least
      : i === values.length
        ? most
        : Math.min(most, Math.max(least, (sorted[i - 1]! + sorted[i]!) / 2))
  return values.map((value, i) => {
    const start = sign * columns[value]!.start
    return {
      value,
      parts: [{ coordinate: value, sign }],
      bounds: { lower: fence(i) - start, upper: fence(i + 1) - start },
    }
  })
}
