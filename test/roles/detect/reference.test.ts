import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { ReferenceTables } from '../../../src/core/reference/complete.ts'
import { keepDefaults } from '../../../src/core/reference/keep-profiles.ts'
import { ProfileTable } from '../../../src/core/reference/profile-table.ts'
import { StaffTable } from '../../../src/core/reference/staff-table.ts'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import type { Log } from '../../../src/ports/log.ts'
import { ownTopics, topicSpecs } from '../../../src/ports/topics.ts'
import { type DetectEdges, type DetectRole, startDetect } from '../../../src/roles/detect.ts'
import { benchEdges } from '../../bench/edges.ts'
import { until } from '../../edges/log/until.ts'

const changesTopic = 'account.changes'
const retentionMs = 3_600_000
const settings = { changesTopic, commitIntervalMs: 50, memoryActorsMax: 1000 }
const occurredAt = Date.UTC(2025, 10, 2, 23)

let folder: string
let log: Log
let role: DetectRole | undefined

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-completed-'))
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
  await log.createTopics([
    { name: changesTopic, partitions: 1, compacted: false, retentionMs },
    ...topicSpecs({ changes: 1, accounts: 1 }, retentionMs),
  ])
})
afterEach(async () => {
  await role?.stop()
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

async function alertsWith(reference: DetectEdges['reference']): Promise<Alert[]> {
  role = await startDetect({ ...(await benchEdges(log, () => {}, 1)), reference }, settings)
  const change = {
    eventId: 'ev-1',
    source: 'demo',
    occurredAt,
    action: 'deactivate',
    account: { id: 'acc-77' },
    actor: { id: 'st-12', kind: 'unknown' },
  }
  await log.append(changesTopic, [{ key: 'st-12', value: Buffer.from(JSON.stringify(change)) }])
  await until(() => role?.behind() === 0)
  await role.stop()
  role = undefined
  const alerts: Alert[] = []
  await log.readToEnd(ownTopics.alerts.name, 0, (records) => {
    for (const { value } of records) alerts.push(JSON.parse(String(value)) as Alert)
  })
  return alerts
}

function tables(): ReferenceTables {
  const [staff, accounts] = [new StaffTable(), new ProfileTable(keepDefaults, 10)]
  const validFrom = occurredAt - 86_400_000
  staff.put({ id: 'st-12', validFrom, kind: 'contractor', leavesAt: occurredAt + 1_800_000 })
  accounts.put({ id: 'acc-77', validFrom, followers: 44_000_000, protectedClass: ['government'] })
  return { staff, accounts, asOf: { staff: occurredAt - 3_600_000, accounts: undefined } }
}

const filled = ['account.followers', 'account.protectedClass', 'actor.kind', 'actor.leavesAt']

it('a change of which only the tables know who and whom alerts, and the alert says so', async () => {
  const [alert] = await alertsWith({ tablesFor: tables })
  expect(alert).toMatchObject({ severity: 'critical', missing: [], fromTables: filled })
  expect(alert?.change?.account.followers).toBe(44_000_000)
  expect(alert).toMatchObject({ staffAsOf: occurredAt - 3_600_000 })
  expect(alert).not.toHaveProperty('accountsAsOf')
})

it('so does one for which somebody had to be asked first', async () => {
  const [alert] = await alertsWith({ tablesFor: async () => tables() })
  expect(alert).toMatchObject({ fromTables: filled })
})

it('without tables nobody knows, and nobody is told', async () => {
  expect(await alertsWith(undefined)).toEqual([])
  expect(await alertsWith({ tablesFor: () => ({ staff: undefined, accounts: undefined }) })).toEqual([])
})
