import { expect, test } from 'vitest'
import { openRun } from '../../src/commands/history/run-history.ts'
import type { Reason } from '../../src/core/change/account-change.ts'
import { hourMs } from '../../src/demo/world/act.ts'
import { mergeInOrder } from '../../src/demo/world/world.ts'
import { shippedPolicy } from '../core/people.ts'
import { changesOf } from '../demo/seeds/season.ts'
import { actOnTop, stageFor, usualWork } from '../demo/seeds/stage.ts'
import { noticedAt, ordinary, type Trick, tricksOn } from './tricks.ts'

/** Plausible reasons on everything: the words are free, the report or ticket behind them is not, and everybody has
 *  a mix of their own. One act an hour, so that no haste gives it away. */
const seeds = [1, 2, 3, 4]
const patient = { count: 60, everyMs: hourMs, afterMs: 0 }

/** What this person does most, and the code that they give for it: nearly always with a report or a ticket. */
function usual(seed: number, team: string): Pick<Trick, 'action'> & { readonly code: string } {
  const stage = stageFor(seed, team)
  const counts = new Map<string, { readonly action: Trick['action']; readonly code: string; times: number }>()
  for (const { actor, action, reason } of usualWork(stage, stage.run.startsAt)) {
    if (actor.id !== stage.person.id || reason?.code === undefined) continue
    const key = `${action} ${reason.code}`
    const known = counts.get(key) ?? { action, code: reason.code, times: 0 }
    known.times += 1
    counts.set(key, known)
  }
  const [most] = [...counts.values()].toSorted((a, b) => b.times - a.times)
  if (most === undefined) throw new Error('nobody did anything')
  return most
}

test.each(seeds)(
  'seed %i: the usual code on the usual act is held against them from the first act on where its report is missing',
  (seed) => {
    const stage = stageFor(seed, 'trust-and-safety')
    const { action, code } = usual(seed, 'trust-and-safety')
    const warrantOf = (reason: Reason) => {
      const run = openRun({ policy: shippedPolicy('demo'), neverKnown: new Set() })
      const act = actOnTop(stage, 0, stage.run.startsAt, { action, accountId: ordinary(seed, 0), reason })
      const work = usualWork(stage, stage.run.startsAt)
      const seen = changesOf(mergeInOrder(work, [act]), seed).map((change) => run.see(change))
      const findings = seen.at(-1)?.step.assessment.findings ?? []
      return findings
        .filter(({ bar }) => bar.family === 'warrant')
        .map(({ bar, pointsCenti }) => [bar.name, pointsCenti])
    }
    expect(warrantOf({ code })).toEqual([['justification.ticketMissing', 200]])
    expect(warrantOf({ code, reportId: 'R-1' })).toEqual([['justification.report', -50]])
  },
)

test.each(seeds)('seed %i: with its report it is the work that it is', (seed) => {
  const { action, code } = usual(seed, 'trust-and-safety')
  const acts = tricksOn(stageFor(seed, 'trust-and-safety'))({
    ...patient,
    action,
    reason: { code, reportId: 'R-1' },
  })
  expect(noticedAt(acts)).toBe(Number.POSITIVE_INFINITY)
})

test.each(seeds.flatMap((seed) => [[seed, 'support'] as const, [seed, 'trust-and-safety'] as const]))(
  'seed %i, %s: a drift into a code that this person never gave, with nothing behind it, is noticed by the 25th',
  (seed, team) => {
    const { action } = usual(seed, team)
    const acts = tricksOn(stageFor(seed, team))({ ...patient, action, reason: { code: 'memorial' } })
    expect(noticedAt(acts)).toBeLessThanOrEqual(25)
    expect(acts.some((act) => /unusual\.reason|ticketMissing/u.test(act.bars()))).toBe(true)
  },
)
