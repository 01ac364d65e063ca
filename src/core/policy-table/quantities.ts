import { dayMs, hourMs, minuteMs } from './scene.ts'

/** Patterns of amounts in phrases, and their readings. */

export const spanPattern =
  '(\\d+(?:\\.\\d+)?|a|an|one) ?(s|seconds?|min|minutes?|h|hours?|d|days?|w|weeks?|months?|y|years?)'

/** `40`, `min` -> 2,400,000 ms   `one`, `minute` -> 60,000 ms */
export function spanMs([amount = '', unit = '']: readonly string[]): number {
  return Math.round((/^\d/u.test(amount) ? Number(amount) : 1) * unitMs(unit))
}

function unitMs(unit: string): number {
  if (unit.startsWith('s')) return 1_000
  if (unit.startsWith('month')) return 30 * dayMs
  if (unit.startsWith('m')) return minuteMs
  if (unit.startsWith('h')) return hourMs
  if (unit.startsWith('d')) return dayMs
  if (unit.startsWith('w')) return 7 * dayMs
  return 365.25 * dayMs
}

/** `44`, `M` -> 44,000,000   `300`, `k` -> 300,000   `180` -> 180 */
export function countOf(amount: string, unit: string | undefined): number {
  return Math.round(Number(amount) * (unit === 'M' ? 1_000_000 : unit === 'k' ? 1_000 : 1))
}
