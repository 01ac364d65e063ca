import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AccountChange,
  actorKinds,
  assignments,
  outcomes,
  verifications,
} from '../../../src/core/change/account-change.ts'
import { actions } from '../../../src/core/change/actions.ts'
import { evidenceInForce } from '../../../src/core/evidence/in-force.ts'
import { type ActorMemory, decodeMemory, encodeMemory } from '../../../src/core/memory/actor-memory.ts'
import { changeOf, dayMs, now } from '../people.ts'
import { fitted, found, sightOf, telling, warm } from './staged.ts'

/** What every piece of evidence must keep, whatever comes. */

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
    code: maybe(fc.oneof(fc.string(), fc.constant('minor'))),
    ticketId: maybe(fc.string()),
    assignment: maybe(fc.constantFrom(...assignments)),
    until: maybe(fc.oneof(someTime, fc.constant('never' as const))),
    irreversibleAt: maybe(someTime),
    canary: maybe(fc.boolean()),
    origin: maybe(fc.constantFrom({ mfa: false }, { network: 'n', device: 'd', tool: 't' })),
    approvedBy: maybe(fc.array(fc.constantFrom('old-hand', 'lead-1', 'lead-2'), { maxLength: 4 })),
    operationId: maybe(fc.constantFrom('o1', 'o2')),
  })
  .map(({ kind, hiredAt, leavesAt, accessEndsAt, credentialChangedAt, ...drawn }) => {
    const { followers, verified, protectedClass, canary, code, ticketId, assignment, approvedBy, ...rest } =
      drawn
    const { requestedAt, operationId, until, irreversibleAt, origin, ...always } = rest
    const change: AccountChange = {
      ...changeOf(),
      ...always,
      ...known({ requestedAt, operationId, until, irreversibleAt, origin }),
      actor: { id: 'old-hand', kind, ...known({ hiredAt, leavesAt, accessEndsAt, credentialChangedAt }) },
      account: { id: 'neighbour', ...known({ followers, verified, protectedClass, canary }) },
      reason: known({ code, ticketId, assignment, approvedBy }),
    }
    return change
  })
const someMemory = fc.constantFrom<(ActorMemory | undefined)[]>(undefined, warm)

describe.each(evidenceInForce.map((evidence) => [evidence.name, evidence] as const))('%s', (_, evidence) => {
  test('gives the same points for the same change, and changes nothing by looking', () => {
    fc.assert(
      fc.property(someChange, someMemory, (change, memory) => {
        const before = memory && encodeMemory(memory)
        const sight = sightOf(change, { memory })
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
        for (const finding of found(evidence, sightOf(change, { memory }))) {
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
        const sight = sightOf(change, { memory })
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
        expect(found(evidence, sightOf(change, { memory: restored }))).toEqual(
          found(evidence, sightOf(change, { memory: warm })),
        )
      }),
    )
  })

  test('is heard: some change gives it points', () => {
    const heard = telling.some(({ change, memory, ...known }) =>
      found(evidence, sightOf(change, { memory, arrivedAt: now, ...known }), fitted).some(
        (one) => one.pointsCenti !== 0,
      ),
    )
    expect(heard).toBe(true)
  })
})

describe('what depends on the past is silent without one', () => {
  test.each(['dormancy', 'record', 'tempo', 'mass', 'hours', 'blank', 'assignment', 'excuse', 'unusual'])(
    '%s',
    (name) => {
      const evidence = evidenceInForce.find((one) => one.name === name)
      fc.assert(
        fc.property(someChange, (change) => {
          expect(evidence && found(evidence, sightOf(change, { memory: undefined }))).toEqual([])
        }),
      )
    },
  )
})

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Absent fields are absent in a change, not `undefined`. */
function known<T extends object>(fields: T): Given<T> {
  const kept: Given<T> = { ...fields }
  for (const name in fields) if (fields[name] === undefined) delete kept[name]
  return kept
}
