import { beforeEach, expect, test } from 'vitest'
import { demotionDefaults } from '../../../src/core/reversal/demotion.ts'
import type { Life } from '../../../src/core/reversal/life.ts'
import { limitAlert } from '../../../src/core/reversal/limit-alert.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import { openLimits } from '../../../src/edges/store/limits.ts'
import type { Ledger, LedgerEntry } from '../../../src/ports/ledger.ts'
import type { Limits } from '../../../src/ports/limits.ts'
import { aLedgerEntry, later } from '../../roles/reverse/examples.ts'
import { inEachStore } from './stores.ts'

const now = 1_700_000_000_000
const alert = limitAlert({ alertId: 'l1', eventId: 'b/1', severity: 'high', says: 'demoted', at: now })

inEachStore('what counts as an undoing,', (database) => {
  let ledger: Ledger
  let limits: Limits

  beforeEach(async () => {
    for (const table of ['reversals', 'reversal_records', 'undoings', 'undoing_scopes', 'demotions'] as const)
      await database().deleteFrom(table).execute()
    ledger = openLedger(database(), { now: () => now, monotonicMs: () => 0 })
    limits = openLimits(database())
  })

  /** Its intent is taken; answers it as it then stands. */
  async function sent(accountId: string, countermeasure: 'restore' | 'preserve' = 'restore') {
    const entry = aLedgerEntry({ accountId })
    const wanted = { ...entry, command: { ...entry.command, countermeasure } }
    await ledger.open([wanted])
    const intent = later(wanted, { state: 'intent' })
    const price = { now, budgets: [], mayUseReserve: false, cooldownMs: undefined }
    expect(await ledger.takeIntent(wanted, intent, price)).toEqual({ kind: 'taken' })
    return intent
  }
  const ends = (entry: LedgerEntry, life: Partial<Life>) => ledger.move(entry, later(entry, life))
  const question = {
    now,
    source: 'demo',
    accountId: 'a1',
    budgets: [],
    mayUseReserve: false,
    eventId: 'e9',
    actorId: 'employee-2',
    tier: 'protected',
    rules: [],
    cooldownMs: 86_400_000,
  }
  const once = { ...demotionDefaults, overturned: 1, of: 1 }

  test('what was held back, expired or overtaken before it did anything has neither worked nor failed', async () => {
    await ends(await sent('a1'), { state: 'blocked', untouched: true })
    await ends(await sent('a2'), { state: 'expired', untouched: true })
    await ends(await sent('a3'), { state: 'superseded', untouched: true })
    expect((await limits.seen(now)).ended).toEqual([])
    await ends(await sent('a4'), { state: 'refused', untouched: true })
    expect((await limits.seen(now)).ended).toEqual([false])
    await ends(await sent('a5'), { state: 'superseded' })
    expect((await limits.seen(now)).ended).toEqual([false, false])
  })

  test('what certainly did nothing was no undoing of the account: done again by another hand, it does not flap', async () => {
    const flaps = async (accountId: string) => (await ledger.standing({ ...question, accountId })).flaps
    await ends(await sent('a1'), { state: 'refused', untouched: true })
    await ends(await sent('a2'), { state: 'superseded', untouched: true })
    await ends(await sent('a3'), { state: 'refused' })
    expect([await flaps('a1'), await flaps('a2'), await flaps('a3')]).toEqual([false, false, true])
  })

  test('what a gate held back before anything was written is no undoing either', async () => {
    const entry = aLedgerEntry({ accountId: 'a1' })
    await ledger.open([entry])
    expect(await ends(entry, { state: 'blocked', blockedBy: ['budgets'] })).toBe(true)
    expect((await limits.seen(now)).ended).toEqual([])
  })

  test('what was upheld later is not overturned again by the word before, read once more', async () => {
    await sent('a1')
    const change = { source: 'demo', eventId: 'e1' }
    const meant = async (at: number) => (await limits.overturn(change, once, at, () => alert)).length
    await limits.uphold(change, now + 1)
    expect(await meant(now)).toBe(0)
    expect(await meant(now + 2)).toBe(1)
    await limits.uphold(change, now + 1)
    const marked = await database().selectFrom('undoings').select(['overturned', 'verdict_at']).execute()
    expect(marked).toEqual([{ overturned: 1, verdict_at: now + 2 }])
  })

  test('what only kept the data counts by how it ended, and as no undoing: nothing flaps, nobody is demoted by it', async () => {
    await ends(await sent('a1', 'preserve'), { state: 'escalated' })
    expect(await limits.seen(now)).toMatchObject({ decided: 0, ended: [false] })
    expect((await ledger.standing(question)).flaps).toBe(false)
    const change = { source: 'demo', eventId: 'e1' }
    expect(await limits.overturn(change, once, now, () => alert)).toEqual([])
    await sent('a2')
    expect((await ledger.standing({ ...question, accountId: 'a2' })).flaps).toBe(true)
  })
})
