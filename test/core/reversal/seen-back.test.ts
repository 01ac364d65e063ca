import { expect, test } from 'vitest'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { at, lifeIn, limits, settling } from './lives.ts'

test('what is to be said beside that it came back is said with it, and nothing that was seen before it was restored', () => {
  const sighted = { kind: 'sighted', besides: 'since then it is suspended', at } as const
  for (const state of ['intent', 'unknown', 'acked'] as const) {
    const { life } = live(
      lifeIn(state, { restored: { state: false }, despite: 'excluded: x' }),
      sighted,
      limits,
    )
    expect(life.says).toBe('seen restored; since then it is suspended (despite: excluded: x)')
    expect(life).not.toHaveProperty('restored')
    const later = live(lifeIn(state), sighted, settling).life
    expect(later.says).not.toContain('since then')
  }
  const part = { kind: 'sighted', restored: { state: true, handle: false }, at } as const
  expect(live(lifeIn('acked'), part, limits).life.says).toBe(
    'seen restored in part: state is back, handle is not',
  )
})
