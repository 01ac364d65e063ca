import { beforeEach, expect, test } from 'vitest'
import { budgetDefaults, budgetsFor } from '../../../src/core/reversal/budgets.ts'
import { openDatabase } from '../../../src/edges/store/database.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import type { Ledger, LedgerEntry, Price } from '../../../src/ports/ledger.ts'
import { aLedgerEntry, later } from '../../roles/reverse/examples.ts'
import { inEachStore } from './stores.ts'

const now = 1_700_000_000_000
const drawn = (actorId: string) => ({ source: 'demo', actorId, rules: [] })
const clock = { now: () => now, monotonicMs: () => 0 }

inEachStore('the ledger', (database) => {
  let ledger: Ledger

  beforeEach(async () => {
    for (const table of [
      'reversals',
      'reversal_records',
      'reversal_waits',
      'reversal_alerts',
      'budget_tokens',
      'cooldowns',
      'instructions',
      'senders',
      'undoings',
      'undoing_scopes',
    ] as const)
      await database().deleteFrom(table).execute()
    ledger = openLedger(database(), clock)
    await ledger.turnKillSwitch(false, 'test', 'each begins with it off')
  })

  const budgets = budgetsFor(budgetDefaults, drawn('contractor-1'))
  const price: Price = { now, budgets, mayUseReserve: false, cooldownMs: 86_400_000 }

  async function opened(part: Parameters<typeof aLedgerEntry>[0] = {}): Promise<LedgerEntry> {
    const entry = aLedgerEntry(part)
    await ledger.open([entry])
    return entry
  }

  function intentOf(entry: LedgerEntry): LedgerEntry {
    return later(entry, { state: 'intent', says: 'written down; being sent' })
  }

  function take(entry: LedgerEntry, other: Partial<Price> = {}) {
    return ledger.takeIntent(entry, intentOf(entry), { ...price, ...other })
  }

  test('the same alert, read twice, opens one reversal', async () => {
    const entry = aLedgerEntry({})
    expect(await ledger.open([entry])).toEqual([entry])
    expect(await ledger.open([{ ...entry, partition: 3 }])).toEqual([])
    expect(await ledger.find(entry.command.commandId)).toEqual(entry)
    expect(await ledger.ofAlert(entry.alert.alertId)).toEqual([entry])
  })

  test('of two instances that move the same reversal on, one succeeds', async () => {
    const entry = await opened()
    const other = openLedger(database(), clock)
    const moves = await Promise.all([
      ledger.move(entry, later(entry, { state: 'blocked', says: 'mine' })),
      other.move(entry, later(entry, { state: 'blocked', says: 'theirs' })),
    ])
    expect(moves.filter(Boolean)).toEqual([true])
  })

  test('what waits is found when its time has come, the longest waiting first, and no longer once it is moved on', async () => {
    const waiting = (accountId: string, dueAt: number, partition = 0): LedgerEntry => {
      const entry = aLedgerEntry({ accountId, partition })
      return { ...entry, life: { ...entry.life, state: 'proposed', lapsesAt: dueAt } }
    }
    const [second, first, elsewhere] = [waiting('a1', now), waiting('a2', now - 5), waiting('a3', now, 1)]
    await ledger.open([second, first, elsewhere, waiting('a4', now + 1), aLedgerEntry({ accountId: 'a5' })])
    const due = async (partitions: number[], limit = 10) =>
      (await ledger.due(partitions, now, limit)).map((entry) => entry.command.accountId)
    expect(await due([0])).toEqual(['a2', 'a1'])
    expect(await due([0, 1], 1)).toEqual(['a2'])
    expect(await due([])).toEqual([])
    await ledger.move(first, later(first, { lapsesAt: now + 60_000 }))
    await ledger.move(second, later(second, { state: 'expired' }))
    expect(await due([0, 1])).toEqual(['a3'])
    const moved = later(first, { lapsesAt: now + 60_000 })
    await ledger.move(moved, later(moved, { lapsesAt: now }))
    expect(await due([0])).toEqual(['a2'])
  })

  test('a later alert on the same change leads to the same reversal', async () => {
    const entry = await opened()
    await ledger.alsoOf('later', entry.command.commandId)
    await ledger.alsoOf('later', entry.command.commandId)
    expect(await ledger.ofAlert('later')).toEqual([entry])
    expect(await ledger.ofAlert(entry.alert.alertId)).toEqual([entry])
    expect(await ledger.ofAlert('another')).toEqual([])
  })

  test('of two instances that would send the same command, one may', async () => {
    const entry = await opened()
    const other = openLedger(database(), clock)
    const taken = await Promise.all([take(entry), other.takeIntent(entry, intentOf(entry), price)])
    expect(taken.map((outcome) => outcome.kind).sort()).toEqual(['lost', 'taken'])
    const [minute] = (await ledger.standing(question())).budgets
    expect(minute).toEqual({ budget: 'of 10 a minute', left: 7 })
  })

  test('four accounts of one actor may be restored in an hour, the fifth only in the highest tier, the sixth not at all', async () => {
    for (let i = 0; i < 4; i++)
      expect(await take(await opened({ accountId: `a${i}` }))).toEqual({ kind: 'taken' })
    const fifth = await opened({ accountId: 'a5' })
    expect(await take(fifth)).toMatchObject({ kind: 'blocked' })
    expect(await take(fifth, { mayUseReserve: true })).toEqual({ kind: 'taken' })
    const sixth = await opened({ accountId: 'a6' })
    expect(await take(sixth, { mayUseReserve: true })).toEqual({
      kind: 'blocked',
      block: { gate: 'budgets', says: 'spent: the budget of 5 an hour for one actor' },
    })
    expect(await ledger.find(sixth.command.commandId)).toEqual(sixth)
    expect(await take(sixth, { now: now + 3_599_999 })).toMatchObject({ kind: 'blocked' })
    expect(await take(sixth, { now: now + 3_600_000 })).toEqual({ kind: 'taken' })
    const later = { ...question(), now: now + 3_600_001 }
    expect((await ledger.standing(later)).budgets.map((budget) => budget.left)).toEqual([7, 39, 3])
  })

  test('the reserve is the lowest tokens, and they go out last', async () => {
    for (let i = 0; i < 3; i++) await take(await opened({ accountId: `a${i}` }))
    const rows = await database()
      .selectFrom('budget_tokens')
      .select(['budget', 'token'])
      .where('budget', 'in', ['minute', 'hour'])
      .orderBy('budget')
      .orderBy('token')
      .execute()
    expect(rows.map(({ budget, token }) => `${budget} ${token}`)).toEqual([
      'hour 47',
      'hour 48',
      'hour 49',
      'minute 7',
      'minute 8',
      'minute 9',
    ])
  })

  test('a budget that was made smaller counts what went out before', async () => {
    for (let i = 0; i < 4; i++) await take(await opened({ accountId: `a${i}` }))
    const smaller = { budgets: budgetsFor({ ...budgetDefaults, perHour: 5 }, drawn('somebody else')) }
    expect(await take(await opened({ accountId: 'a5' }), smaller)).toMatchObject({
      kind: 'blocked',
      block: { says: 'spent: the budget of 5 an hour' },
    })
  })

  test('two of ten a minute are kept back for the highest tier', async () => {
    const of = (actor: string) => ({ budgets: budgetsFor(budgetDefaults, drawn(actor)) })
    const taken = []
    for (let i = 0; i < 9; i++)
      taken.push((await take(await opened({ accountId: `a${i}` }), of(`actor-${i}`))).kind)
    expect(taken).toEqual([...Array(8).fill('taken'), 'blocked'])
    const protectedOnes = []
    for (let i = 0; i < 3; i++) {
      const entry = await opened({ accountId: `p${i}` })
      protectedOnes.push((await take(entry, { ...of(`other-${i}`), mayUseReserve: true })).kind)
    }
    expect(protectedOnes).toEqual(['taken', 'taken', 'blocked'])
  })

  test('forty instances at once never take more than the budget, and take all of it', async () => {
    const entries = []
    for (let i = 0; i < 40; i++) entries.push(await opened({ accountId: `a${i}` }))
    const taken = await Promise.all(
      entries.map((entry, i) => take(entry, { budgets: budgetsFor(budgetDefaults, drawn(`actor-${i}`)) })),
    )
    expect(taken.filter((outcome) => outcome.kind === 'taken')).toHaveLength(8)
  })

  test('a token is not spent on what is not sent', async () => {
    await ledger.turnKillSwitch(true, 'ines', 'drill')
    expect(await take(await opened())).toEqual({
      kind: 'blocked',
      block: { gate: 'kill-switch', says: 'the kill switch was turned on at the last moment' },
    })
    const standing = await ledger.standing(question())
    expect(standing.budgets.map((budget) => budget.left)).toEqual([8, 40, 4])
    expect(standing.cooldownUntil).toBeUndefined()
  })

  test('one automatic reversal an account in a day, unless the first certainly did nothing', async () => {
    const first = await opened()
    await take(first)
    const second = await opened({ eventId: 'e2' })
    expect(await take(second)).toMatchObject({ kind: 'blocked', block: { gate: 'cooldown' } })
    await ledger.move(intentOf(first), later(intentOf(first), { state: 'confirmed' }))
    expect(await take(second, { cooldownMs: undefined })).toEqual({ kind: 'taken' })

    const third = await opened({ accountId: 'other' })
    await take(third)
    await ledger.move(intentOf(third), later(intentOf(third), { state: 'superseded', untouched: true }))
    expect(await take(await opened({ accountId: 'other', eventId: 'e2' }))).toEqual({ kind: 'taken' })
  })

  test('one sender for each account: another of its reversals waits until the first has come to rest', async () => {
    const [first, second] = [await opened(), await opened({ eventId: 'e2' })]
    const elsewhere = openLedger(database(), clock)
    const asPerson = { now, budgets: [], mayUseReserve: false, cooldownMs: undefined }
    const both = await Promise.all([
      ledger.takeIntent(first, intentOf(first), asPerson),
      elsewhere.takeIntent(second, intentOf(second), asPerson),
    ])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['busy', 'taken'])
    expect(both).toContainEqual({ kind: 'busy', says: 'another undoing of this account is under way' })
    const [winner, loser] = both[0]?.kind === 'taken' ? [first, second] : [second, first]
    await ledger.move(intentOf(winner), later(intentOf(winner), { state: 'unknown' }))
    expect((await elsewhere.takeIntent(loser, intentOf(loser), asPerson)).kind).toBe('busy')
    const unknown = later(intentOf(winner), { state: 'unknown' })
    await ledger.move(unknown, later(unknown, { state: 'escalated' }))
    expect((await elsewhere.takeIntent(loser, intentOf(loser), asPerson)).kind).toBe('taken')
  })

  test('the kill switch says who turned it and why, and a switch that is gone counts as on', async () => {
    await ledger.turnKillSwitch(true, 'ines', 'drill')
    expect(await ledger.readKillSwitch()).toEqual({ on: true, by: 'ines', why: 'drill' })
    await database().updateTable('switches').set({ is_on: 7 }).where('name', '=', 'kill-switch').execute()
    expect(await ledger.readKillSwitch()).toBe('unreadable')
    await database().deleteFrom('switches').where('name', '=', 'kill-switch').execute()
    expect(await ledger.readKillSwitch()).toBe('unreadable')
    expect(await take(await opened())).toMatchObject({ kind: 'blocked', block: { gate: 'kill-switch' } })
  })

  test('every state waits for the log until it is there, and the oldest goes first', async () => {
    const entry = await opened()
    const intent = intentOf(entry)
    await take(entry)
    const waiting = await ledger.unpublished(0, 10)
    expect(waiting.map(({ reversal }) => [reversal.version, reversal.state, reversal.says])).toEqual([
      [1, 'authorised', 'the policy lets the machine act'],
      [2, 'intent', 'written down; being sent'],
    ])
    await ledger.published(waiting.slice(0, 1).map(({ reversal }) => reversal))
    const left = await ledger.unpublished(0, 10)
    expect(left.map(({ reversal }) => reversal.version)).toEqual([2])
    expect(left[0]?.alert).toEqual(intent.alert)
  })

  test('what a crashed instance left lying is published by another, but not before its time', async () => {
    const entry = await opened()
    const other = openLedger(database(), clock)
    expect(await other.unpublished(entry.at, 10)).toEqual([])
    expect(await other.unpublished(entry.at + 1, 10)).toHaveLength(1)
  })

  test('after a crash all that was under way in a partition is found, and nothing else', async () => {
    const sent = await opened({ accountId: 'sent' })
    await take(sent)
    const waits = await opened({ accountId: 'waits' })
    await ledger.move(waits, later(waits, { state: 'confirmed' }))
    await opened({ accountId: 'elsewhere', partition: 1 })
    expect((await ledger.underWay(0)).map((entry) => [entry.command.accountId, entry.life.state])).toEqual([
      ['sent', 'intent'],
    ])
  })

  test('an instruction waits for its alert and is answered once', async () => {
    const instruction = {
      instructionId: 'i1',
      alertId: 'alert-1',
      source: 'demo',
      accountId: 'a1',
      countermeasure: 'restore' as const,
      by: 'ines',
      at: now,
    }
    expect(await ledger.keepInstruction(instruction)).toBe(true)
    expect(await ledger.keepInstruction(instruction)).toBe(false)
    expect(await ledger.waitingInstructions('alert-1')).toEqual([instruction])
    await ledger.answerInstruction('i1', 'done')
    expect(await ledger.waitingInstructions('alert-1')).toEqual([])
    expect(await ledger.keepInstruction(instruction)).toBe(false)
  })

  test('an instruction whose alert never came is given up, and those who gave it can be told', async () => {
    const of = (instructionId: string, at: number) =>
      ledger.keepInstruction({
        instructionId,
        alertId: 'alert-1',
        source: 'demo',
        accountId: 'a1',
        countermeasure: 'restore',
        by: 'ines',
        at,
      })
    for (const [id, at] of [
      ['old', now - 2],
      ['answered', now - 2],
      ['young', now],
    ] as const)
      await of(id, at)
    await ledger.answerInstruction('answered', 'done')
    expect(await ledger.giveUpInstructions(now, 'no alert came', now)).toEqual(['old'])
    expect(await ledger.giveUpInstructions(now, 'no alert came', now)).toEqual([])
    expect((await ledger.waitingInstructions('alert-1')).map((one) => one.instructionId)).toEqual(['young'])
    const rows = await database()
      .selectFrom('instructions')
      .select('answer')
      .orderBy('instruction_id')
      .execute()
    expect(rows.map((row) => row.answer)).toEqual(['done', 'no alert came', null])
  })

  test('what was sent keeps the machine away for a day, and only what was untouched does not', async () => {
    const entry = await opened()
    await take(entry)
    const until = async () => (await ledger.standing(question())).cooldownUntil
    expect(await until()).toBe(now + 86_400_000)
    const acked = later(intentOf(entry), { state: 'acked' })
    await ledger.move(intentOf(entry), acked)
    await ledger.move(acked, later(acked, { state: 'confirmed' }))
    expect(await until()).toBe(now + 86_400_000)
    const again = await opened({ eventId: 'e2' })
    expect(await take(again)).toEqual({
      kind: 'blocked',
      block: { gate: 'cooldown', says: 'the machine has just undone another change of this account' },
    })
  })

  test('undoings are forgotten a season after the records of the ledger, and not before', async () => {
    await opened()
    const left = async () => [
      (await database().selectFrom('undoings').selectAll().execute()).length,
      (await database().selectFrom('undoing_scopes').selectAll().execute()).length,
    ]
    await ledger.forget(now + 90 * 86_400_000)
    expect(await left()).toEqual([1, 1])
    await ledger.forget(now + 90 * 86_400_000 + 1)
    expect(await left()).toEqual([0, 0])
  })

  test('what is over is forgotten, what is not yet on the log never', async () => {
    await take(await opened())
    const [first] = await ledger.unpublished(0, 1)
    await ledger.published(first === undefined ? [] : [first.reversal])
    await ledger.forget(now + 2 * 86_400_000)
    const rows = await database().selectFrom('reversal_records').select('version').execute()
    expect(rows).toEqual([{ version: 2 }])
    expect((await ledger.standing(question())).cooldownUntil).toBeUndefined()
  })

  function question() {
    return {
      now,
      source: 'demo',
      accountId: 'a1',
      budgets,
      mayUseReserve: false,
      alertId: 'alert-1',
      eventId: 'e9',
      actorId: 'contractor-1',
      tier: 'everyone',
      rules: [],
      cooldownMs: 86_400_000,
    }
  }
})

test('a store that cannot be opened says where, and keeps the password to itself', async () => {
  await expect(openDatabase('postgresql://me:secret@127.0.0.1:1/x')).rejects.toThrow(
    /^the store at postgresql:\/\/me:…@127\.0\.0\.1:1\/x cannot be opened/,
  )
})
