import { openRun } from '../../src/commands/history/run-history.ts'
import { type ActorMemory, encodeMemory } from '../../src/core/memory/actor-memory.ts'
import type { Policy } from '../../src/core/policy/policy.ts'
import { createWorld } from '../../src/demo/world/world.ts'
import { changesOf } from '../demo/seeds/season.ts'

/** What is written of the demo's staff, each as of their last act: they have sessions, tickets and half-suspected
 *  changes, which the made-up actors of `step.ts` hardly have. */
export interface StaffMemory {
  readonly actors: number
  readonly bytesMedian: number
  readonly bytesMost: number
  /** Without what waits for verdicts and what hindsight may still look at. */
  readonly numbersMedian: number
}

export function benchStaffMemory(policy: Policy, days = 42): StaffMemory {
  const begins = Date.UTC(2026, 10, 10)
  const run = openRun({ policy, neverKnown: new Set() })
  const memories = new Map<string, ActorMemory>()
  for (const change of changesOf(createWorld(1).peopleActs(begins, begins + days * 86_400_000), 1)) {
    memories.set(change.actor.id, run.see(change).step.learned)
  }
  const all = [...memories.values()]
  const sizes = (of: (memory: ActorMemory) => ActorMemory): number[] =>
    all.map((memory) => encodeMemory(of(memory)).length).toSorted((a, b) => a - b)
  const whole = sizes((memory) => memory)
  const numbers = sizes((memory) => ({ ...memory, recent: [], pending: [] }))
  return {
    actors: all.length,
    bytesMedian: whole[whole.length >> 1] ?? 0,
    bytesMost: whole.at(-1) ?? 0,
    numbersMedian: numbers[numbers.length >> 1] ?? 0,
  }
}

/** As lines for people. */
export function staffMemoryLines(bench: StaffMemory): string[] {
  return [
    `memory, median           ${bench.bytesMedian} B, of which numbers ${bench.numbersMedian} B`,
    `memory, most             ${bench.bytesMost} B`,
  ]
}
