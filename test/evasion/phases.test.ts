import { expect, test } from 'vitest'
import { hourMs, minuteMs } from '../../src/demo/world/act.ts'
import { stageFor } from '../demo/seeds/stage.ts'
import { noticedAt, playTrick, type Trick } from './tricks.ts'

const list: Omit<Trick, 'afterMs'> = {
  count: 69,
  everyMs: 2_600,
  action: 'suspend',
  reason: { code: 'spam', ticketId: 'T-1' },
}
/** Just before, on and after the edges of seconds, minutes, ten minutes and hours. */
const phasesMs = [0, 999, 29_500, 59_999, 60_001, 4 * minuteMs, 599_999, 31 * minuteMs, hourMs - 1]

test.each([1, 2, 4])(
  'straddle, seed %i: a list of 69 is noticed at the same act, give or take one, whatever the clock shows',
  (seed) => {
    const stage = stageFor(seed, 'trust-and-safety')
    const noticed = phasesMs.map((afterMs) => noticedAt(playTrick(stage, { ...list, afterMs })))
    expect(Math.max(...noticed)).toBeLessThanOrEqual(30)
    expect(Math.max(...noticed) - Math.min(...noticed)).toBeLessThanOrEqual(1)
  },
)

test('split: one account deleted an hour, for thirty hours, is noticed by the twelfth at every phase of the hour', () => {
  const noticed = [1, 2, 4].flatMap((seed) => {
    const stage = stageFor(seed, 'trust-and-safety')
    return [0, 13, 29, 44, 59].map((minutes) =>
      noticedAt(
        playTrick(stage, {
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
})
