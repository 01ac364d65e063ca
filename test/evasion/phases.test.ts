import { expect, test } from 'vitest'
import { hourMs, minuteMs } from '../../src/demo/world/act.ts'
import { stageFor } from '../demo/seeds/stage.ts'
import { noticedAt, type Trick, tricksOn } from './tricks.ts'

const list: Omit<Trick, 'afterMs'> = {
  count: 69,
  everyMs: 2_600,
  action: 'suspend',
  reason: { code: 'spam', ticketId: 'T-1' },
}
/** Just before, on and after the edges of seconds, minutes, ten minutes and hours. */
/** A day after the person's last work, so that nothing of it is still in the counts. */
const beginsMs = 24 * hourMs
const phasesMs = [0, 999, 29_500, 59_999, 60_001, 4 * minuteMs, 599_999, 31 * minuteMs, hourMs - 1]

test.each([1, 2, 3, 4])(
  'straddle, seed %i: a list of 69 is noticed at the same act, give or take one, whatever the clock shows',
  (seed) => {
    const play = tricksOn(stageFor(seed, 'trust-and-safety'))
    const noticed = phasesMs.map((afterMs) => noticedAt(play({ ...list, afterMs: beginsMs + afterMs })))
    expect(Math.max(...noticed)).toBeLessThan(list.count)
    expect(Math.max(...noticed) - Math.min(...noticed)).toBeLessThanOrEqual(1)
  },
  60_000,
)

test('split: one account deleted an hour, for thirty hours, is noticed by the twelfth at every phase of the hour', () => {
  const noticed = [1, 2, 4].flatMap((seed) => {
    const play = tricksOn(stageFor(seed, 'trust-and-safety'))
    return [0, 13, 29, 44, 59].map((minutes) =>
      noticedAt(
        play({
          count: 30,
          everyMs: hourMs,
          afterMs: minutes * minuteMs,
          action: 'delete',
          reason: { code: 'spam' },
        }),
      ),
    )
  })
  expect(Math.max(...noticed)).toBeLessThanOrEqual(12)
}, 60_000)

// Whoever names a ticket for each is not noticed by the pace of it: they are somebody who works around the clock.
test.each([
  ['trust-and-safety', 11],
  ['support', 24],
] as const)(
  'split: one account of somebody suspended an hour without a ticket, for thirty hours, in %s',
  (team, by) => {
    const noticed = [1, 2, 4].flatMap((seed) => {
      const play = tricksOn(stageFor(seed, team))
      return [0, 29].map((minutes) =>
        noticedAt(
          play({
            count: 30,
            everyMs: hourMs,
            afterMs: minutes * minuteMs,
            action: 'suspend',
            reason: { code: 'spam' },
          }),
        ),
      )
    })
    expect(Math.max(...noticed)).toBeLessThanOrEqual(by)
  },
  60_000,
)
