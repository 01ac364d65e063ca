import { describe, expect, test } from 'vitest'
import type { Happening } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import type { Barring } from '../../../src/core/reversal/may-speak.ts'
import { takenBackFrom, withoutThem } from '../../../src/core/reversal/taken-back.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'
import { at, counted, lifeIn, limits } from './lives.ts'

const ofRule = 'nobody says yes to what a rule of their own decided'
const change = aChange({ actor: { id: 'agent-7', kind: 'employee', team: 'support', onBehalfOf: 'dana' } })
const alert = anAlert(change)
const barring: Barring = { alert, authors: ['Rita '], countermeasure: 'restore' }
const ines = { by: 'ines', at }
const rita = { by: 'rita', at }

describe('whose word counts no more', () => {
  // biome-ignore format: a table for people.
  test.each([
    [{ by: 'ines' },                                 {},                              undefined],
    [{ by: 'rita' },                                 {},                              ofRule],
    [{ by: 'agent-7' },                              {},                              'nobody decides about their own act'],
    [{ by: 'dana' },                                 {},                              'nobody decides about their own act'],
    [{ by: 'ines', team: 'Support' },                {},                              'nobody says yes about an act of their own team (support)'],
    [{ by: 'ines', team: 'trust' },                  {},                              undefined],
    [{ by: 'ines' },                                 { exclusion: 'erasure' },        'it is excluded, and takes the yes of somebody who is cleared for that'],
    [{ by: 'ines', cleared: true as const },         { exclusion: 'erasure' },        undefined],
  ])('%o upon an alert with %o: %s', (person, part, says) => {
    const by = { ...barring, alert: { ...alert, ...part } }
    const expected = says === undefined ? [] : [{ by: person.by, says }]
    const { by: acknowledgedBy, ...acknowledgedAs } = person
    const countdown = counted(0, { acknowledgedBy, acknowledgedAs })
    expect(takenBackFrom(lifeIn('proposed', { approvals: [{ ...person, at }] }), by)).toEqual(expected)
    expect(takenBackFrom(lifeIn('blocked', { yeses: [{ ...person, at }] }), by)).toEqual(expected)
    expect(takenBackFrom(lifeIn('counting', { countdown }), by)).toEqual(expected)
  })

  test('where an alert is about no change, nobody is of its hands, nor of their team', () => {
    const { change: _none, ...changeless } = alert
    const by = { ...barring, alert: changeless }
    const people = ['agent-7', 'dana', 'rita'].map((id) => ({ by: id, team: 'support', at }))
    expect(takenBackFrom(lifeIn('proposed', { approvals: people }), by)).toEqual([
      { by: 'rita', says: ofRule },
    ])
  })

  test('whoever another alert on the same change names is kept from it beside those', () => {
    const otherActors = [{ id: 'agent-7', team: 'growth', onBehalfOf: 'mo' }]
    const people = [
      { by: 'mo', at },
      { by: 'dana', at },
      { by: 'nora', team: 'Growth', at },
      { by: 'jonas', team: 'support', at },
      { by: 'ines', team: 'trust', at },
    ]
    const found = takenBackFrom(lifeIn('proposed', { approvals: people }), { ...barring, otherActors })
    expect(found).toEqual([
      { by: 'mo', says: 'nobody decides about their own act' },
      { by: 'dana', says: 'nobody decides about their own act' },
      { by: 'nora', says: 'nobody says yes about an act of their own team (growth)' },
      { by: 'jonas', says: 'nobody says yes about an act of their own team (support)' },
    ])
  })

  test('each is named once, and where nobody has said anything nobody is', () => {
    expect(takenBackFrom(lifeIn('proposed', { approvals: [rita, ines], yeses: [rita] }), barring)).toEqual([
      { by: 'rita', says: ofRule },
    ])
    expect(takenBackFrom(lifeIn('proposed'), barring)).toEqual([])
    expect(takenBackFrom(lifeIn('counting', { countdown: counted(0) }), barring)).toEqual([])
  })
})

const gone = [{ by: 'rita', says: ofRule }]
const said = `what rita said counts no more: ${ofRule}`

describe('what is taken back is as if it had never been said, and said to be', () => {
  test('the first yes of two', () => {
    const half = lifeIn('proposed', { approvers: 2, approvals: [rita], yeses: [ines, rita] })
    expect(withoutThem(half, gone)).toMatchObject({
      approvals: [],
      yeses: [ines],
      says: `waits for a person's yes; ${said}`,
    })
    const other = { ...half, approvals: [ines, rita] }
    expect(withoutThem(other, gone)).toMatchObject({
      approvals: [ines],
      says: `ines said yes; it takes one more person; ${said}`,
    })
    const named = { what: ['x'], says: 'excluded: x', at }
    expect(withoutThem({ ...half, named }, gone).says).toBe(`excluded: x; ${said}`)
    expect(withoutThem({ ...other, named }, gone).says).toBe(
      `excluded: x; ines said yes; it takes one more person; ${said}`,
    )
  })

  test('a yes that was used, and only counts where hands disagree', () => {
    expect(withoutThem(lifeIn('blocked', { yeses: [rita, ines] }), gone)).toMatchObject({
      yeses: [ines],
      says: `so far; ${said}`,
    })
  })

  test('an acknowledgement, and nobody else’s', () => {
    const as = { acknowledgedAs: { team: 'trust' } }
    const { countdown, says } = withoutThem(
      lifeIn('counting', { countdown: counted(0, { acknowledgedBy: 'Rita', ...as }) }),
      gone,
    )
    expect(countdown).toStrictEqual(counted(0))
    expect(says).toBe(
      `is done at the deadline if somebody on shift acknowledges it and nobody says no; ${said}`,
    )
    const others = lifeIn('counting', { countdown: counted(0, { acknowledgedBy: 'ines', ...as }) })
    expect(withoutThem(others, gone).countdown).toEqual(others.countdown)
    expect(withoutThem(lifeIn('counting'), gone).countdown).toEqual(counted(0))
  })

  test('of several people each, with why', () => {
    const both = [...gone, { by: 'jonas', says: 'of their own team' }]
    const jonas = { by: 'Jonas', at }
    const half = lifeIn('proposed', { approvals: [rita, ines, jonas], yeses: [jonas, rita] })
    expect(withoutThem(half, both)).toMatchObject({
      approvals: [ines],
      yeses: [],
      says: `ines said yes; it takes one more person; ${said}; what jonas said counts no more: of their own team`,
    })
  })

  test('of one of its hands without their name: where it is read they stand under another', () => {
    const half = lifeIn('proposed', { approvals: [{ by: 'dana', at }, ines] })
    const found = takenBackFrom(half, barring)
    expect(withoutThem(half, found).says).toBe(
      'ines said yes; it takes one more person; what one of its hands said counts no more: nobody decides about their own act',
    )
  })

  test('of what rests, with a countdown left of it or not, the words stay', () => {
    for (const part of [{ countdown: counted(0, { acknowledgedBy: 'ines' }) }, {}])
      expect(withoutThem(lifeIn('blocked', { ...part, yeses: [rita] }), gone).says).toBe(`so far; ${said}`)
    const { countdown: _lost, ...lost } = lifeIn('counting', { yeses: [rita] })
    expect(withoutThem(lost, gone).says).toBe(`so far; ${said}`)
  })

  test('and nothing is, where nobody is named', () => {
    const half = lifeIn('proposed', { approvals: [rita] })
    expect(withoutThem(half, [])).toBe(half)
    expect(withoutThem(half)).toBe(half)
  })
})

describe('a later alert takes it back at once', () => {
  const raised: Extract<Happening, { kind: 'raised' }> = {
    kind: 'raised',
    waitMs: 120_000,
    takesBack: gone,
    at,
  }
  const seen = lifeIn('counting', { countdown: counted(70_000, { acknowledgedBy: 'rita' }) })

  test('so the silence after it is no consent any more, and people are told', () => {
    const { life, effects } = live(seen, raised, limits)
    expect(life).toMatchObject({ state: 'counting', countdown: counted(70_000) })
    expect(effects).toEqual([{ do: 'wait', until: at - 10_000 }])
    expect(live(life, { kind: 'due', at: at + 50_000 }, limits).life.state).toBe('escalated')
  })

  test('and a countdown that nobody else has touched is done, where the machine may act', () => {
    const auto = { ...raised, to: 'auto' } as const
    expect(live(seen, auto, limits).life.state).toBe('authorised')
    const others = lifeIn('counting', { countdown: counted(0, { acknowledgedBy: 'ines' }) })
    expect(live(others, auto, limits).life.state).toBe('counting')
  })

  test('in each state in which a word may wait', () => {
    for (const state of ['proposed', 'blocked', 'escalated'] as const) {
      const half = lifeIn(state, { untouched: true, approvers: 2, approvals: [rita], by: 'mo' })
      const { life } = live(half, raised, limits)
      expect(life).toMatchObject({ state, approvals: [], says: `waits for a person's yes; ${said}` })
      const second = live(life, { kind: 'agreed', by: 'omar', at }, limits).life
      expect(second).toMatchObject({ state, approvals: [{ by: 'omar' }] })
    }
    const half = lifeIn('proposed', { approvals: [rita] })
    expect(live(half, { ...raised, to: 'veto' }, limits).life).toMatchObject({
      state: 'counting',
      approvals: [],
    })
    const acts = live(half, { ...raised, to: 'auto' }, limits).life
    expect(acts).toMatchObject({ state: 'authorised', approvals: [] })
  })

  test('and one that takes nothing back and wants nothing more changes nothing', () => {
    const half = lifeIn('proposed', { approvals: [rita] })
    expect(live(half, { ...raised, takesBack: [] }, limits)).toEqual({ life: half, effects: [] })
  })
})
