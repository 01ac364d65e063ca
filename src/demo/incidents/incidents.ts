import { hijackedTools } from './hijacked-tools.ts'
import { delayed, lastDay } from './last-day.ts'
import { lockDown } from './lock-down.ts'
import { massMistake } from './mass-mistake.ts'
import { rogueReturn } from './rogue-return.ts'
import type { Incident } from './script.ts'

/** Everything that can be played. */
export const incidents: readonly Incident[] = [
  lastDay,
  delayed,
  hijackedTools,
  massMistake,
  rogueReturn,
  lockDown,
]

export function incidentNamed(name: string): Incident | undefined {
  return incidents.find((incident) => incident.name === name)
}
