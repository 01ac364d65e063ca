import { beforeEach, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { isOfTeam, tiesTo } from '../../../src/edges/store/case-ties.ts'
import { openCases } from '../../../src/edges/store/cases.ts'
import { openDatabase } from '../../../src/edges/store/database.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'
import { inEachStore, realPostgres } from './stores.ts'

const now = 1_700_000_000_000
const ring = { kind: 'relation', campaign: 'ring' } as const

type Actor = Omit<AccountChange['actor'], 'kind'>
const by = (alertId: string, actor: Actor, over: Partial<Alert> = {}) =>
  anAlert(aChange({ eventId: over.eventId ?? alertId, actor: { kind: 'contractor', ...actor } }), {
    alertId,
    ...over,
  })

inEachStore('whom hands are tied to', (database) => {
  beforeEach(async () => {
    for (const table of ['cases', 'case_alerts', 'case_accounts', 'case_hands', 'case_ties'] as const)
      await database().deleteFrom(table).execute()
  })
  const take = (...alerts: Alert[]) => openCases(database()).takeAlerts(alerts, now)
  const casesOf = async (...alertIds: string[]) => {
    const found = await openCases(database()).casesOf(alertIds)
    return alertIds.map((id) => found.get(id) ?? '')
  }
  /** `dana`, `kim of eu`: what keeps each from containing agent-7, and nothing where nothing does. */
  async function ties(named: readonly string[] | 'every case', ...who: string[]) {
    const everywhere = named === 'every case'
    const alertIds = everywhere ? [] : named
    const people = who.map((one) => {
      const [by = '', team] = one.split(' of ')
      return team === undefined ? { by } : { by, team }
    })
    const { hands, rules } = await tiesTo(database(), { alertIds, actorId: 'agent-7', everywhere, people })
    return [
      ...hands.map(({ id, team }) => (team === undefined ? id : `${id} of ${team}`)),
      ...rules,
    ].toSorted()
  }

  test('of a campaign each hand is, and the teams and rules of those alerts that are about whom it would freeze', async () => {
    const { change: _none, ...noChange } = by('none', { id: 'nobody' })
    await take(
      by('a1', { id: 'agent-7', team: 'eu' }, { ...ring, rules: ['r1'] }),
      by('a2', { id: 'Agent-7', team: 'us' }, ring),
      by('a3', { id: 'agent-7', onBehalfOf: 'dana' }, { ...ring, rules: ['r2', 'r1'] }),
      by('a4', { id: 'tool-3', onBehalfOf: 'agent-7', team: 'apac' }, { ...ring, rules: ['r3'] }),
      by('a5', { id: 'agent-8', onBehalfOf: 'omar', team: 'safety' }, { ...ring, rules: ['r4'] }),
      { ...noChange, ...ring, rules: ['r5'] },
    )
    expect(new Set(await casesOf('a1', 'a2', 'a3', 'a4', 'a5', 'none')).size).toBe(1)
    const rules = ['r1', 'r2', 'r3']
    const named = ['agent-7', 'dana', 'tool-3', 'agent-8', 'omar']
    expect(await ties(['a1'], ...named, 'nobody', 'ines')).toEqual([...named, ...rules].toSorted())
    expect(await ties(['none'], 'DANA ', 'ines')).toEqual(['DANA ', ...rules])
    const ofTeams = ['k of eu', 'l of US', 'm of apac', 'n of safety', 'o of trust']
    expect(await ties(['a5'], ...ofTeams)).toEqual([
      'agent-7 of US',
      'agent-7 of apac',
      'agent-7 of eu',
      ...rules,
    ])
    expect(await ties([], 'dana', 'k of eu')).toEqual([])
    expect(await ties(['unheard-of'], 'dana', 'k of eu')).toEqual([])
  })

  test('what another alert on the same change knows counts in each of their cases, whichever came first, and of no other change', async () => {
    const first = by('first', { id: 'agent-7', team: 'eu' }, { eventId: 'e1', rules: ['r1'] })
    const second = by(
      'second',
      { id: 'agent-7', onBehalfOf: 'dana', team: 'us' },
      { ...ring, eventId: 'e1', rules: ['r2'] },
    )
    await take(first)
    await take(second)
    await take(by('beside', { id: 'agent-7' }, { eventId: 'e2' }))
    await take(by('of-ring', { id: 'agent-9' }, { ...ring, eventId: 'e3' }))
    // Of another platform, whose events are numbered likewise.
    const change = {
      ...aChange({ eventId: 'e1', actor: { id: 'agent-7', kind: 'contractor', onBehalfOf: 'omar' } }),
      source: 'shop',
    }
    await take(anAlert(change, { alertId: 'elsewhere' }))
    const [mine = '', ofRing, elsewhere] = await casesOf('first', 'second', 'elsewhere')
    expect(await casesOf('beside', 'of-ring')).toEqual([mine, ofRing])
    expect(new Set([mine, ofRing, elsewhere]).size).toBe(3)
    const who = ['dana', 'agent-9', 'omar', 'k of eu', 'l of us']
    const both = ['agent-7 of eu', 'agent-7 of us', 'dana', 'r1', 'r2']
    expect(await ties(['beside'], ...who)).toEqual(both)
    expect(await ties(['second'], ...who)).toEqual([
      'agent-7 of eu',
      'agent-7 of us',
      'agent-9',
      'dana',
      'r1',
      'r2',
    ])
    expect(await ties(['elsewhere'], ...who)).toEqual(['omar'])
    expect(await ties('every case', ...who)).toEqual([
      'agent-7 of eu',
      'agent-7 of us',
      'agent-9',
      'dana',
      'omar',
      'r1',
      'r2',
    ])
    // Nor is the one case about everybody whom the other is about.
    expect([await isOfTeam(database(), mine, 'EU'), await isOfTeam(database(), mine, 'us')]).toEqual([
      true,
      false,
    ])
    expect(await openCases(database()).detail(mine, 'dana')).toBeDefined()
  })

  test('a flood of alerts leaves no more to look at than one does, and none of them is read', async () => {
    const flood = Array.from({ length: 300 }, (_, at) =>
      by(`flood-${at}`, { id: 'agent-7', team: 'eu' }, { rules: ['r1'] }),
    )
    const rows = () => database().selectFrom('case_ties').selectAll().execute()
    await take(...flood.slice(0, 1))
    const one = await rows()
    await take(...flood)
    expect(await rows()).toEqual(one)
    expect(one).toHaveLength(4)
    await database().updateTable('case_alerts').set({ body: 'unread' }).execute()
    expect(await ties(['flood-7'], 'agent-7', 'k of eu', 'ines')).toEqual(['agent-7', 'agent-7 of eu', 'r1'])
  })

  test('a team of any length and any letters is found, and keeps no alert from coming in', async () => {
    const long = '\u{fdfa}'.repeat(256)
    await take(by('long', { id: 'agent-7', team: `${long}\0` }))
    expect(await ties(['long'], `k of ${long}\0`, `l of ${long}`)).toEqual([`agent-7 of ${long}\0`])
  })
})

// A file has one writer.
test('two readers who hear of one hand in one campaign never stand in each other’s way', async (context) => {
  const store = await realPostgres()
  if (typeof store === 'string') {
    console.warn(`SKIPPED, two readers: ${store}`)
    return context.skip(store)
  }
  const both = [await openDatabase(store.url), await openDatabase(store.url)]
  const [one, other] = both.map(openCases)
  const take = (reader: typeof one, ...alerts: Alert[]) => reader?.takeAlerts(alerts, now)
  try {
    for (let round = 0; round < 20; round++) {
      const [campaign, id] = [{ ...ring, campaign: `ring-${round}` }, `agent-${round}`]
      const eventId = `seen-${round}`
      await take(one, by(`first-${round}`, { id }, { eventId }))
      await take(one, by(`second-${round}`, { id }, { ...campaign, eventId }))
      // In the order in which hands are taken: first that one, then some others, then the campaign's.
      const others = Array.from({ length: 5 }, (_, i) => by(`other-${round}-${i}`, { id: `b-${round}-${i}` }))
      const beside = by(`fourth-${round}`, { id: `c-${round}` }, campaign)
      await Promise.all([
        take(one, by(`third-${round}`, { id }, { eventId, rules: ['r9'] }), ...others, beside),
        take(other, by(`fifth-${round}`, { id }, { ...campaign, rules: ['r9'] })),
      ])
    }
    const cases = await one?.casesOf(['second-19', 'fifth-19'])
    expect(cases?.get('fifth-19')).toBe(cases?.get('second-19'))
  } finally {
    await Promise.all(both.map((database) => database.destroy()))
    await store.close()
  }
})
