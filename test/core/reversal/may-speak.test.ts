import { describe, expect, test } from 'vitest'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Instruction, InstructionDeed } from '../../../src/core/reversal/instruction.ts'
import { refusalOf, type Spoken } from '../../../src/core/reversal/may-speak.ts'
import { reversalStates } from '../../../src/core/reversal/reversal.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'
import { at, counted, lifeIn } from './lives.ts'

const hash = 'h1'
const alert = anAlert(aChange({ actor: { id: 'contractor-1', kind: 'contractor', team: 'support-eu' } }))
const spoken = (part: Partial<Spoken> = {}): Spoken => ({
  now: at,
  alert,
  life: lifeIn('counting'),
  commandHash: hash,
  authors: ['rule-author'],
  ...part,
})
const word = (part: Partial<Instruction> = {}): Instruction => ({
  instructionId: 'i1',
  alertId: alert.alertId,
  source: 'demo',
  accountId: 'a1',
  countermeasure: 'restore',
  by: 'ines',
  at,
  onShift: true,
  commandHash: hash,
  ...part,
})

const own = 'nobody decides about their own act'
const team = 'nobody says yes about an act of their own team (support-eu)'
const author = 'nobody says yes to what a rule of their own decided'
const other = 'it names another command than this one'
const late = 'it came too late'

// biome-ignore format: a table for people.
describe.each([
  ['undo',        {},                     own, team, author, late, other],
  ['approve',     {},                     own, team, author, late, other],
  ['acknowledge', {},                     own, team, author, late, other],
  ['veto',        {},                     own, undefined, undefined, late, other],
  ['extend',      {},                     own, undefined, undefined, late, other],
  ['hand-over',   { toPerson: 'jonas' },  own, undefined, undefined, late, other],
] as const)('%s', (deed, more, ofActor, ofTeam, ofAuthor, ofLate, ofOther) => {
  const says = (part: Partial<Instruction>) => refusalOf(word({ do: deed, ...more, ...part }), spoken())
  test('is heard from somebody else, in time, about this command', () => expect(says({})).toBeUndefined())
  test('by whoever it was done for', () => {
    const done = { ...aChange({ actor: { id: 'agent-7', kind: 'contractor', onBehalfOf: 'dana' } }) }
    const said = (by: string) => refusalOf(word({ do: deed, ...more, by }), spoken({ alert: anAlert(done) }))
    expect(said('dana')).toBe(own)
    expect(said('agent-7')).toBe(own)
    expect(said('ines')).toBeUndefined()
  })
  test('by whoever another alert on the same change names', () => {
    const otherActors = [{ id: 'contractor-1', team: 'growth', onBehalfOf: 'mo' }]
    const said = (part: Partial<Instruction>) =>
      refusalOf(word({ do: deed, ...more, ...part }), spoken({ otherActors }))
    expect(said({ by: 'mo' })).toBe(own)
    expect(said({ by: 'contractor-1' })).toBe(own)
    expect(said({ team: 'growth' })).toBe(ofTeam?.replace('support-eu', 'growth'))
    expect(said({ team: 'support-eu' })).toBe(ofTeam)
    expect(said({ team: 'support-us' })).toBeUndefined()
  })
  test('by the actor', () => expect(says({ by: 'contractor-1' })).toBe(ofActor))
  test('by the actor, spelt otherwise', () => expect(says({ by: 'Contractor-1 ' })).toBe(ofActor))
  test('by their team, spelt otherwise', () => expect(says({ team: 'Support-EU' })).toBe(ofTeam))
  test('by the author, spelt otherwise', () => expect(says({ by: 'RULE-AUTHOR' })).toBe(ofAuthor))
  test('by their team', () => expect(says({ team: 'support-eu' })).toBe(ofTeam))
  test('by somebody of another team', () => expect(says({ team: 'support-us' })).toBeUndefined())
  test('by the author of a rule that decided', () => expect(says({ by: 'rule-author' })).toBe(ofAuthor))
  test('five minutes ago', () => expect(says({ at: at - 300_000 })).toBe(ofLate))
  test('a moment less ago', () => {
    const life = lifeIn('counting', { countdown: counted(299_999) })
    expect(refusalOf(word({ do: deed, ...more, at: at - 299_999 }), spoken({ life }))).toBeUndefined()
  })
  test('dated ahead', () => expect(says({ at: at + 5_001 })).toBe('it is dated ahead of our clock'))
  test('about another command', () => expect(says({ commandHash: 'h2' })).toBe(ofOther))
  test('about another account', () =>
    expect(says({ accountId: 'a2' })).toBe('it names an account that the alert is not about'))
})

describe('a yes', () => {
  test.each(['undo', 'approve'] as const)(
    '%s names the command that waits, alone or among others',
    (deed) => {
      const { commandHash: _none, ...nameless } = word({ do: deed })
      expect(refusalOf(nameless, spoken())).toBe('it does not name the command that it says yes to')
      expect(refusalOf({ ...nameless, commandHashes: ['h0', hash] }, spoken())).toBeUndefined()
      expect(refusalOf({ ...nameless, commandHashes: ['h0'] }, spoken())).toBe(other)
      expect(refusalOf(nameless, spoken({ life: lifeIn('blocked') }))).toBeUndefined()
      const begun = lifeIn('blocked', { approvals: [{ by: 'jonas', at }] })
      expect(refusalOf(nameless, spoken({ life: begun }))).toBe(
        'it does not name the command that it says yes to',
      )
    },
  )

  test('to what was handed over is that person’s or role’s', () => {
    const life = lifeIn('counting', { countdown: counted(0, { handedTo: { role: 'legal' } }) })
    expect(refusalOf(word(), spoken({ life }))).toBe('it was handed to role:legal, and takes their yes')
    expect(refusalOf(word({ roles: ['legal'] }), spoken({ life }))).toBeUndefined()
    const { countdown } = life
    const rests = { untouched: true, ...(countdown === undefined ? {} : { countdown }) } as const
    for (const state of ['escalated', 'blocked'] as const) {
      const lapsed = lifeIn(state, rests)
      expect(refusalOf(word(), spoken({ life: lapsed }))).toBe(
        'it was handed to role:legal, and takes their yes',
      )
      expect(refusalOf(word({ roles: ['legal'] }), spoken({ life: lapsed }))).toBeUndefined()
    }
  })

  test('is heard of what was given up unsent, and of nothing that may have been sent', () => {
    expect(refusalOf(word(), spoken({ life: lifeIn('escalated', { untouched: true }) }))).toBeUndefined()
    expect(refusalOf(word(), spoken({ life: lifeIn('escalated') }))).toBe('it is escalated already')
    for (const state of ['vetoed', 'expired', 'refused', 'superseded'] as const)
      expect(refusalOf(word(), spoken({ life: lifeIn(state, { untouched: true }) }))).toBe(
        `it is ${state} already`,
      )
  })

  test('is what a word without a deed means', () => {
    expect(refusalOf(word({ team: 'support-eu' }), spoken())).toBe(team)
  })
})

describe('an acknowledgement', () => {
  const acknowledge = (part: Partial<Instruction> = {}) => word({ do: 'acknowledge', ...part })
  test('is that of somebody on shift', () => {
    const { onShift: _unknown, ...unknown } = acknowledge()
    for (const one of [acknowledge({ onShift: false }), unknown])
      expect(refusalOf(one, spoken())).toBe('only somebody on shift acknowledges a countdown')
  })
  test('is of this very countdown, and once', () => {
    const begun = lifeIn('counting', { countdown: counted(-1) })
    expect(refusalOf(acknowledge(), spoken({ life: begun }))).toBe('it is older than this countdown')
    const seen = lifeIn('counting', { countdown: counted(1, { acknowledgedBy: 'jonas' }) })
    expect(refusalOf(acknowledge(), spoken({ life: seen }))).toBe('jonas has acknowledged it already')
  })
  test('of one that the ledger has lost is heard, and then it goes to people', () => {
    const { countdown: _lost, ...life } = lifeIn('counting')
    expect(refusalOf(acknowledge(), spoken({ life }))).toBeUndefined()
  })
})

test('a word is about the account of an alert that is about one', () => {
  const about = 'it names an account that the alert is not about'
  const { change: _none, ...changeless } = alert
  expect(refusalOf(word(), spoken({ alert: changeless }))).toBe(about)
  expect(refusalOf(word({ source: 'elsewhere' }), spoken())).toBe(about)
  expect(refusalOf(word({ at: at + 5_000 }), spoken())).toBeUndefined()
})

test('whoever has no team is of nobody’s', () => {
  const teamless = anAlert(aChange({ actor: { id: 'contractor-1', kind: 'contractor' } }))
  expect(refusalOf(word(), spoken({ alert: teamless }))).toBeUndefined()
})

test('it is handed to one person or one role, and never to the actor', () => {
  const handOver = (part: Partial<Instruction>) => refusalOf(word({ do: 'hand-over', ...part }), spoken())
  expect(handOver({})).toBe('it must be handed to one person or to one role')
  expect(handOver({ toPerson: 'a', toRole: 'b' })).toBe('it must be handed to one person or to one role')
  expect(handOver({ toPerson: 'contractor-1' })).toBe(own)
  const alert = anAlert(aChange({ actor: { id: 'agent-7', kind: 'contractor', onBehalfOf: 'dana' } }))
  expect(refusalOf(word({ do: 'hand-over', toPerson: 'dana' }), spoken({ alert }))).toBe(own)
  const otherActors = [{ id: 'contractor-1', onBehalfOf: 'mo' }]
  expect(refusalOf(word({ do: 'hand-over', toPerson: 'mo' }), spoken({ otherActors }))).toBe(own)
  expect(handOver({ toRole: 'legal' })).toBeUndefined()
  const spelt = anAlert(aChange({ actor: { id: 'Contractor 1', kind: 'contractor' } }))
  expect(refusalOf(word({ do: 'hand-over', toRole: 'legal' }), spoken({ alert: spelt }))).toBeUndefined()
})

test('what rests is handed over where somebody’s countdown is left of it', () => {
  const handOver = word({ do: 'hand-over', toRole: 'legal' })
  const says = (state: 'blocked' | 'escalated', part: Parameters<typeof lifeIn>[1]) =>
    refusalOf(handOver, spoken({ life: lifeIn(state, part) }))
  const countdown = counted(0)
  expect(says('blocked', { countdown })).toBeUndefined()
  expect(says('blocked', {})).toBe('it is blocked already')
  expect(says('escalated', { countdown, untouched: true })).toBeUndefined()
  expect(says('escalated', { untouched: true })).toBe('it is escalated already')
  expect(says('escalated', { countdown })).toBe('it is escalated already')
})

// biome-ignore format: a table for people.
test.each<[string, Partial<Instruction>, Partial<Alert>, string[], boolean]>([
  ['is not excluded',                        {},                                        {},                          [],            true],
  ['is excluded, by anybody',                {},                                        { exclusion: 'legal-order' }, [],           false],
  ['is excluded, by who is not cleared',     { cleared: false },                        { exclusion: 'legal-order' }, [],           false],
  ['is excluded, by who is cleared',         { cleared: true },                         { exclusion: 'legal-order' }, [],           true],
  ['is excluded, to keep the data only',     { countermeasure: 'preserve' },            { exclusion: 'legal-order' }, [],           true],
  ['a hold stands against, by anybody',      {},                                        {},                          ['exclusion'], false],
  ['a hold stands against, to keep data',    { countermeasure: 'preserve' },            {},                          ['exclusion'], false],
  ['a hold stands against, by the cleared',  { cleared: true },                         {},                          ['exclusion'], true],
  ['another gate stands against',            {},                                        {},                          ['budgets'],   true],
])('a yes to what %s', (_, part, excluded, blockedBy, heard) => {
  const says = (deed: InstructionDeed) =>
    refusalOf(
      word({ do: deed, ...part }),
      spoken({ alert: { ...alert, ...excluded }, life: lifeIn('blocked', { blockedBy }) }),
    )
  const refused = 'it is excluded, and takes the yes of somebody who is cleared for that'
  for (const deed of ['undo', 'approve'] as const) expect(says(deed)).toBe(heard ? undefined : refused)
  expect(says('veto')).toBeUndefined()
})

// biome-ignore format: a table for people.
test.each([
  ['undo',        ['proposed', 'counting', 'blocked']],
  ['approve',     ['proposed', 'counting', 'blocked']],
  ['veto',        ['proposed', 'counting', 'authorised', 'blocked']],
  ['acknowledge', ['counting']],
  ['extend',      ['counting']],
  ['hand-over',   ['counting']],
] as const)('%s means something only in the states %s', (deed, states) => {
  const heard = reversalStates.filter(
    (state) => refusalOf(word({ do: deed, toRole: 'legal' }), spoken({ life: lifeIn(state) })) === undefined,
  )
  expect(new Set(heard)).toEqual(new Set(states))
  expect(refusalOf(word({ do: deed }), spoken({ life: lifeIn('confirmed') }))).toBe('it is confirmed already')
})
