import type { Baselines } from '../../../src/core/baseline/baselines.ts'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { markExcuse } from '../../../src/core/decision/exclude.ts'
import { evidenceInForce } from '../../../src/core/evidence/in-force.ts'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { shippedWeights } from '../../../src/core/evidence/weights.ts'
import { type ActorMemory, newMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { now, shippedPolicy } from '../people.ts'

const policy = shippedPolicy('default')

/** What one piece of evidence gives, joined as a family as the policy that ships joins it. */
export function points(
  name: string,
  change: AccountChange,
  memory: ActorMemory | undefined,
  arrivedAt = now,
  baselines?: Baselines,
): string {
  const evidence = evidenceInForce.find((one) => one.name === name)
  if (evidence === undefined) throw new Error(`there is no evidence ${name}`)
  const tally = new Tally()
  const sight = new Sight(change, { memory, arrivedAt, ...(baselines !== undefined && { baselines }) })
  markExcuse(sight, policy)
  evidence.measure(sight, shippedWeights, tally)
  tally.join(evidence.family, evidence.family === 'prior' || evidence.family === 'stakes' ? 100 : 35)
  return ((tally.suspicionCenti + tally.stakesCenti) / 100).toFixed(2)
}

export function peersOf(slots: Readonly<Record<number, number>>): Baselines {
  const usual = Array.from(
    { length: at.usualEndSlot - at.usualWeightSlot },
    (_, i) => slots[at.usualWeightSlot + i] ?? 0,
  )
  return {
    peersOf: () => ({ name: 'the others', asOf: '2017-11-02', usual }),
    fleet: undefined,
    shape: undefined,
  }
}

export function remembering(slots: Readonly<Record<number, number>>): ActorMemory {
  const memory = newMemory()
  const filled = memory.slots.map((value, slot) => slots[slot] ?? value)
  filled[at.changesSlot] = slots[at.changesSlot] ?? 1
  return { slots: filled, pending: [], recent: [], approved: [] }
}
