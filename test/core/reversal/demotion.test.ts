import { expect, test } from 'vitest'
import { approvalMsMax } from '../../../src/core/reversal/countdown.ts'
import { demoted, mustDemote, scopesOf } from '../../../src/core/reversal/demotion.ts'
import { secondPerson } from '../../../src/core/reversal/second-person.ts'

test.each([
  ['x..x.x....', true],
  ['xxx', true],
  ['xx', false],
  ['x.......x.', false],
  ['..........xxx', false],
  ['', false],
])('"%s", newest first, by three of the last ten: %s', (text, yes) => {
  expect(
    mustDemote(
      text.split('').map((letter) => letter === 'x'),
      { overturned: 3, of: 10 },
    ),
  ).toBe(yes)
})

test.each([
  ['auto', 1, 'veto'],
  ['auto', 2, 'approve'],
  ['auto', 9, 'approve'],
  ['veto', 1, 'approve'],
  ['approve', 1, 'approve'],
  ['observe', 3, 'observe'],
] as const)('%s, %i lower, is %s: a person may always decide', (mode, steps, lower) => {
  expect(demoted(mode, steps)).toBe(lower)
})

test('a decision rests on its tier and on each rule that took hold', () => {
  expect(scopesOf({ tier: 'everyone', rules: ['last-hour'] })).toEqual(['tier everyone', 'rule last-hour'])
})

const at = 1_700_000_000_000
test.each([
  ['nobody before', undefined, 'ines', { kind: 'waits', until: at + 300_000 }],
  [
    'the same person, spelt otherwise',
    { by: 'Ines ', at: at - 1 },
    'ines',
    { kind: 'same-person', until: at + 299_999 },
  ],
  ['the same person', { by: 'ines', at: at - 1 }, 'ines', { kind: 'same-person', until: at + 299_999 }],
  ['the same person at once', { by: 'ines', at }, 'ines', { kind: 'same-person', until: at + 300_000 }],
  ['another one', { by: 'ines', at: at - 120_000 }, 'omar', { kind: 'done' }],
  ['another one at the edge', { by: 'ines', at: at - approvalMsMax }, 'omar', { kind: 'done' }],
  [
    'another one too late',
    { by: 'ines', at: at - approvalMsMax - 1 },
    'omar',
    { kind: 'waits', until: at + 300_000 },
  ],
  ['a clock that went back', { by: 'ines', at: at + 1 }, 'omar', { kind: 'waits', until: at + 300_000 }],
] as const)('two people within five minutes: %s', (_, before, by, expected) => {
  expect(secondPerson(before, { by, at })).toEqual(expected)
})
