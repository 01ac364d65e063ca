import { describe, expect, it, test } from 'vitest'
import { evidenceInForce, joinedFamilies } from '../../../src/core/evidence/in-force.ts'
import { tailBits } from '../../../src/core/evidence/surprise.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { shippedWeights } from '../../../src/core/evidence/weights.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { changeOf, dayMs, hourMs, now, staff } from '../people.ts'
import { docValues } from './doc-values.ts'
import { points, remembering } from './points.ts'
import { metOf } from './situations.ts'
import { policy, sightOf } from './staged.ts'
import { worked } from './worked.ts'

const { oldHand } = staff

describe.each(evidenceInForce.map((one) => [one.name, one] as const))('%s', (name, evidence) => {
  const rows = worked[name] ?? []

  test('quotes in its doc comment what is worked here, word for word', () => {
    expect(docValues(`evidence/${name}.ts`)).toEqual(rows.map(([words, value]) => [words, value]))
    expect(rows.length).toBeGreaterThan(1)
  })

  test.for(rows)('%s -> %s', ([, value, told, weights = shippedWeights]) => {
    const { change, ...known } = metOf(told)
    const tally = new Tally()
    evidence.measure(sightOf(change, known), weights, tally)
    const joined = joinedFamilies.find((family) => family === evidence.family)
    tally.join(evidence.family, joined === undefined ? 100 : policy.remainders[joined])
    expect(((tally.suspicionCenti + tally.stakesCenti) / 100).toFixed(2)).toBe(value)
  })
})

describe('a last day given as midnight can be a moment or a bare date, and both readings are seen', () => {
  const midnight = Date.UTC(2017, 10, 2)

  // biome-ignore format: a table for people.
  test.each([
    [-0.5,  '5.00'],
    [9,     '3.30'],
    [23.5,  '5.00'],
    [24.5,  '8.00'],
  ])('%d hours after that midnight', (hours, expected) => {
    const occurredAt = midnight + hours * hourMs
    const change = changeOf({ occurredAt, actor: { ...oldHand, leavesAt: midnight } })
    expect(points('tenure', change, undefined, occurredAt)).toBe(expected)
  })

  it('but a time that lies ahead of its own arrival makes nobody a leaver', () => {
    const change = changeOf({
      occurredAt: midnight + 240 * hourMs,
      actor: { ...oldHand, leavesAt: midnight + 48 * hourMs },
    })
    expect(points('tenure', change, undefined, midnight - 240 * hourMs)).toBe('0.63')
  })
})

describe('dormancy', () => {
  // biome-ignore format: a table for people.
  test.each([
    [6,   0, 3, '0.00'],
    [29,  0, 3, '0.50'],
    [31,  0, 3, '1.50'],
    [200, 0, 9, '3.00'],
    [200, 2, 9, '0.00'],
    [200, 2, 4, '3.00'],
    [200, 8, 4, '0.00'],
  ])('silent for %d days and back for %d, with %d acts done since', (silent, back, acts, expected) => {
    const memory = remembering({
      [at.silenceSlot]: silent * dayMs, [at.returnedAtSlot]: now - back * dayMs, [at.clockSlot]: now - 1,
      [at.actsBackSlot]: acts,
    })
    expect(points('dormancy', changeOf(), memory)).toBe(expected)
  })
})

describe('pace', () => {
  test('is silent below twenty acts', () => {
    const memory = remembering({ [at.clockSlot]: now, [at.usualWeightSlot]: 19, [at.paceSlot]: 1_000 })
    expect(points('tempo', changeOf(), memory)).toBe('0.00')
  })

  // biome-ignore format: a table for people.
  test.each([
    [3,    1,   4,    '0.35'],
    [10,   1,   4,    '2.69'],
    [30,   1,   4,    '10.47'],
    [121,  40,  573.3, '3.77'],
    [200,  40,  573.3, '9.85'],
  ])('%d seen where %d is usual (variance %d) is a surprise of so many bits', (seen, mean, variance, bits) => {
    expect(tailBits(seen, mean, variance).toFixed(2)).toBe(bits)
  })
})

test('nobody asks for what is done already, nor a year before: a false time makes no newcomer old and no leaver stay', () => {
  const newcomer = { ...oldHand, hiredAt: now - dayMs }
  expect(points('tenure', changeOf({ actor: newcomer, requestedAt: now + 300 * dayMs }), undefined)).toBe(
    '2.00',
  )
  const left = { ...oldHand, leavesAt: now - 100 * dayMs - 1 }
  expect(points('tenure', changeOf({ actor: left, requestedAt: now - 400 * dayMs }), undefined)).toBe('8.00')
  expect(points('tenure', changeOf({ actor: left, requestedAt: now - 30 * dayMs }), undefined)).toBe('8.00')
})
