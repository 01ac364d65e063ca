import { beforeEach, expect, test } from 'vitest'
import { type Demotion, demotionDefaults } from '../../../src/core/reversal/demotion.ts'
import { limitAlert } from '../../../src/core/reversal/limit-alert.ts'
import { openDatabase } from '../../../src/edges/store/database.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import { openLimits } from '../../../src/edges/store/limits.ts'
import type { Limits } from '../../../src/ports/limits.ts'
import { aLedgerEntry, later } from '../../roles/reverse/examples.ts'
import { inEachStore } from './stores.ts'

/** Instances take verdicts at the same moment. On PostgreSQL each could count without the other. */

const now = 1_700_000_000_000
const rounds = 15

inEachStore('of verdicts that are taken at once', (database, { kind, url }) => {
  let here: Limits
  let there: Limits

  beforeEach(async () => {
    // Two connections of one process to a SQLite file would wait for each other without ever letting go.
    const elsewhere = kind === 'PostgreSQL' ? await openDatabase(url()) : undefined
    here = openLimits(database())
    there = openLimits(elsewhere ?? database())
    return () => elsewhere?.destroy()
  })

  const alertOf = ({ scope, at }: Demotion) =>
    limitAlert({ alertId: `${scope} ${at}`, eventId: scope, severity: 'high', says: 'demoted', at })
  const meant = (limits: Limits, accountId: string, at: number) =>
    limits.overturn({ source: 'demo', eventId: `e ${accountId}` }, demotionDefaults, at, alertOf)
  /** Four that the machine undid, of which analysts have called all but the last two meant. */
  async function twoVerdictsMissing(alreadyMeant: number): Promise<void> {
    const filled = 'reversals reversal_records undoings undoing_scopes demotions second_persons limit_alerts'
    for (const table of filled.split(' ') as 'undoings'[]) await database().deleteFrom(table).execute()
    const ledger = openLedger(database(), { now: () => now, monotonicMs: () => 0 })
    const price = { now, budgets: [], mayUseReserve: true, cooldownMs: undefined }
    for (const accountId of ['a1', 'a2', 'a3', 'a4']) {
      const entry = aLedgerEntry({ accountId, eventId: `e ${accountId}` })
      await ledger.open([entry])
      expect(await ledger.takeIntent(entry, later(entry, { state: 'intent' }), price)).toEqual({
        kind: 'taken',
      })
    }
    for (let i = 1; i <= alreadyMeant; i++) await meant(here, `a${i}`, now + i)
  }

  test('the one that makes it three of ten demotes, and no other', async () => {
    for (let round = 0; round < rounds; round++) {
      await twoVerdictsMissing(1)
      const both = await Promise.all([meant(here, 'a2', now + 2), meant(there, 'a3', now + 2)])
      expect(both.flat().map(({ scope, steps }) => [scope, steps])).toEqual([['tier protected', 1]])
    }
  }, 60_000)

  test('none goes on from a demotion that two people end meanwhile', async () => {
    for (let round = 0; round < rounds; round++) {
      await twoVerdictsMissing(2)
      const before = { scope: 'tier protected', steps: 1, at: now - 100, why: 'for the test' }
      await database().insertInto('demotions').values(before).execute()
      const end = (limits: Limits, by: string) =>
        limits.endDemotion('tier protected', { by, reason: 'looked at', at: now + 100 })
      expect((await end(here, 'ines')).kind).toBe('waits')
      await Promise.all([meant(here, 'a3', now + 3), end(there, 'omar')])
      expect((await here.demotions()).map(({ steps }) => steps)).toEqual([0])
    }
  }, 60_000)
})
