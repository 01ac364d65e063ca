import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Happening, Life, Limits } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { type ReversalState, reversalStates } from '../../../src/core/reversal/reversal.ts'
import { drawTable, picturePath, readTable, withPicture } from './life-table.ts'
import { at, counted, lifeIn, limits, settling } from './lives.ts'

type Scene = readonly [part: Partial<Life>, happening: Happening, under?: Limits]

const agreed = { kind: 'agreed', by: 'ines', at } as const
const resumed = { kind: 'resumed', at } as const
const found = (what: 'restored' | 'unchanged' | 'moved' | 'raced' | 'unreadable') =>
  ({ kind: 'found', what, says: '', at }) as const
const acknowledgedBy = 'ines'
const half = { approvers: 2, approvals: [{ by: 'ines', at }] } as const
const takesBack: Happening = {
  kind: 'raised',
  waitMs: 0,
  takesBack: [{ by: 'ines', says: 'a rule of theirs' }],
  at,
}
const excludes: Happening = {
  kind: 'raised',
  waitMs: 0,
  names: { what: ['erasure'], says: 'excluded: erasure' },
  at,
}

/** What each phrase of the table means, as the machine is told. */
const meaning: Readonly<Record<string, Scene>> = {
  'a person says yes, and no other is needed': [{}, agreed],
  'the first of two people says yes': [{ approvers: 2 }, agreed],
  'a person says no': [{}, { kind: 'vetoed', by: 'ines', at }],
  'a later alert grants a countdown': [{}, { kind: 'raised', to: 'veto', waitMs: 120_000, at }],
  'a later alert lets the machine act': [{}, { kind: 'raised', to: 'auto', waitMs: 0, at }],
  'such a countdown would end too late': [
    {},
    { kind: 'raised', to: 'veto', waitMs: 120_000, at },
    { ...limits, noReturnAt: at + 120_000 },
  ],
  'it would end too late': [{}, { kind: 'due', at }, { ...limits, noReturnAt: at + 120_000 }],
  'a later alert wants two people': [{}, { kind: 'raised', waitMs: 0, approvers: 2, at }],
  'a later alert takes words back': [{ ...half, countdown: counted(0, { acknowledgedBy }) }, takesBack],
  'a later alert excludes it': [{}, excludes],
  'nobody answers in time': [{ lapsesAt: at }, { kind: 'due', at }],
  'somebody on shift acknowledges it': [{}, { kind: 'acknowledged', by: 'ines', at }],
  'a person asks for more time': [{}, { kind: 'extended', by: 'ines', at }],
  'it is handed over': [{}, { kind: 'handed-over', by: 'ines', to: { role: 'legal' }, at }],
  'half of it is over, and nobody acknowledged it': [{ countdown: counted(60_000) }, { kind: 'due', at }],
  'it ends, acknowledged': [{ countdown: counted(120_000, { acknowledgedBy }) }, { kind: 'due', at }],
  'it ends, and nobody acknowledged it': [{ countdown: counted(120_000) }, { kind: 'due', at }],
  'it ends without the yes of whom it was handed to': [
    { countdown: counted(120_000, { acknowledgedBy, handedTo: { role: 'legal' } }) },
    { kind: 'due', at },
  ],
  'a gate says no': [{}, { kind: 'blocked', by: ['budgets'], says: 'spent', at }],
  'the account was seen to have moved on': [{}, { kind: 'superseded', says: 'moved', at }],
  'the account cannot be read': [{}, { kind: 'no-answer', says: 'silence', at }],
  'ledger row, tokens and cooldown are durable': [{}, { kind: 'recorded', at }],
  'the command expires': [{ expiresAt: at }, { kind: 'no-answer', says: 'silence', at }],
  'we start again after a crash': [{}, resumed],
  'the last look before the call says no, unsent': [
    {},
    { kind: 'blocked', by: ['kill-switch'], says: 'held', at },
  ],
  'what counted down is handed over, or taken over': [
    { countdown: counted(130_000) },
    { kind: 'handed-over', by: 'ines', to: { person: 'ines' }, at },
  ],
  'the platform says yes': [{}, { kind: 'acked', at }],
  'no answer, or one that says nothing': [{}, { kind: 'no-answer', says: 'silence', at }],
  'the platform says never': [{}, { kind: 'refused', says: 'never', at }],
  'the platform says the account moved on': [{}, { kind: 'superseded', says: 'moved', at }],
  'it was never sent, and will not be': [{ expiresAt: at }, { kind: 'unsent', says: 'not sent in time', at }],
  'seen coming back, no settle': [{}, { kind: 'sighted', at }],
  'seen coming back, settle': [{}, { kind: 'sighted', at }, settling],
  'found unchanged': [{}, found('unchanged')],
  'found moved on by another': [{}, found('moved')],
  'the log shows another before ours': [{}, found('raced')],
  'an answer to the second send says no': [{}, { kind: 'refused', says: 'never', at }],
  'after such a no, found unchanged': [{ answered: 'refused' }, found('unchanged')],
  'seen restored, no settle': [{}, found('restored')],
  'seen restored, settle': [{}, found('restored'), settling],
  'not seen restored within 10 s': [{ ackedAt: at - 10_000 }, found('unchanged')],
  'still restored after settle': [{ seenAt: at - 5_000 }, found('restored'), settling],
  'no longer restored after settle': [{ seenAt: at - 5_000 }, found('unchanged'), settling],
  'the command expires, and a look shows no undoing': [{ expiresAt: at }, found('unchanged')],
  'the command expires, and nobody can look': [{ expiresAt: at }, found('unreadable')],
  'nobody could look until 10 s after that': [{ expiresAt: at - 10_000 }, found('unreadable')],
  'never sent, and a person says yes': [{ untouched: true }, agreed],
  'never sent, and the first of two people says yes': [{ untouched: true, approvers: 2 }, agreed],
  'never sent, and a person says no': [{ untouched: true }, { kind: 'vetoed', by: 'ines', at }],
  'never sent, and it is handed over, or taken over': [
    { untouched: true, countdown: counted(130_000) },
    { kind: 'handed-over', by: 'omar', to: { person: 'omar' }, at },
  ],
  'never sent, and a later alert wants two people': [
    { untouched: true },
    { kind: 'raised', waitMs: 0, approvers: 2, at },
  ],
  'never sent, and a later alert takes words back': [{ untouched: true, ...half }, takesBack],
  'never sent, and a later alert excludes it': [{ untouched: true }, excludes],
}

const table = readTable()
const stateOf = (name: string): ReversalState => {
  const known = reversalStates.find((state) => state === name)
  if (known === undefined) throw new Error(`the table has a state of its own: ${name}`)
  return known
}

describe('the table in prose', () => {
  test('has a line for each phrase whose meaning is known, and no other', () => {
    expect(new Set(table.map(({ happens }) => happens))).toEqual(new Set(Object.keys(meaning)))
  })

  for (const { state, happens, to, next } of table)
    test(`${state}: ${happens} -> ${to} ${next}`, () => {
      const [part, happening, under = limits] = meaning[happens] ?? [{}, resumed]
      const step = live(lifeIn(stateOf(state), part), happening, under)
      expect(step.life.state).toBe(to)
      const [first = ''] = next.split(/[\s:]/u)
      const effects = step.effects.map((effect) => effect.do)
      expect(effects).toEqual(['weigh', 'wait', 'send', 'look'].includes(first) ? [first] : [])
    })

  test('knows every way that the machine ever takes from one state to another', () => {
    const named = new Set(table.map(({ state, to }) => `${state} -> ${to}`))
    const scenes = Object.values(meaning)
    const known = fc.property(
      fc.constantFrom(...reversalStates),
      fc.array(fc.constantFrom(...scenes), { maxLength: 4 }),
      fc.constantFrom(...scenes),
      fc.constantFrom(limits, settling),
      fc.nat({ max: 300_000 }),
      (state, parts, [, happening], under, laterMs) => {
        const life = Object.assign(lifeIn(state), ...parts.map(([part]) => part)) as Life
        const { life: next } = live(life, { ...happening, at: at + laterMs }, under)
        return next.state === state || named.has(`${state} -> ${next.state}`)
      },
    )
    expect(fc.check(known, { numRuns: 20_000 })).toMatchObject({ failed: false })
  })

  test('reaches every state', () => {
    const reached = new Set(['proposed', 'counting', 'authorised', 'blocked'])
    for (let before = -1; before < reached.size; ) {
      before = reached.size
      for (const { state, to } of table) if (reached.has(state)) reached.add(to)
    }
    expect(reversalStates.filter((state) => !reached.has(state))).toEqual([])
  })
})

test('the picture shows the table: draw it anew with test/core/reversal/draw-life-cycle.ts', () => {
  const readme = readFileSync(picturePath, 'utf8')
  expect(withPicture(readme, drawTable(table))).toBe(readme)
  for (const state of reversalStates) expect(readme).toContain(state)
})
