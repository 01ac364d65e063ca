import { expect, test } from 'vitest'
import { stageFor } from '../demo/seeds/stage.ts'
import { noticedAt, tricksOfANewcomer } from './tricks.ts'

/** Where a few colleagues of the same role are known; without any, nothing says what is usual, and a burst of ordinary
 *  acts is told by what it does alone. */
const colleagues = 12

test.each(['deactivate', 'delete', 'suspend'] as const)(
  'newcomer: a burst of %s by a hand that was never seen before is held against what colleagues do, not against itself',
  (action) => {
    const noticed = [1, 2, 3].map((seed) => {
      const play = tricksOfANewcomer(stageFor(seed, 'support', colleagues))
      return noticedAt(play({ count: 60, everyMs: 3_000, afterMs: 0, action, reason: { code: 'spam' } }))
    })
    expect(Math.max(...noticed)).toBeLessThanOrEqual(24)
  },
  60_000,
)
