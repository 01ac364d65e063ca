import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/core/audit/entry.ts'
import { breakerLimits } from '../../../src/core/reversal/breaker.ts'
import { limitAlert } from '../../../src/core/reversal/limit-alert.ts'
import { openAudit } from '../../../src/edges/store/audit.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import { openLimits } from '../../../src/edges/store/limits.ts'
import type { Ledger } from '../../../src/ports/ledger.ts'
import type { Limits } from '../../../src/ports/limits.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import { openBreakerWatch } from '../../../src/roles/machine-watch/breaker-watch.ts'
import { aLedgerEntry, later } from '../../roles/reverse/examples.ts'
import { inEachStore } from './stores.ts'

const now = 1_700_000_000_000
const alertOf = (alertId: string) =>
  limitAlert({ alertId, eventId: alertId, severity: 'critical', says: alertId, at: now })

inEachStore('a breaker that is open for the share,', (database) => {
  let ledger: Ledger
  let limits: Limits
  let sent = 0

  beforeEach(async () => {
    const filled =
      'reversals reversal_records undoings undoing_scopes second_persons limit_alerts budget_tokens'
    for (const table of filled.split(' ') as 'undoings'[]) await database().deleteFrom(table).execute()
    await database()
      .updateTable('switches')
      .set({ is_on: 0, turned_by: 'test', why: 'for the test', at: 0, closed_at: null })
      .execute()
    ledger = openLedger(database(), { now: () => now, monotonicMs: () => 0 })
    limits = openLimits(database())
  })

  const open = (cause: 'share' | 'failures', at = now) =>
    limits.openBreaker({ cause, why: `for ${cause}` }, at, alertOf('opened'))
  const tighten = (at = now + 1) => limits.tightenBreaker('5 of 10', at, alertOf('tightened'))
  const close = async (at: number) => {
    for (const by of ['ines', 'omar']) await limits.closeBreaker({ by, reason: 'mended', at })
  }
  const alerts = async () => (await limits.unsaid()).map(({ alertId }) => alertId)
  /** One undoing that came to its end. */
  async function ended(as: 'confirmed' | 'escalated', at: number): Promise<void> {
    sent += 1
    const entry = aLedgerEntry({ accountId: `a${sent}`, eventId: `e${sent}` })
    await ledger.open([entry])
    const intent = later(entry, { state: 'intent' })
    // As one that a person asked for: the breaker does not stand against it.
    const price = { now, budgets: [], mayUseReserve: true, cooldownMs: undefined }
    expect(await ledger.takeIntent(entry, intent, price)).toEqual({ kind: 'taken' })
    await ledger.move(intent, { ...later(intent, { state: as, says: as }), at })
  }

  test('spares nobody once nothing works: said aloud once, in the record, and open as long as before', async () => {
    await open('share')
    expect(await limits.seen(now)).toMatchObject({ open: true, sparesHighestTier: true })
    const { size } = await openAudit(database()).standing()
    expect([await tighten(), await tighten()]).toEqual([true, false])
    expect(await limits.seen(now)).toMatchObject({ open: true, sparesHighestTier: false })
    expect(await limits.breaker()).toEqual({ open: true, why: '5 of 10', sparesHighestTier: false, at: now })
    expect(await alerts()).toEqual(['opened', 'tightened'])
    const rows = await openAudit(database()).rows(size, 10)
    const entries = rows.map(({ body }): AuditEntry => JSON.parse(body))
    expect(entries).toMatchObject([
      {
        deed: 'breaker-turned',
        about: 'breaker',
        at: now + 1,
        before: { on: 1, sparesHighestTier: true },
        after: { on: 1, sparesHighestTier: false },
      },
    ])
    expect(await openAudit(database()).unseal(entries[0]!)).toEqual({ why: '5 of 10' })
  })

  test.each([
    ['closed', async () => {}],
    ['open because nothing works', () => open('failures')],
    ['gone', () => database().deleteFrom('switches').where('name', '=', 'breaker').execute()],
  ])('but one that is %s is left as it is', async (_, make) => {
    await make()
    const [seen, told] = [await limits.seen(now), await alerts()]
    expect(await tighten()).toBe(false)
    expect(await limits.seen(now)).toEqual({ ...seen, sparesHighestTier: false })
    expect(await alerts()).toEqual(told)
    await close(now)
  })

  test('how it stands is one reading: whoever closes it meanwhile makes no half of two', async () => {
    await open('share', now - 5)
    let readings = 0
    const counted = database().withPlugin({
      transformQuery: ({ node }) => {
        readings += 1
        return node
      },
      transformResult: async ({ result }) => result,
    })
    const standing = await openLimits(counted).breaker()
    expect(standing).toEqual({ open: true, why: 'for share', sparesHighestTier: true, at: now - 5 })
    expect(readings).toBe(1)
    await close(now)
    expect(await openLimits(counted).breaker()).toEqual({ open: false })
  })

  test('who asked to close it before that has not asked to close what it is now', async () => {
    await open('share')
    const ask = (by: string) => limits.closeBreaker({ by, reason: 'it was right', at: now + 2 })
    expect((await ask('ines')).kind).toBe('waits')
    await tighten()
    expect((await ask('omar')).kind).toBe('waits')
    expect((await ask('ines')).kind).toBe('done')
  })

  test('counts how undoings ended since it was last closed, before it opened too', async () => {
    await open('share', now - 50)
    await close(now)
    await ended('escalated', now - 1)
    await ended('confirmed', now)
    await ended('escalated', now + 5)
    expect((await limits.seen(now)).ended).toEqual([false, true])
    await open('share', now + 10)
    await ended('escalated', now + 15)
    expect((await limits.seen(now)).ended).toEqual([false, false, true])
    // Written before anybody noted when that was.
    await database().updateTable('switches').set({ closed_at: null }).execute()
    expect((await limits.seen(now)).ended).toEqual([false])
    await close(now + 16)
    expect(await limits.seen(now)).toMatchObject({ ended: [], since: now + 16, open: false })
  })

  const half = breakerLimits.lastEnded - breakerLimits.unconfirmed
  test.each([
    [breakerLimits.unconfirmed, true],
    [breakerLimits.unconfirmed - 1, false],
  ])('is looked at as long as it is open: %i of the last ten not confirmed', async (failed, isStricter) => {
    const notices: Notice[] = []
    const clock = { now: () => now + 100, monotonicMs: () => 0 }
    const watch = openBreakerWatch({ limits, clock, notice: (one) => notices.push(one) }, 1)
    await open('share')
    for (let i = 0; i < half + breakerLimits.unconfirmed; i++)
      await ended(i < failed ? 'escalated' : 'confirmed', now + i)
    expect([await watch.look(), await watch.look()]).toEqual([isStricter, false])
    expect(await limits.breaker()).toMatchObject({ sparesHighestTier: !isStricter })
    const told = (await limits.unsaid()).map(({ says }) => says).filter((says) => says !== 'opened')
    expect(told).toEqual(
      isStricter
        ? [
            'The open breaker spares the highest tier no more: 5 of the last 10 reversals were not seen to work. The machine undoes nothing more by itself, until two people close it.',
          ]
        : [],
    )
    expect(notices.filter(({ kind }) => kind !== 'BreakerSeen')).toEqual(
      isStricter
        ? [{ kind: 'BreakerTightened', says: '5 of the last 10 reversals were not seen to work' }]
        : [],
    )
  })
})
