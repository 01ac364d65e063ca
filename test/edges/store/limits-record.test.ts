import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/core/audit/entry.ts'
import { demotionDefaults } from '../../../src/core/reversal/demotion.ts'
import { limitAlert } from '../../../src/core/reversal/limit-alert.ts'
import { openAudit } from '../../../src/edges/store/audit.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import { openLimits } from '../../../src/edges/store/limits.ts'
import type { Audit } from '../../../src/ports/audit.ts'
import type { Ledger } from '../../../src/ports/ledger.ts'
import type { Limits } from '../../../src/ports/limits.ts'
import { aLedgerEntry, later } from '../../roles/reverse/examples.ts'
import { inEachStore } from './stores.ts'

const now = 1_700_000_000_000
const alert = limitAlert({ alertId: 'l1', eventId: 'b/1', severity: 'critical', says: 'opened', at: now })

inEachStore('whatever turns the machine on or off is on record,', (database) => {
  let ledger: Ledger
  let limits: Limits
  let audit: Audit
  let before = 0

  beforeEach(async () => {
    await database().updateTable('switches').set({ is_on: 0, turned_by: 'test', at: 0 }).execute()
    for (const table of ['second_persons', 'demotions', 'undoings', 'undoing_scopes'] as const)
      await database().deleteFrom(table).execute()
    ledger = openLedger(database(), { now: () => now, monotonicMs: () => 0 })
    limits = openLimits(database())
    audit = openAudit(database())
    before = (await audit.standing()).size
  })

  /** What was recorded since the test began, with what is sealed made readable. */
  const told = async () => {
    const rows = await audit.rows(before, 100)
    const entries = rows.map((row) => JSON.parse(row.body) as AuditEntry)
    return Promise.all(
      entries.map(async ({ sealed: _sealed, by: _by, ...entry }, place) => ({
        ...entry,
        ...(await audit.unseal(entries[place]!)),
      })),
    )
  }
  const act = (by: string, at: number) => ({ by, reason: `${by} looked`, at, requestId: `r-${by}` })

  test('the breaker: that it opened and why, who asked to close it, and who did', async () => {
    await limits.openBreaker({ cause: 'share', why: '8 of 20' }, now, alert)
    await limits.openBreaker({ cause: 'share', why: '9 of 20' }, now, alert)
    await limits.closeBreaker(act('ines', now + 1))
    await limits.closeBreaker(act('omar', now + 2))
    const breaker = { deed: 'breaker-turned', about: 'breaker' }
    expect(await told()).toEqual([
      { ...breaker, at: now, before: { on: 0 }, after: { on: 1 }, why: '8 of 20' },
      {
        deed: 'second-person-asked',
        about: 'breaker',
        at: now + 1,
        requestId: 'r-ines',
        who: 'ines',
        why: 'ines looked',
      },
      {
        ...breaker,
        at: now + 2,
        before: { on: 1 },
        after: { on: 0 },
        requestId: 'r-omar',
        who: 'omar',
        why: 'omar looked',
      },
    ])
  })

  test('a demotion: what was overturned, who asked to end it, and who did', async () => {
    const price = { now, budgets: [], mayUseReserve: false, cooldownMs: undefined }
    for (const accountId of ['a0', 'a1', 'a2', 'a3']) {
      const entry = aLedgerEntry({ accountId, eventId: `e ${accountId}` })
      await ledger.open([entry])
      await ledger.takeIntent(entry, later(entry, { state: 'intent' }), price)
      if (accountId === 'a0') continue
      const change = { source: 'demo', eventId: `e ${accountId}` }
      await limits.overturn(change, demotionDefaults, now + 1, () => alert)
    }
    await limits.endDemotion('tier protected', act('ines', now + 2))
    await limits.endDemotion('tier protected', act('omar', now + 3))
    const tier = { deed: 'demotion-moved', about: 'tier protected' }
    expect(await told()).toEqual([
      {
        ...tier,
        at: now + 1,
        after: { steps: 1 },
        why: 'analysts called 3 of the last 4 undone changes meant',
      },
      {
        deed: 'second-person-asked',
        about: 'demotion of tier protected',
        at: now + 2,
        requestId: 'r-ines',
        who: 'ines',
        why: 'ines looked',
      },
      {
        ...tier,
        at: now + 3,
        after: { steps: 0 },
        requestId: 'r-omar',
        who: 'omar',
        why: 'omar looked',
      },
    ])
    expect(await limits.demotions()).toEqual([
      { scope: 'tier protected', steps: 0, at: now + 3, why: 'omar: omar looked' },
    ])
  })

  test('the kill switch: by which way, by whom, from what to what', async () => {
    await ledger.turnKillSwitch(true, 'ines', 'drill', { requestId: 'r1' })
    await ledger.turnKillSwitch(false, 'omar', 'over')
    await ledger.takeSwitchOrder({ on: true, by: 'ops', reason: 'unreachable', at: now + 1 })
    await ledger.takeSwitchOrder({ on: false, by: 'ops', reason: 'older', at: now })
    await database().deleteFrom('switches').where('name', '=', 'kill-switch').execute()
    await ledger.turnKillSwitch(false, 'ines', 'put back')
    const turned = { deed: 'kill-switch-turned' }
    expect(await told()).toEqual([
      {
        ...turned,
        about: 'kill-switch',
        at: now,
        requestId: 'r1',
        who: 'ines',
        why: 'drill',
        before: { on: 0 },
        after: { on: 1 },
      },
      {
        ...turned,
        about: 'kill-switch',
        at: now,
        who: 'omar',
        why: 'over',
        before: { on: 1 },
        after: { on: 0 },
      },
      {
        ...turned,
        about: 'kill-switch-record',
        at: now + 1,
        who: 'ops',
        why: 'unreachable',
        before: { on: 0 },
        after: { on: 1 },
      },
      {
        ...turned,
        about: 'kill-switch',
        at: now,
        who: 'ines',
        why: 'put back',
        before: { on: null },
        after: { on: 0 },
      },
    ])
  })

  test('a signed record is followed once, and never one that is older', async () => {
    const order = { on: true, by: 'ops', reason: 'unreachable', at: now }
    expect(await ledger.takeSwitchOrder(order)).toBe('taken')
    expect(await ledger.takeSwitchOrder(order)).toBe('known')
    expect(await ledger.takeSwitchOrder({ ...order, on: false, at: now - 1 })).toBe('older')
    expect(await ledger.switchWays()).toEqual([
      { way: 'console', standing: { on: false } },
      { way: 'record', standing: { on: true, by: 'ops', why: 'unreachable' } },
    ])
    expect(await ledger.takeSwitchOrder({ ...order, on: false, at: now + 1 })).toBe('taken')
    expect(await ledger.readKillSwitch()).toEqual({ on: false })
  })
})
