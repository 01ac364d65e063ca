import { readFileSync } from 'node:fs'

/** Ticks of all cores of the machine so far, or since `from`: with nothing to do, taken by other machines, and all. Where
 *  the machine does not say, nothing is known and all are NaN. */
export interface Cores {
  readonly spent: number
  readonly stolen: number
  readonly all: number
}

export function coresSince(from: Cores = { spent: 0, stolen: 0, all: 0 }): Cores {
  const [, ...ticks] = statLine().split(/\s+/).map(Number)
  const [, , , idle = Number.NaN, waiting = 0, , , stolen = 0] = ticks
  const all = ticks.slice(0, 8).reduce((sum, one) => sum + one, 0)
  return { spent: idle + waiting - from.spent, stolen: stolen - from.stolen, all: all - from.all }
}

/** `cpu user nice system idle iowait irq softirq steal …` */
function statLine(): string {
  try {
    return readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  } catch {
    return ''
  }
}
