import { describe, expect, test } from 'vitest'
import { wantedByMachine, whyOpen } from '../../../src/core/reversal/breaker.ts'
import { RestrictionCount } from '../../../src/core/reversal/restriction-count.ts'

const ended = (text: string) => text.split('').map((letter) => letter === 'c')

test.each`
  restrictions | decided | last                      | opens
  ${19}        | ${19}   | ${''}                     | ${undefined}
  ${20}        | ${7}    | ${''}                     | ${undefined}
  ${20}        | ${8}    | ${''}                     | ${'share'}
  ${5000}      | ${1999} | ${''}                     | ${undefined}
  ${5000}      | ${2000} | ${''}                     | ${'share'}
  ${0}         | ${20}   | ${''}                     | ${'share'}
  ${0}         | ${19}   | ${''}                     | ${undefined}
  ${400}       | ${3}    | ${'cxcxcxcxcx'}           | ${'failures'}
  ${400}       | ${3}    | ${'ccxcxcxcxc'}           | ${undefined}
  ${400}       | ${3}    | ${'xxxxxxxxx'}            | ${undefined}
  ${400}       | ${3}    | ${'ccccccccccxxxxxxxxxx'} | ${undefined}
  ${20}        | ${20}   | ${'cxcxcxcxcx'}           | ${'failures'}
  ${20}        | ${20}   | ${'ccxcxcxcxc'}           | ${'share'}
`('of $restrictions restrictions $decided wanted undone, the last ending "$last": $opens', (row) => {
  expect(whyOpen({ ...row, ended: ended(row.last) })?.cause).toBe(row.opens)
})

test('it says in figures why it opens', () => {
  expect(whyOpen({ restrictions: 20, decided: 8, ended: [] })?.why).toBe(
    'the machine would undo 8 of the last 20 restrictions in ten minutes',
  )
  expect(whyOpen({ restrictions: 0, decided: 0, ended: ended('xxxxxccccc') })?.why).toBe(
    '5 of the last 10 reversals were not seen to work',
  )
})

describe('what counts as wanted by the machine', () => {
  const wanted = { granted: 'auto', countermeasure: 'restore', by: undefined, blockedBy: [] } as const
  test.each([
    ['nothing stands against it', wanted, true],
    ['a budget is spent: it would else hide the runaway', { ...wanted, blockedBy: ['budgets'] }, true],
    [
      'the breaker, the kill switch and the cooldown hold it',
      { ...wanted, blockedBy: ['breaker', 'kill-switch', 'cooldown'] },
      true,
    ],
    ['an exclusion stands against it', { ...wanted, blockedBy: ['budgets', 'exclusion'] }, false],
    ['a person decides', { ...wanted, granted: 'approve' as const }, false],
    ['a person asked for it', { ...wanted, by: 'ines' }, false],
    ['it only keeps data', { ...wanted, countermeasure: 'preserve' as const }, false],
  ])('%s', (_, undoing, counts) => {
    expect(wantedByMachine(undoing)).toBe(counts)
  })
})

describe('restrictions of ten minutes', () => {
  const now = 1_700_000_000_000
  test('are counted by the time they occurred, and forgotten after the window', () => {
    const count = new RestrictionCount()
    count.add(now, now)
    count.add(now - 599_000, now)
    count.add(now - 700_000, now)
    count.add(now + 20_000, now)
    expect(count.since(now - 600_000)).toBe(2)
    expect(count.since(now - 60_000)).toBe(1)
    count.add(now + 620_000, now + 620_000)
    expect(count.since(now + 20_000)).toBe(1)
  })
  test('lie in slots of ten seconds, of which the last 61 are kept', () => {
    const count = new RestrictionCount()
    count.add(now - 600_001, now)
    count.add(now + 10_000, now)
    expect(count.since(0)).toBe(0)
    count.add(now - 600_000, now)
    count.add(now + 9_999, now)
    count.add(now + 9_999, now)
    expect([count.since(0), count.since(now - 590_000), count.since(now + 10_000)]).toEqual([3, 2, 0])
    count.add(now + 600_000, now + 600_000)
    expect(count.since(0)).toBe(3)
    count.add(now + 610_000, now + 610_000)
    expect(count.since(0)).toBe(2)
  })
})
