import { assess } from '../decision/assess.ts'
import { decide, type Outcome } from '../decision/decide.ts'
import { Sight } from '../evidence/sight.ts'
import type { Policy } from '../policy/policy.ts'
import type { Counterfactual } from './counterfactual.ts'
import type { Ladder } from './ladder.ts'
import { ladders } from './ladders.ts'
import type { Situation } from './situation.ts'
import { mayAct } from './without-others.ts'

/** How far up one ladder. */
export interface Climb {
  readonly ladder: Ladder
  readonly step: number
}

/** A counterfactual, and the one or two climbs that it is. */
export interface Found extends Counterfactual {
  readonly climbs: readonly Climb[]
}

/** So many of each kind are told. */
export const shownMax = 3
/** Looks for each of the two kinds at one alert, each look about as dear as half a `step`. Fifteen sorts of facts,
 *  then ten halvings of followers and six each of a contract and a tenure, is 37; the rest is for pairs. */
export const looksMax = 64

/** The smallest changes of facts under which this change would not have alerted; and, where the machine had leave
 *  to act without asking, under which it would not have had. Every one was tried: `assess` and `decide` judged the
 *  changed facts, and one step less of any of them was found not to be enough.
 *
 *  First each sort of fact alone, at its most; where none is enough, pairs of those that help. Of each sort that is
 *  enough the smallest step is sought by halving. Told in the order of `ladders`. Deterministic, and bounded by
 *  `looksMax`: what is not reached by then is not told. */
export function findCounterfactuals(was: Situation, policy: Policy, outcome: Outcome): readonly Found[] {
  const looking = new Looking(was, policy)
  const tops = ladders.flatMap((ladder) => {
    const step = ladder.stepsOf(was)
    return step === 0 ? [] : [{ ladder, step }]
  })
  const quieter = looking.find(tops, 'alert', outcome, ({ decision }) => !decision.alerts)
  if (!hasLeave(outcome)) return quieter
  const told = new Set(quieter.map(({ given }) => given))
  const held = looking.find(tops, 'leave', outcome, (then) => !hasLeave(then))
  // What silences the alert also holds the machine; that goes without saying.
  return [...quieter, ...held.filter(({ given }) => !told.has(given))]
}

/** Facts changed by some climbs. */
export function climbed(was: Situation, climbs: readonly Climb[]): Situation {
  return climbs.reduce((situation, { ladder, step }) => ladder.at(situation, step), was)
}

function hasLeave({ decision: { mode } }: Outcome): boolean {
  return mayAct(mode)
}

type Goal = (then: Outcome) => boolean

class Looking {
  private left = 0
  private readonly was: Situation
  private readonly policy: Policy
  /** What became of each ladder at its top. */
  private readonly atTop = new Map<Ladder, Outcome>()

  constructor(was: Situation, policy: Policy) {
    this.was = was
    this.policy = policy
  }

  find(
    tops: readonly Climb[],
    without: Counterfactual['without'],
    outcome: Outcome,
    reached: Goal,
  ): readonly Found[] {
    this.left = looksMax
    const alone: (readonly Climb[])[] = []
    for (const top of tops) {
      const then = this.top(top)
      if (then !== undefined && reached(then)) alone.push([top])
      if (alone.length === shownMax) break
    }
    const enough = alone.length > 0 ? alone : this.pairs(tops, outcome, reached)
    return enough.flatMap((climbs) => {
      const smallest = this.smallest(climbs, reached)
      // Cut short, it would be true but larger than need be.
      if (this.left === 0) return []
      return [{ without, given: this.says(smallest), climbs: smallest }]
    })
  }

  private top(top: Climb): Outcome | undefined {
    const known = this.atTop.get(top.ladder)
    if (known !== undefined) return known
    const then = this.look([top])
    if (then !== undefined) this.atTop.set(top.ladder, then)
    return then
  }

  /** Only of what helps by itself: what is no help alone is hardly one to another. */
  private pairs(tops: readonly Climb[], outcome: Outcome, reached: Goal): readonly (readonly Climb[])[] {
    const helpful = tops.filter(({ ladder }) => {
      const then = this.atTop.get(ladder)
      return then !== undefined && helps(then, outcome)
    })
    const pairs: (readonly Climb[])[] = []
    for (const [i, first] of helpful.entries()) {
      for (const second of helpful.slice(i + 1)) {
        if (this.left <= looksKept) return pairs
        const then = this.look([first, second])
        if (then === undefined || !reached(then)) continue
        pairs.push([first, second])
        if (pairs.length === shownMax) return pairs
        break
      }
    }
    return pairs
  }

  /** Halving finds a step below which the next is not enough; but what was enough for one ladder while another stood
   *  high may be more than enough now, where a policy's tiers or rules make fewer followers count for more. So each
   *  is tried one step lower until none can be. */
  private smallest(climbs: readonly Climb[], reached: Goal): readonly Climb[] {
    let found = this.halved(climbs, reached)
    while (found.length > 1) {
      const lower = this.lowered(found, reached)
      if (lower === undefined) break
      found = this.halved(lower, reached)
    }
    return found
  }

  /** Goes down each ladder in turn by halving, the others as they stand. */
  private halved(climbs: readonly Climb[], reached: Goal): readonly Climb[] {
    let found = climbs
    for (const [index, { ladder, step }] of climbs.entries()) {
      let enough = step
      let short = 0
      while (enough - short > 1) {
        const half = Math.floor((short + enough) / 2)
        const tried = found.with(index, { ladder, step: half })
        const then = this.look(tried)
        if (then === undefined) break
        if (reached(then)) {
          enough = half
          found = tried
        } else short = half
      }
    }
    return found
  }

  /** One step less of one of them, or without it, where that is enough. */
  private lowered(climbs: readonly Climb[], reached: Goal): readonly Climb[] | undefined {
    for (const [index, { ladder, step }] of climbs.entries()) {
      const less = step > 1 ? climbs.with(index, { ladder, step: step - 1 }) : climbs.toSpliced(index, 1)
      const then = this.look(less)
      if (then !== undefined && reached(then)) return less
    }
    return undefined
  }

  private says(climbs: readonly Climb[]): string {
    return climbs.map(({ ladder, step }) => ladder.says(this.was, step)).join(', and ')
  }

  private look(climbs: readonly Climb[]): Outcome | undefined {
    if (this.left === 0) return undefined
    this.left -= 1
    const { change, known } = climbed(this.was, climbs)
    return decide(assess(new Sight(change, known), this.policy), this.policy)
  }
}

/** Looks that pairs leave for finding the smallest of them. */
const looksKept = 24

function helps({ assessment: then }: Outcome, { assessment: was }: Outcome): boolean {
  return then.scoreCenti < was.scoreCenti || then.suspicionCenti < was.suspicionCenti
}
