import type { Happening, Life, Limits } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import type { ReversalState } from '../../../src/core/reversal/reversal.ts'

export const limits: Limits = { lifeMs: 30_000, confirmMs: 10_000, settleMs: 0, mayResend: true }
export const settling: Limits = { ...limits, settleMs: 5_000 }
export const at = 100_000_000

/** A life in this state, as it usually is there: a proposal lapses in an hour, a countdown of two minutes has
 *  just begun. */
export function lifeIn(state: ReversalState, part: Partial<Life> = {}): Life {
  return {
    state,
    says: 'so far',
    blockedBy: [],
    expiresAt: at + 30_000,
    tries: 0,
    ...(state === 'acked' ? { ackedAt: at - 500 } : {}),
    ...(state === 'proposed' ? { lapsesAt: at + 3_600_000 } : {}),
    ...(state === 'counting' ? { countdown: counted(0) } : {}),
    ...part,
  }
}

/** A countdown of two minutes that began so long ago. */
export function counted(agoMs: number, part: Partial<NonNullable<Life['countdown']>> = {}) {
  const startedAt = at - agoMs
  return { startedAt, endsAt: startedAt + 120_000, waitMs: 120_000, extensions: 0, ...part }
}

/** `intent+send`, `counting+wait@60000`: the state, and the effect that follows. */
export function outcome(life: Life, happening: Happening, under: Limits): string {
  const step = live(life, happening, under)
  const effects = step.effects.map((effect) => {
    if (effect.do === 'wait') return `wait@${effect.until - at}`
    return effect.do === 'send' || effect.afterMs === 0 ? effect.do : `${effect.do}@${effect.afterMs}`
  })
  return [step.life.state, ...effects].join('+')
}
