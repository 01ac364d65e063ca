import { beginCountdown, endsTooLate, endsTooLateWords } from './countdown.ts'
import type { Happening, Life, Limits, Step } from './life.ts'
import { end, same } from './life-steps.ts'
import { withoutThem } from './taken-back.ts'
import { authorised, byMachine, counting, waitOn } from './waiting-steps.ts'

/** What a later alert on the same change makes of one that waits or rests. */

type Raised = Extract<Happening, { kind: 'raised' }>

/** What rested or waited, and nobody has spoken to, comes as far as the later alert alone would have come. */
export function raised(life: Life, happening: Raised, limits: Limits): Step {
  if (happening.to === 'auto') {
    return authorisedByAlert(withoutThem(life, happening.takesBack), happening.at, limits)
  }
  const { life: more, effects } = heldTo(life, happening)
  if (happening.to === undefined) return { life: more, effects }
  // What a gate said is said no more: whoever says yes from now on has not read it.
  const { named: _named, ...unnamed } = more
  const countdown = beginCountdown(happening.at, happening.waitMs)
  if (endsTooLate(countdown, limits.noReturnAt))
    return end({ ...unnamed, countdown }, 'escalated', endsTooLateWords, { untouched: true, blockedBy: [] })
  return counting({ ...unnamed, blockedBy: [] }, countdown)
}

/** What it takes to say yes becomes more, and never less. */
export function heldTo(before: Life, { takesBack, approvers = 1, names, at }: Raised): Step {
  const left = withoutThem(before, takesBack)
  const life = approvers > (left.approvers ?? 1) ? { ...left, approvers } : left
  if (names === undefined) return life === before ? same(before) : waitOn(life)
  // Whoever says yes from now on is told of it; whoever said it before was not.
  const what = [...new Set([...(life.named?.what ?? []), ...names.what])]
  const says = life.named === undefined ? names.says : `${life.named.says}; ${names.says}`
  return waitOn({ ...life, named: { what, says, at }, says: `${life.says}; ${names.says}` })
}

/** Its countdown goes: whoever finds one on an authorised life may take it for one that ran to its end. */
export function authorisedByAlert(life: Life, at: number, limits: Limits): Step {
  const { countdown: _countdown, ...rest } = life
  return byMachine(authorised(rest, at, 'a later alert lets the machine act', limits), limits)
}
