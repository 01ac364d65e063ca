import { beforeEach, expect, test } from 'vitest'
import { budgetDefaults, budgetsFor } from '../../../src/core/reversal/budgets.ts'
import { demotionDefaults } from '../../../src/core/reversal/demotion.ts'
import { limitAlert } from '../../../src/core/reversal/limit-alert.ts'
import { openCases } from '../../../src/edges/store/cases.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import { openLimits } from '../../../src/edges/store/limits.ts'
import type { Ledger, LedgerEntry } from '../../../src/ports/ledger.ts'
import type { Limits } from '../../../src/ports/limits.ts'
import { aChange, aLedgerEntry, anAlert, later } from '../../roles/reverse/examples.ts'
import { inEachStore } from './stores.ts'

const now = 1_700_000_000_000
const clock = { now: () => now, monotonicMs: () => 0 }

inEachStore('what bounds the machine,', (database) => {
  let ledger: Ledger
  let limits: Limits

  beforeEach(async () => {
    const filled = [
      'reversals reversal_records budget_tokens cooldowns instructions undoings undoing_scopes demotions',
      'second_persons limit_alerts cases case_alerts case_accounts case_hands',
    ]
    const tables = filled.join(' ').split(' ') as 'undoings'[]
    for (const table of tables) await database().deleteFrom(table).execute()
    await database().updateTable('switches').set({ is_on: 0, turned_by: 'test', at: 0 }).execute()
    ledger = openLedger(database(), clock)
    limits = openLimits(database())
  })

  const plenty = {
    ...budgetDefaults,
    perMinute: 1_000,
    perHour: 1_000,
    perActorPerHour: 1_000,
    perRulePerHour: 1_000,
  }
  const price = {
    now,
    budgets: budgetsFor(plenty, { source: 'demo', actorId: 'contractor-1', rules: [] }),
    mayUseReserve: false,
    cooldownMs: 86_400_000,
  }
  const alert = limitAlert({
    alertId: 'l1',
    eventId: 'breaker/1',
    severity: 'critical',
    says: 'opened',
    at: now,
  })
  const openNow = (cause: 'share' | 'failures' = 'share') =>
    limits.openBreaker({ cause, why: '8 of 20' }, now, alert)

  async function wanted(accountId: string, part: Partial<LedgerEntry['life']> = {}): Promise<LedgerEntry> {
    const entry = aLedgerEntry({ accountId })
    const opened = { ...entry, life: { ...entry.life, ...part } }
    await ledger.open([opened])
    return opened
  }
  async function sent(accountId: string, other: { who?: string; at?: number } = {}): Promise<LedgerEntry> {
    const entry = await wanted(accountId, other.who === undefined ? {} : { by: other.who })
    const intent = later(entry, { state: 'intent', says: 'being sent' })
    expect(await ledger.takeIntent(entry, intent, { ...price, now: other.at ?? now })).toEqual({
      kind: 'taken',
    })
    return intent
  }
  const ends = (entry: LedgerEntry, state: 'confirmed' | 'escalated') =>
    ledger.move(entry, later(entry, { state, says: state }))

  test('budgets are told with what is left of them, of actors those that are not whole; and who asks for a second', async () => {
    const budgets = budgetsFor(budgetDefaults, { source: '', actorId: '', rules: [] })
    const whole = [
      { says: 'of 10 a minute', tokens: 10, left: 8, leftForHighest: 10 },
      { says: 'of 50 an hour', tokens: 50, left: 40, leftForHighest: 50 },
    ]
    expect(await limits.budgets(budgets, now)).toEqual(whole)
    const taken = { token: 4, free_at: now + 1 }
    await database()
      .insertInto('budget_tokens')
      .values([
        { budget: 'actor-hour:4:demo:one:two', ...taken },
        { budget: 'actor-hour:4:demo:gone', token: 4, free_at: now },
      ])
      .execute()
    const actor = { says: 'of 5 an hour for one actor', actorId: 'one:two', tokens: 5 }
    expect(await limits.budgets(budgets, now)).toEqual([...whole, { ...actor, left: 3, leftForHighest: 4 }])
    await openNow()
    expect(await limits.breaker()).toEqual({ open: true, why: '8 of 20', sparesHighestTier: true, at: now })
    await limits.closeBreaker({ by: 'ines', reason: 'it was right', at: now })
    const asked = { what: 'breaker', by: 'ines', reason: 'it was right', until: now + 300_000 }
    expect(await limits.asked(now)).toEqual([asked])
    expect(await limits.asked(now + 300_001)).toEqual([])
  })

  test('where no actor’s budget is asked for, none is told', async () => {
    const common = budgetsFor(budgetDefaults, { source: '', actorId: '', rules: [] }).slice(0, 1)
    await database()
      .insertInto('budget_tokens')
      .values({ budget: 'actor-hour:4:demo:one', token: 4, free_at: now + 1 })
      .execute()
    expect(await limits.budgets(common, now)).toStrictEqual([
      { says: 'of 10 a minute', tokens: 10, left: 8, leftForHighest: 10 },
    ])
  })

  test('decisions of all instances count, whether a budget let them or not', async () => {
    await wanted('a1')
    await wanted('a2', { state: 'blocked', blockedBy: ['budgets'] })
    await wanted('a3', { state: 'blocked', blockedBy: ['exclusion'] })
    expect(await openLimits(database()).seen(now - 1)).toMatchObject({ decided: 2, ended: [], open: false })
    expect(await limits.seen(now + 1)).toMatchObject({ decided: 0 })
  })

  test('what was sent counts by how it ended, newest first', async () => {
    const [a, b] = [await sent('a1'), await sent('a2')]
    await ends({ ...a, at: now + 10 }, 'confirmed')
    await ends({ ...b, at: now + 20 }, 'escalated')
    expect((await limits.seen(now)).ended).toEqual([false, true])
    expect((await limits.seen(now + 21 + 86_400_000)).ended).toEqual([false])
    expect((await limits.seen(now + 22 + 86_400_000)).ended).toEqual([])
  })

  test('what is still under way has neither worked nor failed, and what was untouched was no undoing', async () => {
    const entry = await sent('a1')
    const unknown = later(entry, { state: 'unknown', says: 'silence' })
    await ledger.move(entry, unknown)
    expect((await limits.seen(now)).ended).toEqual([])
    const other = async () => (await ledger.standing({ ...question(), actorId: 'employee-2' })).flaps
    expect(await other()).toBe(true)
    await ledger.move(unknown, later(unknown, { state: 'superseded', untouched: true }))
    expect(await other()).toBe(false)
    const undone = await sent('a2')
    await ends(undone, 'confirmed')
    const of = { ...question(), accountId: 'a2', actorId: 'employee-2' }
    expect((await ledger.standing(of)).flaps).toBe(true)
  })

  test('a case that is closed is not made more urgent, and one that cannot wait stays the most urgent', async () => {
    const cases = openCases(database())
    const of = (accountId: string, actorId: string) =>
      anAlert(
        {
          ...aChange({ accountId, eventId: accountId }),
          irreversibleAt: now + 1_000,
          actor: { id: actorId, kind: 'contractor' },
        },
        { alertId: accountId },
      )
    await cases.takeAlerts([of('a1', 'one'), of('a2', 'two')], now)
    await database().updateTable('cases').set({ state: 'closed' }).where('actor_id', '=', 'one').execute()
    const priorities = async () => {
      const rows = await database().selectFrom('cases').select('priority').orderBy('actor_id').execute()
      return rows.map((row) => row.priority)
    }
    await openNow()
    expect(await priorities()).toEqual([0, 1])
    await limits.raiseNear(now)
    expect(await priorities()).toEqual([0, 2])
    await database().updateTable('switches').set({ is_on: 0 }).where('name', '=', 'breaker').execute()
    await openNow()
    expect(await priorities()).toEqual([0, 2])
  })

  test('it opens once, says so once, and every open case is more urgent; points stay', async () => {
    const cases = openCases(database())
    const change = aChange({ accountId: 'a1' })
    await cases.takeAlerts([anAlert(change)], now)
    const openings = await Promise.all([openNow(), openNow()])
    expect(openings.filter(Boolean)).toEqual([true])
    expect((await ledger.standing(question())).breaker).toEqual({
      open: true,
      why: '8 of 20',
      sparesHighestTier: true,
    })
    expect(await limits.unsaid()).toEqual([alert])
    await limits.said(['l1'])
    expect(await limits.unsaid()).toEqual([])

    const [before] = await cases.list({ limit: 9, order: 'newest' })
    expect(before).toMatchObject({ priority: 1, severity: 'critical', top: { scoreCenti: 1700 } })
    await cases.takeAlerts(
      [anAlert({ ...change, eventId: 'e7', actor: { id: 'other', kind: 'employee' } }, { alertId: 'x' })],
      now,
    )
    expect((await cases.list({ limit: 9, order: 'newest' })).map((one) => one.priority)).toEqual([1, 1])
  })

  test('while it is open only what is kept back for the highest tier is left', async () => {
    const budgets = budgetsFor(budgetDefaults, { source: 'demo', actorId: 'c', rules: ['last-hour'] })
    const left = async (mayUseReserve: boolean) =>
      (await ledger.standing({ ...question(), budgets, mayUseReserve })).budgets.map((budget) => budget.left)
    expect([await left(true), await left(false)]).toEqual([
      [10, 50, 5, 20],
      [8, 40, 4, 16],
    ])
    expect(await limits.breaker()).toEqual({ open: false })
    await openNow()
    expect([await left(true), await left(false)]).toEqual([
      [2, 10, 1, 4],
      [8, 40, 4, 16],
    ])
    const entry = await wanted('a1')
    const intent = later(entry, { state: 'intent' })
    expect(await ledger.takeIntent(entry, intent, { ...price, budgets })).toEqual({
      kind: 'blocked',
      block: { gate: 'breaker', says: 'the breaker opened at the last moment' },
    })
    expect(await ledger.takeIntent(entry, intent, { ...price, budgets, mayUseReserve: true })).toEqual({
      kind: 'taken',
    })
    expect(await left(true)).toEqual([1, 9, 0, 3])
  })

  test('opened because nothing works, it spares nobody; and a row that is gone counts as open', async () => {
    await openNow('failures')
    const entry = await wanted('a1')
    const intent = later(entry, { state: 'intent' })
    expect(await ledger.takeIntent(entry, intent, { ...price, mayUseReserve: true })).toMatchObject({
      block: { gate: 'breaker' },
    })
    await database().deleteFrom('switches').where('name', '=', 'breaker').execute()
    expect((await ledger.standing(question())).breaker).toBe('unreadable')
    expect((await limits.seen(now)).open).toBe(true)
    expect(await limits.breaker()).toEqual({
      open: true,
      why: 'it cannot be read, which counts as open',
      sparesHighestTier: false,
    })
    expect(await ledger.takeIntent(entry, intent, { ...price, mayUseReserve: true })).toEqual({
      kind: 'blocked',
      block: { gate: 'breaker', says: 'the breaker opened at the last moment' },
    })
    const close = (by: string) => limits.closeBreaker({ by, reason: 'put back', at: now })
    expect([(await close('ines')).kind, (await close('omar')).kind]).toEqual(['waits', 'done'])
    expect(await limits.breaker()).toEqual({ open: false })
  })

  test('two people close it within five minutes, not one alone; and it starts to count anew', async () => {
    await wanted('a1')
    const close = (by: string, at: number) => limits.closeBreaker({ by, reason: 'looked at', at })
    expect(await close('ines', now)).toEqual({ kind: 'nothing-to-do' })
    await openNow()
    expect(await close('ines', now)).toEqual({ kind: 'waits', until: now + 300_000 })
    expect(await close('ines', now + 1)).toMatchObject({ kind: 'same-person' })
    expect(await limits.asked(now + 1)).toMatchObject([{ what: 'breaker', by: 'ines' }])
    expect(await close('omar', now + 300_001)).toMatchObject({ kind: 'waits' })
    expect((await limits.seen(now)).open).toBe(true)
    expect(await close('ines', now + 300_002)).toEqual({ kind: 'done' })
    expect(await limits.seen(now - 1)).toMatchObject({ open: false, decided: 0, since: now + 300_002 })
    await openNow()
    expect(await close('kim', now + 300_003)).toMatchObject({ kind: 'waits' })
  })

  test('what is repeated late is no yes to a breaker that opened since, nor the end of a demotion', async () => {
    const close = (by: string, key: string, at: number, fingerprint = 'close') =>
      limits.closeBreaker({ by, reason: 'looked at', at, once: { key, fingerprint } })
    await openNow()
    expect((await close('ines', 'close-1', now)).kind).toBe('waits')
    expect((await close('ines', 'close-1', now + 1)).kind).toBe('same-person')
    expect((await close('ines', 'close-1', now + 1, 'end')).kind).toBe('key-reused')
    expect((await close('omar', 'close-2', now + 2)).kind).toBe('done')
    expect((await close('omar', 'close-2', now + 3)).kind).toBe('nothing-to-do')
    await openNow()
    expect((await close('ines', 'close-1', now + 4)).kind).toBe('over')
    expect((await close('omar', 'close-2', now + 5)).kind).toBe('over')
    expect(await limits.asked(now + 5)).toEqual([])
    expect((await close('ines', 'close-3', now + 6)).kind).toBe('waits')
    expect((await close('omar', 'close-2', now + 7)).kind).toBe('over')
    expect((await limits.seen(now)).open).toBe(true)

    const demoted = { scope: 'tier protected', steps: 1, at: now, why: 'three of three' }
    const end = (by: string, key: string, at: number, fingerprint = 'end') =>
      limits.endDemotion(demoted.scope, { by, reason: 'ok', at, once: { key, fingerprint } })
    const demoteNow = () =>
      database()
        .insertInto('demotions')
        .values(demoted)
        .onConflict((clash) => clash.column('scope').doUpdateSet({ steps: 1 }))
        .execute()
    await demoteNow()
    expect((await end('ines', 'end-1', now)).kind).toBe('waits')
    expect((await end('ines', 'end-1', now, 'close')).kind).toBe('key-reused')
    expect((await end('omar', 'end-2', now + 1)).kind).toBe('done')
    await demoteNow()
    expect((await end('ines', 'end-1', now + 2)).kind).toBe('over')
    expect((await end('ines', 'end-3', now + 3)).kind).toBe('waits')
    expect((await end('omar', 'end-2', now + 4)).kind).toBe('over')
    expect(await limits.demotions()).toMatchObject([{ steps: 1 }])
  })

  test('three of ten overturned take one mode from the tier, once each, and two people give it back', async () => {
    const overturn = (accountId: string, at: number) =>
      limits.overturn({ source: 'demo', eventId: 'e1' }, demotionDefaults, at, (demotion) => ({
        ...alert,
        alertId: `${accountId} ${demotion.scope}`,
      }))
    const of = async (accountId: string, by?: string) => {
      const entry = await sent(accountId, by === undefined ? {} : { who: by })
      // Every example has the same event: here each is one of its own.
      await database()
        .updateTable('undoings')
        .set({ event_id: 'e1' })
        .where('reversal_id', '=', entry.command.commandId)
        .execute()
    }
    for (const accountId of ['a1', 'a2']) {
      await of(accountId)
      expect(await overturn(accountId, now + 1)).toEqual([])
    }
    expect(await overturn('a2', now + 1)).toEqual([])
    await of('by-a-person', 'ines')
    expect(await overturn('by-a-person', now + 1)).toEqual([])
    await of('a3')
    expect(await overturn('a3', now + 1)).toEqual([
      {
        scope: 'tier protected',
        steps: 1,
        at: now + 1,
        why: 'analysts called 3 of the last 3 undone changes meant',
      },
    ])
    expect((await limits.unsaid()).map((one) => one.alertId)).toEqual(['a3 tier protected'])
    const steps = async (tier: string) => (await ledger.standing({ ...question(), tier })).demotedBy
    expect([await steps('protected'), await steps('everyone')]).toEqual([1, 0])

    const end = (by: string, at: number) => limits.endDemotion('tier protected', { by, reason: 'ok', at })
    expect((await end('ines', now + 2)).kind).toBe('waits')
    expect((await end('omar', now + 3)).kind).toBe('done')
    expect((await end('omar', now + 4)).kind).toBe('nothing-to-do')
    expect(await steps('protected')).toBe(0)
  })

  test('an account that was undone and is acted on again by another hand flaps, by the same hand it does not', async () => {
    await sent('a1')
    const flaps = async (actorId: string, later = 0) =>
      (await ledger.standing({ ...question(), actorId, now: now + later })).flaps
    expect(await flaps('contractor-1')).toBe(false)
    expect(await flaps('employee-2')).toBe(true)
    expect(await flaps('employee-2', 86_400_001)).toBe(false)
  })

  test('a case whose point of no return is near goes first, and keeps the nearest of several', async () => {
    const cases = openCases(database())
    const day = 86_400_000
    const on = (eventId: string, irreversibleAt: number, actorId = 'contractor-1') =>
      anAlert(
        {
          ...aChange({ accountId: eventId, eventId }),
          irreversibleAt,
          actor: { id: actorId, kind: 'contractor' },
        },
        { alertId: eventId },
      )
    await cases.takeAlerts(
      [on('e1', now + 3 * day), on('e2', now + 2 * day), on('e3', now + 9 * day, 'other')],
      now,
    )
    const seen = async () =>
      (await cases.list({ limit: 9, order: 'newest' }))
        .map(({ actorId, deadlineAt = 0, priority = 0 }) => [actorId, (deadlineAt - now) / day, priority])
        .sort(([a], [b]) => String(a).localeCompare(String(b)))
    await limits.raiseNear(now)
    expect(await seen()).toEqual([
      ['contractor-1', 2, 0],
      ['other', 9, 0],
    ])
    await limits.raiseNear(now + day)
    expect(await seen()).toEqual([
      ['contractor-1', 2, 2],
      ['other', 9, 0],
    ])
  })

  function question() {
    return {
      now,
      source: 'demo',
      accountId: 'a1',
      budgets: [],
      mayUseReserve: false,
      alertId: 'alert-1',
      eventId: 'e9',
      actorId: 'contractor-1',
      tier: 'protected',
      rules: [],
      cooldownMs: 86_400_000,
    }
  }
})
