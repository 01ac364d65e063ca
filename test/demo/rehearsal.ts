import { readFileSync } from 'node:fs'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import { type Step, step } from '../../src/core/decision/step.ts'
import type { ActorMemory } from '../../src/core/memory/actor-memory.ts'
import type { Policy } from '../../src/core/policy/policy.ts'
import { isPolicy, readPolicy } from '../../src/core/policy/read-policy.ts'
import { wordKey } from '../../src/demo/chance.ts'
import { incidentNamed } from '../../src/demo/incidents/incidents.ts'
import type { Run } from '../../src/demo/incidents/script.ts'
import { type AccountBook, openAccountBook } from '../../src/demo/platform/account-book.ts'
import { tagOf } from '../../src/demo/world/population.ts'
import { createWorld } from '../../src/demo/world/world.ts'

/** Plays an incident without waiting: its changes as they would stand on the topic. */
export async function rehearse(
  name: string,
  options: { seed: number; startsAt?: number; reason?: string; book?: AccountBook },
): Promise<Rehearsal> {
  const { seed, startsAt = someTuesday, book = bookInMemory(seed) } = options
  const incident = incidentNamed(name)
  if (incident === undefined) throw new Error(`no incident ${name}`)
  const tag = tagOf(seed, wordKey(name))
  const run: Run = {
    seed,
    startsAt,
    world: createWorld(7),
    tag,
    varied: false,
    ...(options.reason && { reason: options.reason }),
  }
  const script = incident.script(run)
  book.enrol(script.accounts)
  const history = await book.perform(script.history)
  const beats = await book.perform(script.beats.map(({ afterMs, act }) => act(startsAt + afterMs)))
  const playedMs = Math.max(...script.beats.map(({ afterMs }) => afterMs))
  return { run, history, changes: beats, playedMs }
}

export interface Rehearsal {
  readonly run: Run
  readonly history: readonly AccountChange[]
  readonly changes: readonly AccountChange[]
  readonly playedMs: number
}

/** 10 November 2026, 14:05 UTC. */
export const someTuesday = Date.UTC(2026, 10, 10, 14, 5)

export function bookInMemory(seed = 1): AccountBook {
  return openAccountBook({ seed, path: ':memory:', append: async () => undefined, notice: () => undefined })
}

/** Changes through `step` with the policy of the demo, one after another as one partition would bring them. */
export function secondLook(): (change: AccountChange) => Step {
  const memories = new Map<string, ActorMemory>()
  return (change) => {
    const memory = memories.get(change.actor.id)
    const taken = step(change, { memory, arrivedAt: change.occurredAt }, demoPolicy)
    memories.set(change.actor.id, taken.learned)
    return taken
  }
}

const demoPolicy: Policy = readDemoPolicy()

function readDemoPolicy(): Policy {
  const text = readFileSync(new URL('../../schemas/policies/demo.yaml', import.meta.url), 'utf8')
  const read = readPolicy(text, '0'.repeat(12))
  if (!isPolicy(read)) throw new Error(JSON.stringify(read))
  return read
}
