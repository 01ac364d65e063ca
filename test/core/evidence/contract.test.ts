import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AccountChange,
  actorKinds,
  outcomes,
  verifications,
} from '../../../src/core/change/account-change.ts'
import { actions } from '../../../src/core/change/actions.ts'
import type { Evidence } from '../../../src/core/evidence/evidence.ts'
import type { Finding } from '../../../src/core/evidence/finding.ts'
import { evidenceInForce } from '../../../src/core/evidence/in-force.ts'
import { type Known, Sight } from '../../../src/core/evidence/sight.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { shippedWeights, type Weights } from '../../../src/core/evidence/weights.ts'
import { type ActorMemory, decodeMemory, encodeMemory } from '../../../src/core/memory/actor-memory.ts'
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

/** What every piece of evidence must keep, whatever comes. */

const policy = shippedPolicy('default')
const warm = memoryOfWork(staff.oldHand, policy, { hourly: 6 })

const someTime = fc.integer({ min: now - 3000 * dayMs, max: now + 3000 * dayMs })
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined })
const someChange: fc.Arbitrary<AccountChange> = fc
  .record({
    action: fc.constantFrom(...actions),
    outcome: fc.constantFrom(...outcomes),
    occurredAt: someTime,
    requestedAt: maybe(someTime),
    kind: fc.constantFrom(...actorKinds),
    hiredAt: maybe(someTime),
    leavesAt: maybe(someTime),
    accessEndsAt: maybe(someTime),
    credentialChangedAt: maybe(someTime),
    followers: maybe(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
    verified: maybe(fc.constantFrom(...verifications)),
    protectedClass: maybe(fc.array(fc.string(), { maxLength: 3 })),
    code: maybe(fc.string()),
    ticketId: maybe(fc.string()),
    approvedBy: maybe(fc.array(fc.constantFrom('old-hand', 'lead-1', 'lead-2'), { maxLength: 4 })),
    operationId: maybe(fc.constantFrom('o1', 'o2')),
  })
  .map(({ kind, hiredAt, leavesAt, accessEndsAt, credentialChangedAt, ...drawn }) => {
    const { followers, verified, protectedClass, code, ticketId, approvedBy, ...rest } = drawn
    const { requestedAt, operationId, ...always } = rest
    const change: AccountChange = {
      ...changeOf(),
      ...always,
      ...known({ requestedAt, operationId }),
      actor: { id: 'old-hand', kind, ...known({ hiredAt, leavesAt, accessEndsAt, credentialChangedAt }) },
      account: { id: 'neighbour', ...known({ followers, verified, protectedClass }) },
      reason: known({ code, ticketId, approvedBy }),
    }
    return change
  })
const someMemory = fc.constantFrom<(ActorMemory | undefined)[]>(undefined, warm)

describe.each(evidenceInForce.map((evidence) => [evidence.name, evidence] as const))('%s', (_, evidence) => {
  test('gives the same points for the same change, and changes nothing by looking', () => {
    fc.assert(
      fc.property(someChange, someMemory, (change, memory) => {
        const before = memory && encodeMemory(memory)
        const sight = new Sight(change, { memory })
        const slots = [...sight.slots]
        const first = found(evidence, sight)
        expect(found(evidence, sight)).toEqual(first)
        expect(sight.slots).toEqual(slots)
        expect(memory && encodeMemory(memory)).toEqual(before)
      }),
    )
  })

  test('stays within 20 points, in whole hundredths, under its own name and in its own family', () => {
    fc.assert(
      fc.property(someChange, someMemory, (change, memory) => {
        for (const finding of found(evidence, new Sight(change, { memory }))) {
          expect(Number.isInteger(finding.pointsCenti)).toBe(true)
          expect(Math.abs(finding.pointsCenti)).toBeLessThanOrEqual(2_000)
          expect(evidence.bars).toContain(finding.bar)
          expect(finding.bar.name).toMatch(new RegExp(`^${evidence.name}($|\\.)`, 'u'))
          expect(finding.bar.family).toBe(evidence.family)
        }
      }),
    )
  })

  test('says in words whatever it found, and no number in them is missing', () => {
    fc.assert(
      fc.property(someChange, someMemory, (change, memory) => {
        const sight = new Sight(change, { memory })
        for (const finding of found(evidence, sight)) {
          const { observed, expected } = finding.bar.says(finding, sight)
          expect(`${observed} ${expected}`).not.toMatch(/NaN|undefined|Infinity/u)
          expect(observed).not.toBe('')
        }
      }),
    )
  })

  test('finds the same after the memory has been through its bytes', () => {
    fc.assert(
      fc.property(someChange, (change) => {
        const restored = decodeMemory(encodeMemory(warm))
        expect(found(evidence, new Sight(change, { memory: restored }))).toEqual(
          found(evidence, new Sight(change, { memory: warm })),
        )
      }),
    )
  })

  test('is heard: some change gives it points', () => {
    const heard = telling.some(({ change, memory, ...known }) =>
      found(evidence, new Sight(change, { memory, arrivedAt: now, ...known }), fitted).some(
        (one) => one.pointsCenti !== 0,
      ),
    )
    expect(heard).toBe(true)
  })
})

describe('what depends on the past is silent without one', () => {
  test.each(['dormancy', 'record', 'tempo', 'mass', 'hours', 'blank', 'assignment', 'unusual'])(
    '%s',
    (name) => {
      const evidence = evidenceInForce.find((one) => one.name === name)
      fc.assert(
        fc.property(someChange, (change) => {
          expect(evidence && found(evidence, new Sight(change, { memory: undefined }))).toEqual([])
        }),
      )
    },
  )
})

describe('more of what it measures never gives fewer points', () => {
  const rises: readonly (readonly [string, string, readonly AccountChange[]])[] = [
    [
      'tenure',
      'the nearer the end',
      [900, 700, 169, 100, 25, 23, 2, 0.9, 0.1, -1].map((hours) => leavingIn(hours)),
    ],
    ['reach', 'the more followers', [0, 1, 90, 5e3, 1e6, 4e7, 4e9].map((followers) => followedBy(followers))],
    ['tenure', 'the newer', [400, 80, 20, 3].map((days) => hiredAgo(days))],
  ]
  test.each(rises)('%s: %s', (name, _, changes) => {
    const evidence = evidenceInForce.find((one) => one.name === name)
    const points = changes.map((change) => {
      const given = evidence === undefined ? [] : found(evidence, new Sight(change, { memory: undefined }))
      return given.reduce((sum, one) => sum + one.pointsCenti, 0)
    })
    expect(points).toEqual(points.toSorted((a, b) => a - b))
    expect(points.at(-1)).toBeGreaterThan(points[0] ?? 0)
  })

  test.each(['tempo', 'mass'])('%s: the faster', (name) => {
    const evidence = evidenceInForce.find((one) => one.name === name)
    const points = [10, 30, 100].map((count) => {
      const burst = Array.from({ length: count }, (_, i) =>
        changeOf({ occurredAt: now + i * 10, account: { id: `fast-${i}` } }),
      )
      const memory = stepThrough(burst, policy, warm).at(-1)?.learned
      const next = changeOf({ occurredAt: now + 2_000, account: { id: 'next' } })
      const given = evidence === undefined ? [] : found(evidence, new Sight(next, { memory }))
      return given.reduce((sum, one) => sum + one.pointsCenti, 0)
    })
    expect(points).toEqual(points.toSorted((a, b) => a - b))
    expect(points.at(-1)).toBeGreaterThan(0)
  })
})

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
const undone = Array.from({ length: 200 }).reduce<ActorMemory>(
  (memory) => learnUndone(memory, now - dayMs),
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
const telling: readonly (Known & { change: AccountChange })[] = [
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
]

/** With what only a platform's own history could teach. */
const fitted: Weights = {
  ...shippedWeights,
  precedent: { ...shippedWeights.precedent, unknown: 20 },
  reason: { impersonation: -30 },
}

function found(evidence: Evidence, sight: Sight, weights: Weights = shippedWeights): readonly Finding[] {
  const tally = new Tally()
  evidence.measure(sight, weights, tally)
  return tally.findings
}

function leavingIn(hours: number): AccountChange {
  return changeOf({ actor: { ...staff.oldHand, leavesAt: now + hours * 3_600_000 - 1 } })
}

function followedBy(followers: number): AccountChange {
  return changeOf({ account: { id: 'somebody', followers } })
}

function hiredAgo(days: number): AccountChange {
  return changeOf({ actor: { ...staff.oldHand, hiredAt: now - days * dayMs } })
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Absent fields are absent in a change, not `undefined`. */
function known<T extends object>(fields: T): Given<T> {
  const kept: Given<T> = { ...fields }
  for (const name in fields) if (fields[name] === undefined) delete kept[name]
  return kept
}
