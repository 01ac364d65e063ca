import { describe, expect, test } from 'vitest'
import type { Baselines } from '../../../src/core/baseline/baselines.ts'
import { closeMinute, fleetPlace, fleetPlaces, newFleet, ratesOf } from '../../../src/core/baseline/fleet.ts'
import {
  countShape,
  newShapeCounts,
  profileOf,
  shapeBits,
  shapePlaces,
} from '../../../src/core/baseline/shape-profile.ts'
import { actions } from '../../../src/core/change/actions.ts'
import { drift } from '../../../src/core/evidence/drift.ts'
import type { Evidence } from '../../../src/core/evidence/evidence.ts'
import { fleet } from '../../../src/core/evidence/fleet.ts'
import { shape } from '../../../src/core/evidence/shape.ts'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { tailBits } from '../../../src/core/evidence/surprise.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { shippedWeights } from '../../../src/core/evidence/weights.ts'
import { type ActorMemory, newMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { changeOf, now, staff } from '../people.ts'
import { fleetAt } from './situations.ts'

/** The values in the doc comments of what looks beyond one act. */

describe('drift: seven days with about 170 acts, one in a hundred of them odd', () => {
  test.each([
    [3, '0.00'],
    [9, '0.94'],
    [12, '4.01'],
    [18, '5.00'],
  ])('%d odd ones', (odd, expected) => {
    const memory = remembering({
      [at.clockSlot]: now,
      [at.usualWeightSlot]: 600,
      [at.paceSlot + 5]: 170,
      [at.oddSlot + 1]: odd,
      [at.referenceOddSlot]: 0.01,
    })
    expect(points(drift, memory, undefined, 200)).toBe(expected)
    expect(points(drift, memory, undefined, 199)).toBe('0.00')
  })
})

test.each([
  ['no ticket', [['warrant', 200]], 1],
  [
    'an account of note, alone',
    [
      ['warrant', 100],
      ['relation', 300],
    ],
    1,
  ],
  [
    'no ticket, and at night',
    [
      ['origin', 150],
      ['warrant', 200],
    ],
    2.5,
  ],
  [
    'hardly ever without a ticket, and at night',
    [
      ['origin', 150],
      ['warrant', 100],
    ],
    1.5,
  ],
  ['at night alone', [['origin', 150]], 0],
] as const)('%s is so many times odd', (_, given, times) => {
  const tally = new Tally()
  for (const [family, centi] of given) tally.give({ name: family, family, axis: 'suspicion', says }, centi)
  drift.measure(new Sight(changeOf(), { memory: undefined }), shippedWeights, tally)
  expect(tally.odd).toBe(times)
})

const says = () => ({ observed: '', expected: '' })

describe('fleet: twenty in ten minutes are usual, with a variance of 120', () => {
  test.each([
    [100, '0.00'],
    [150, '0.78'],
    [340, '2.00'],
  ])('%d', (seen, expected) => {
    expect(points(fleet, undefined, fleetAt(tailBits(seen, 20, 120)))).toBe(expected)
  })

  test('an analyst reads what all staff did, what is usual and as of when', () => {
    const sight = new Sight(changeOf(), { memory: undefined, baselines: fleetAt(60) })
    const [bar] = fleet.bars
    expect(bar?.says({ bar, pointsCenti: 200, seen: 340, usual: 20, unknown: false }, sight)).toEqual({
      observed: 'all staff together: about 340 of "suspend" in 10 min',
      expected: '20 (fleet as of 2017-11-02 23:05)',
    })
  })

  test('a tool that suspends forty a minute is seen after ten minutes, where two a minute are usual', () => {
    const place = fleetPlace(actions.indexOf('suspend'), false)
    const counts = (count: number) => Array.from({ length: fleetPlaces }, (_, i) => (i === place ? count : 0))
    let held = newFleet
    for (let minute = 1; minute <= 2_000; minute++) {
      held = closeMinute(held, { minute, counts: counts(1 + (minute % 3)) })
    }
    expect(ratesOf(held, 2_001).surges[place]).toBeUndefined()
    for (let minute = 2_001; minute <= 2_010; minute++)
      held = closeMinute(held, { minute, counts: counts(40) })
    expect(ratesOf(held, 2_011).surges[place]?.bits).toBeGreaterThan(30)
  })
})

describe('shape: rarer as a whole than most changes', () => {
  test.each([
    [3, '0.00'],
    [4, '0.50'],
    [5, '1.00'],
    [9, '1.50'],
  ])('by %d bits', (bits, expected) => {
    const profile = {
      asOf: '2017-11-02',
      bits: Array.from({ length: shapePlaces }, () => bits),
      speaks: { people: true, machines: false },
    }
    expect(points(shape, undefined, { ...blank, shape: profile })).toBe(expected)
  })

  test('an ordinary change is worth nothing, a strange one several bits, and below 10,000 neither', () => {
    const ordinary = (i: number) =>
      new Sight(
        changeOf({
          occurredAt: now - (i % 8) * 3_600_000,
          account: { id: `a-${i}`, followers: 50 + (i % 200) },
        }),
        { memory: undefined },
      )
    const counts = newShapeCounts()
    for (let i = 0; i < 9_999; i++) countShape(counts, ordinary(i).leaves(), false)
    const strange = new Sight(
      changeOf({
        occurredAt: now - 14 * 3_600_000,
        account: { id: 's', followers: 9_000_000 },
        actor: { ...staff.oldHand, hiredAt: now - 1 },
        reason: {},
      }),
      { memory: undefined },
    )
    expect(shapeBits(profileOf(counts, 'x'), strange.leaves(), false)).toBe(0)
    countShape(counts, ordinary(10_000).leaves(), false)
    expect(shapeBits(profileOf(counts, 'x'), ordinary(1).leaves(), false)).toBeLessThan(1)
    expect(shapeBits(profileOf(counts, 'x'), strange.leaves(), false)).toBeGreaterThan(4)
    expect(shapeBits(profileOf(counts, 'x'), strange.leaves(), true)).toBe(0)
  })
})

const blank: Baselines = { peersOf: () => undefined, fleet: undefined, shape: undefined }

/** As if other evidence had held so much against it before. */
function points(
  evidence: Evidence,
  memory: ActorMemory | undefined,
  baselines?: Baselines,
  otherCenti = 0,
): string {
  const tally = new Tally()
  tally.suspicionCenti = otherCenti
  const sight = new Sight(changeOf(), { memory, ...(baselines !== undefined && { baselines }) })
  evidence.measure(sight, shippedWeights, tally)
  return ((tally.suspicionCenti - otherCenti) / 100).toFixed(2)
}

function remembering(slots: Readonly<Record<number, number>>): ActorMemory {
  const memory = newMemory()
  const filled = memory.slots.map((value, slot) => slots[slot] ?? value)
  filled[at.changesSlot] = 1
  return { slots: filled, pending: [], recent: [], approved: [] }
}
