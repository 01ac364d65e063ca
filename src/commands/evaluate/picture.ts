import type { Evaluated } from './command.ts'
export function drawTradeOff(evaluated: Evaluated): string {
  return `<svg>${evaluated.days}</svg>`
}
