import type { Baselines } from '../../../src/core/baseline/baselines.ts'
import { type AccountChange } from '../../../src/core/change/account-change.ts'
import { markExcuse } from '../../../src/core/decision/exclude.ts'
import type { Evidence } from '../../../src/core/evidence/evidence.ts'
import type { Finding } from '../../../src/core/evidence/finding.ts'
import { type Known, Sight } from '../../../src/core/evidence/sight.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { shippedWeights, type Weights } from '../../../src/core/evidence/weights.ts'
import { type ActorMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { learnUndone } from '../../../src/core/memory/undone.ts'
import {
  accounts,
  changeOf,
  dayMs,
  hourMs,
  memoryOfWork,
  now,
  nth,
  reasons,
  shippedPolicy,
  staff,
  stepThrough,
} from '../people.ts'
import { fleetAt, shapeAt } from './situations.ts'

/** What the tests that go over all evidence are told with. */

export const policy = shippedPolicy('default')
export const warm = memoryOfWork(staff.oldHand, policy, { hourly: 6 })

const returned = memoryOfWork(staff.oldHand, policy, { hourly: 6, until: now - 300 * dayMs })
const fast = stepThrough(
  Array.from({ length: 60 }, (_, i) => changeOf({ occurredAt: now + i, account: { id: `quick-${i}` } })),
  policy,
  warm,
).at(-1)?.learned
const flagged = stepThrough(
  [changeOf({ ...leavingIn(0.5), account: accounts.headOfState, occurredAt: now - 60_000 })],
  policy,
  warm,
).at(-1)?.learned
const undone = Array.from({ length: 200 }, (_, i) => `event-${i}`).reduce<ActorMemory>(
  (memory, eventId) => learnUndone(memory, { eventId, accountId: 'neighbour', at: now - dayMs }),
  warm,
)
const suspects = { has: (source: string, id: string) => source === 'test' && id === 'gone-wrong' }
/** Old hand with a way of working: one device, one network, routed work, notes; and a look at the neighbour. */
const settled = stepThrough(
  [
    ...Array.from({ length: 60 }, (_, i) =>
      changeOf({
        occurredAt: now - (60 - i) * 600_000,
        account: nth(accounts.neighbour, i),
        origin: { device: 'laptop', network: 'office' },
        reason: { ...reasons.report, assignment: 'routed' },
      }),
    ),
    changeOf({
      action: 'view-private',
      occurredAt: now - 60_000,
      origin: { device: 'laptop', network: 'office' },
    }),
  ],
  policy,
).at(-1)?.learned
/** An actor who had twelve odd acts in a day, and baselines in which everything is a surprise. */
const patient: ActorMemory = {
  ...warm,
  slots: warm.slots.map((value, slot) => (slot === at.oddSlot ? 12 : value)),
}
const surprised: Baselines = { ...fleetAt(40), shape: shapeAt(5).shape }
/** Changes of which each piece of evidence hears at least one. */
export const telling: readonly (Known & { change: AccountChange })[] = [
  { change: changeOf(), memory: undone },
  { change: changeOf(), memory: flagged },
  { change: changeOf({ account: { id: 'gone-wrong' } }), memory: warm, suspects },
  { change: changeOf({ account: { id: staff.oldHand.id } }), memory: warm },
  { change: leavingIn(0.5), memory: undefined },
  { change: changeOf({ account: accounts.headOfState, action: 'change-email' }), memory: warm },
  { change: changeOf(), memory: returned },
  { change: changeOf({ occurredAt: now + 100 }), memory: fast },
  { change: changeOf({ actor: { ...staff.oldHand, credentialChangedAt: now - 1 } }), memory: warm },
  { change: changeOf({ occurredAt: now + dayMs }), memory: warm },
  { change: changeOf({ occurredAt: now - 12 * hourMs }), memory: warm },
  { change: changeOf({ origin: { device: 'thief' } }), memory: settled },
  { change: changeOf({ reason: { code: 'abuse', assignment: 'self-picked' } }), memory: settled },
  { change: changeOf({ action: 'unsuspend', reason: {} }), memory: warm },
  { change: changeOf({ account: { id: 'decoy', canary: true } }), memory: warm },
  { change: changeOf({ reason: { code: 'minor' } }), memory: warm },
  { change: changeOf(), memory: patient },
  { change: changeOf(), memory: warm, baselines: surprised },
]

/** With what only a platform's own history could teach. */
export const fitted: Weights = {
  ...shippedWeights,
  precedent: { hours: 10, day: 20, days: 30, week: 40, month: 90, year: -30, forever: 60, unknown: 20 },
  reason: { impersonation: -30 },
  // Alone here, it hears nothing odd from the others.
  drift: { ...shippedWeights.drift, oddFrom: 0 },
}

/** As `assess` sees it. */
export function sightOf(change: AccountChange, known: Known): Sight {
  const sight = new Sight(change, known)
  markExcuse(sight, policy)
  return sight
}

export function found(
  evidence: Evidence,
  sight: Sight,
  weights: Weights = shippedWeights,
): readonly Finding[] {
  const tally = new Tally()
  evidence.measure(sight, weights, tally)
  return tally.findings
}

export function leavingIn(hours: number): AccountChange {
  return changeOf({ actor: { ...staff.oldHand, leavesAt: now + hours * 3_600_000 - 1 } })
}
