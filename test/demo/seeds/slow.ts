import type { Reason } from '../../../src/core/change/account-change.ts'
import { chanceOf, pick, wholeBetween, wordKey } from '../../../src/demo/chance.ts'
import { type Act, dayMs, hourMs, minuteMs } from '../../../src/demo/world/act.ts'
import { personActs } from '../../../src/demo/world/person-acts.ts'
import { accountIdOf, accountNumberFor, type Target } from '../../../src/demo/world/population.ts'
import { isOff, workdayOf } from '../../../src/demo/world/shifts.ts'
import type { Seen } from './season.ts'
import { actOnTop, monthMs, type Stage, seenOnTop, stageFor, usualWork, workOf } from './stage.ts'

/** Three odd e-mail changes a day by an old hand, hours after the shift, with nothing entered that asks
 *  for them: of somebody who changes addresses by day, or never does; of nobody in particular, or of accounts
 *  that some follow. Sixty of them. */
export function lowAndSlow(seed: number): Seen[] {
  const chance = chanceOf(seed, wordKey('low'))
  const stage = stageFor(seed, pick(chance, ['support', 'trust-and-safety']))
  const to = stage.run.startsAt + 50 * dayMs
  const target = pick(chance, ['ordinary', 'ordinary', 'known'] as const)
  const onTop = afterHours(stage, stage.run.startsAt, to, target, () => ({ code: 'owner-request' })).slice(
    0,
    60,
  )
  return seenOnTop(stage, usualWork(stage, to), onTop)
}

/** Its innocent twin: somebody who has stayed on for owners' requests for as long as we know goes on so. */
export function longEvenings(seed: number): Seen[] {
  const stage = stageFor(seed, 'support')
  const to = stage.run.startsAt + 30 * dayMs
  const evenings = afterHours(stage, stage.run.startsAt - monthMs, to, 'ordinary', (nth) => ({
    code: 'owner-request',
    ticketId: `U-${seed}${nth}`,
    assignment: 'routed',
  }))
  const before = evenings.filter(({ occurredAt }) => occurredAt < stage.run.startsAt)
  const after = evenings.filter(({ occurredAt }) => occurredAt >= stage.run.startsAt)
  return seenOnTop(stage, [...usualWork(stage, to), ...before], after)
}

/** Volume that grows by `growth` a day, for sixty days: every act of them. */
export function drift(seed: number, growth: number): Seen[] {
  const stage = stageFor(seed, 'trust-and-safety')
  const to = stage.run.startsAt + 60 * dayMs
  const grown = Array.from({ length: 60 }, (_, day) => {
    const from = stage.run.startsAt + day * dayMs
    const pace = stage.person.pace * (1 + growth) ** day
    return personActs({ ...stage.person, pace }, stage.run.world.colleagues, from, from + dayMs)
  }).flat()
  const before = workOf(stage, [stage.person], stage.run.startsAt)
  return seenOnTop(stage, [...before, ...workOf(stage, stage.colleagues, to)], grown)
}

function afterHours(
  stage: Stage,
  from: number,
  to: number,
  target: Target,
  reasonOf: (nth: number) => Reason,
): Act[] {
  const { run, person } = stage
  const chance = chanceOf(run.seed, wordKey('after-hours'))
  const acts: Act[] = []
  for (let day = workdayOf(person, from) + 1; day < workdayOf(person, to); day++) {
    if (isOff(person, day)) continue
    // A shift and a late start are over eight and a half hours after it begins.
    const lateAt = day * dayMs + (person.shiftBegins - person.site.hoursFromUtc + 12) * hourMs
    for (let nth = 0; nth < 3; nth++) {
      const occurredAt = lateAt + nth * 50 * minuteMs + wholeBetween(chance, 0, 40 * minuteMs)
      const accountId = accountIdOf(accountNumberFor(target, chance))
      const reason = reasonOf(acts.length)
      acts.push(actOnTop(stage, acts.length, occurredAt, { action: 'change-email', accountId, reason }))
    }
  }
  return acts
}
