import type { Mode } from '../policy/severity.ts'
import type { Circumstances } from './circumstances.ts'
import type { Life } from './life.ts'

/** Whether the machine may act without a person's yes. An authorised life has a countdown only where that ran to
 *  its end, was acknowledged, and nobody said no. */
export function mayActAlone(granted: Mode, life: Life): boolean {
  return granted === 'auto' || (granted === 'veto' && life.countdown !== undefined)
}

/** The time that a countdown took is no staleness: a change that was young enough when it began stays so. */
export function countdownSpared(c: Circumstances, { countdown }: Life): Circumstances {
  if (countdown === undefined) return c
  return { ...c, maxAgeMs: c.maxAgeMs + Math.max(0, c.now - countdown.startedAt) }
}
