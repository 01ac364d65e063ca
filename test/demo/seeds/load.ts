import { atLeast } from '../../../src/core/policy/severity.ts'
import { dayMs, hourMs } from '../../../src/demo/world/act.ts'
import { createWorld } from '../../../src/demo/world/world.ts'
import { changesOf, look } from './season.ts'

const warmDays = 14

/** Alerts a day of medium and above that a world's whole staff give us by doing their usual work, over so many
 *  weeks after two to get to know them. Every alert counts, also the second of one change. */
export function loadOf(seed: number, weeks: number): number {
  const begins = Date.UTC(2026, 10, 10) + seed * 31 * hourMs
  const acts = createWorld(seed).peopleActs(begins - warmDays * dayMs, begins + weeks * 7 * dayMs)
  let alerts = 0
  look(changesOf(acts, seed), [], ({ change, told }) => {
    if (change.occurredAt >= begins && told !== undefined && atLeast(told, 'medium')) alerts += 1
  })
  return alerts / (7 * weeks)
}
