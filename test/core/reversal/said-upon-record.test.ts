import { describe, expect, test } from 'vitest'
import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import type { Life } from '../../../src/core/reversal/life.ts'
import { recordOf } from '../../../src/core/reversal/record.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import { readHandedTo, saidUponRecord } from '../../../src/core/reversal/said-upon-record.ts'
import { aLedgerEntry } from '../../roles/reverse/examples.ts'
import { at, counted, lifeIn } from './lives.ts'

const entry = aLedgerEntry({})
const recorded = (life: Life): Reversal => recordOf({ ...entry, life, commandHash: 'h1' })
const word = (part: Partial<Instruction> = {}): Instruction => ({
  instructionId: 'i1',
  alertId: entry.alert.alertId,
  source: 'demo',
  accountId: 'a1',
  countermeasure: 'restore',
  by: 'ines',
  at,
  onShift: true,
  commandHash: 'h1',
  ...part,
})
const said = (life: Life, part: Partial<Instruction> = {}) =>
  saidUponRecord(word(part), recorded(life), { now: at, alert: entry.alert, authors: ['rule-author'] })
const counting = (part: Partial<NonNullable<Life['countdown']>> = {}) =>
  lifeIn('counting', { countdown: counted(0, part) })

describe('the console says at once what becomes of a word', () => {
  test.each<[string, Life, Partial<Instruction>, object]>([
    ['a yes to what waits', lifeIn('proposed'), {}, { kind: 'may' }],
    [
      'a yes to what has moved on',
      lifeIn('confirmed'),
      {},
      { kind: 'late', says: 'it is confirmed already' },
    ],
    [
      'a yes by the author of the rule',
      lifeIn('proposed'),
      { by: 'rule-author' },
      { kind: 'refused', says: 'nobody says yes to what a rule of their own decided' },
    ],
    [
      'a yes to another command',
      lifeIn('proposed'),
      { commandHash: 'h2' },
      { kind: 'refused', says: 'it names another command than this one' },
    ],
    ['a yes to what was given up unsent', lifeIn('escalated', { untouched: true }), {}, { kind: 'may' }],
    [
      'a yes to what may have been sent',
      lifeIn('escalated'),
      {},
      { kind: 'late', says: 'it is escalated already' },
    ],
    ['more time, the third time', counting({ extensions: 2 }), { do: 'extend' }, { kind: 'may' }],
    [
      'more time, the fourth time',
      counting({ extensions: 3 }),
      { do: 'extend' },
      { kind: 'refused', says: 'it cannot be made longer any more' },
    ],
    ['a yes after it was made longer three times', counting({ extensions: 3 }), {}, { kind: 'may' }],
    ['more time, the first time', counting(), { do: 'extend' }, { kind: 'may' }],
    ['the first acknowledgement', counting(), { do: 'acknowledge' }, { kind: 'may' }],
    [
      'the second acknowledgement',
      counting({ acknowledgedBy: 'jonas' }),
      { do: 'acknowledge' },
      { kind: 'refused', says: 'jonas has acknowledged it already' },
    ],
    [
      'a yes to what was handed to another person',
      counting({ handedTo: { person: 'jonas' } }),
      {},
      { kind: 'refused', says: 'it was handed to jonas, and takes their yes' },
    ],
    ['a yes by whom it was handed to', counting({ handedTo: { person: 'ines' } }), {}, { kind: 'may' }],
    [
      'a yes by somebody of the role',
      counting({ handedTo: { role: 'legal' } }),
      { roles: ['legal'] },
      { kind: 'may' },
    ],
  ])('%s', (_says, life, part, expected) => {
    expect(said(life, part)).toEqual(expected)
  })

  test('whoever says the second yes names the command, and the first of what is blocked need not', () => {
    const { commandHash: _none, ...nameless } = word()
    const of = (life: Life) =>
      saidUponRecord(nameless, recorded(life), { now: at, alert: entry.alert, authors: [] })
    expect(of(lifeIn('blocked'))).toEqual({ kind: 'may' })
    expect(of(lifeIn('blocked', { approvals: [{ by: 'jonas', at }] }))).toEqual({
      kind: 'refused',
      says: 'it does not name the command that it says yes to',
    })
  })

  test('a record without the hash of its command is not what anybody names', () => {
    const { commandHash: _none, ...unhashed } = recorded(lifeIn('proposed'))
    expect(saidUponRecord(word(), unhashed, { now: at, alert: entry.alert, authors: [] })).toEqual({
      kind: 'refused',
      says: 'it names another command than this one',
    })
  })
})

test('whom it was handed to is read as it was written', () => {
  expect(readHandedTo('jonas')).toEqual({ person: 'jonas' })
  expect(readHandedTo('role:legal')).toEqual({ role: 'legal' })
})
