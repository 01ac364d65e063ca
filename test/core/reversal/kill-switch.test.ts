import { describe, expect, test } from 'vitest'
import type { KillSwitch } from '../../../src/core/reversal/circumstances.ts'
import { readSwitchOrder, together, turnedWay, whyOfWay } from '../../../src/core/reversal/kill-switch.ts'

const off: KillSwitch = { on: false }
const a: KillSwitch = { on: true, by: 'ines', why: 'a' }
const b: KillSwitch = { on: true, by: 'ops', why: 'b' }
const dark = 'unreadable' as const

test.each`
  console | record  | file    | all
  ${off}  | ${off}  | ${off}  | ${off}
  ${a}    | ${off}  | ${off}  | ${a}
  ${off}  | ${b}    | ${off}  | ${b}
  ${off}  | ${off}  | ${b}    | ${b}
  ${a}    | ${b}    | ${off}  | ${{ on: true, by: 'ines', why: 'a; on by record too: b' }}
  ${dark} | ${off}  | ${off}  | ${dark}
  ${off}  | ${dark} | ${off}  | ${dark}
  ${off}  | ${off}  | ${dark} | ${dark}
  ${a}    | ${off}  | ${dark} | ${{ on: true, by: 'ines', why: 'a; file cannot be read' }}
`('console $console.on, record $record.on, file $file.on: any of them on is on', (row) => {
  const ways = (['console', 'record', 'file'] as const).map((way) => ({ way, standing: row[way] }))
  expect(together(ways)).toEqual(row.all)
})

describe('a record that is no order says why', () => {
  const order = { switch: 'kill-switch', on: true, by: 'ops', reason: 'drill', at: 5 }
  test('and one that is, is read', () => {
    expect(readSwitchOrder(order)).toEqual({ on: true, by: 'ops', reason: 'drill', at: 5 })
  })
  test.each([
    [null, 'it is no object'],
    ['{"switch":"kill-switch"}', 'it is no object'],
    [{ ...order, by: 7 }, 'it does not say who'],
    [{ ...order, reason: 7 }, 'it gives no reason'],
    [{ ...order, reason: ' ab ' }, 'it gives no reason'],
    [{ ...order, at: '5' }, 'it has no time'],
    [{ ...order, switch: 'breaker' }, 'it is not about the kill switch'],
    [{ ...order, on: 'yes' }, 'it says neither on nor off'],
    [{ ...order, by: ' ' }, 'it does not say who'],
    [{ ...order, reason: 'x' }, 'it gives no reason'],
    [{ ...order, at: 1.5 }, 'it has no time'],
  ])('%o', (input, says) => {
    expect(readSwitchOrder(input)).toBe(says)
  })
  test('the shortest reason is three letters long, and the longest text is cut', () => {
    expect(readSwitchOrder({ ...order, on: false, reason: 'cut' })).toEqual({
      on: false,
      by: 'ops',
      reason: 'cut',
      at: 5,
    })
    const long = 'x'.repeat(2_001)
    expect(readSwitchOrder({ ...order, by: long, reason: long })).toMatchObject({
      by: 'x'.repeat(2_000),
      reason: 'x'.repeat(2_000),
    })
  })
})

describe('a way that is turned on again', () => {
  const omar = { on: true, by: 'omar', why: 'a', also: [] }
  const lena = { by: 'lena', why: 'b' }
  const gone = { on: false, by: 'ines', why: 'as installed', also: [] }

  // biome-ignore format: a table for people.
  test.each([
    [undefined,                   { on: true, by: 'omar', why: 'a' },   omar],
    [gone,                        { on: true, by: 'omar', why: 'a' },   omar],
    [omar,                        { on: true, ...lena },                { ...omar, also: [lena] }],
    [omar,                        { on: true, by: 'omar', why: 'a' },   omar],
    [omar,                        { on: true, by: 'omar', why: 'c' },   { ...omar, also: [{ by: 'omar', why: 'c' }] }],
    [omar,                        { on: true, by: 'lena', why: 'a' },   { ...omar, also: [{ by: 'lena', why: 'a' }] }],
    [{ ...omar, also: [lena] },   { on: true, ...lena },                { ...omar, also: [lena] }],
    [{ ...omar, also: [lena] },   { on: false, by: 'ines', why: 'd' },  { on: false, by: 'ines', why: 'd', also: [] }],
  ])('%o, and then %o', (before, turned, after) => expect(turnedWay(before, turned)).toEqual(after))

  test('shows ten reasons at most: the first ones, and the latest', () => {
    let way = turnedWay(undefined, { on: true, by: 'p0', why: 'w0' })
    for (let n = 1; n <= 30; n++) way = turnedWay(way, { on: true, by: `p${n}`, why: `w${n}` })
    expect([way.by, way.also.length, way.also.at(-2)?.by, way.also.at(-1)?.by]).toEqual([
      'p0',
      9,
      'p8',
      'p30',
    ])
    expect(whyOfWay(way)).toMatch(/^w0; p1 too: w1; .*; p30 too: w30$/)
  })
})
