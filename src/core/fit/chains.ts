import type { Column } from './columns.ts'
import type { Part } from './shrinkage.ts'

/** One class of an ordered chain as a sum of steps. `min` bounds the step of its own; `undefined` where it
 *  keeps the bound it has. */
export interface ChainStep {
  readonly value: number
  readonly parts: readonly Part[]
  readonly min: number | undefined
}

/** A chain from the most points to the fewest, as steps that may not be negative. Classes that raise suspicion
 *  are built up from the one with the fewest points, whose own bound is 0; classes that lower it are built down
 *  from the one nearest to 0. So each part also stays on its side.
 *
 *    5.00 3.00 1.00     -> third: itself; second: third + step; first: third + step + step
 *    -2.00 -3.50        -> first: itself; second: first - step */
export function chainSteps(chain: readonly number[], columns: readonly Column[]): ChainStep[] {
  const claims = new Set(chain.map((value) => columns[value]!.claim))
  if (claims.has('either') && claims.size > 1) {
    throw new Error(
      `${chain.map((value) => columns[value]!.name).join(', ')}: some may take any sign, some not`,
    )
  }
  const raising = chain.filter((value) => columns[value]!.claim !== 'lowers').toReversed()
  const lowering = chain.filter((value) => columns[value]!.claim === 'lowers')
  return [...stepsAway(raising, 1, columns), ...stepsAway(lowering, -1, columns)]
}

/** Each as the one before it and a step of its own further from 0. */
function stepsAway(values: readonly number[], sign: 1 | -1, columns: readonly Column[]): ChainStep[] {
  const steps: ChainStep[] = []
  let before: readonly Part[] = []
  values.forEach((value, i) => {
    const last = values[i - 1]
    const parts: readonly Part[] = [...before, { coordinate: value, sign: last === undefined ? 1 : sign }]
    // A policy may already have them the wrong way round: then the first step is what puts them right.
    const min = last === undefined ? undefined : -sign * (columns[value]!.start - columns[last]!.start)
    steps.push({ value, parts, min })
    before = parts
  })
  return steps
}
