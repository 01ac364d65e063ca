import { expect, test } from 'vitest'
import { stageFor } from '../demo/seeds/stage.ts'
import { noticedAt, tricksOn } from './tricks.ts'

test.each([1, 2, 3, 4])(
  'seed %i: two hundred accounts that hardly anybody follows are noticed by the fortieth, without their reach',
  (seed) => {
    const acts = tricksOn(stageFor(seed, 'trust-and-safety'))({
      count: 200,
      everyMs: 5_000,
      afterMs: 0,
      action: 'suspend',
      reason: { code: 'spam' },
    })
    expect(Math.max(...acts.map(({ change }) => change.account.followers ?? 0))).toBeLessThan(10_000)
    expect(noticedAt(acts)).toBeLessThanOrEqual(40)
  },
)

test.each([1, 2, 3, 4])(
  'seed %i: nor does a plausible reason with a report on each of them help somebody who never does this',
  (seed) => {
    const acts = tricksOn(stageFor(seed, 'support'))({
      count: 200,
      everyMs: 20_000,
      afterMs: 0,
      action: 'suspend',
      reason: { code: 'spam', reportId: 'R-1' },
    })
    expect(noticedAt(acts)).toBeLessThanOrEqual(40)
  },
)
