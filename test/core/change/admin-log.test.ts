import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { mapRecord } from '../../../src/core/change/map-record.ts'
import { bindTables, isFaulty, type Mapping, readMapping } from '../../../src/core/change/mapping.ts'
import { isUnreadable } from '../../../src/core/change/read-change.ts'
import { readRecords } from '../../../src/edges/files/records.ts'
import { readTable } from '../../../src/edges/files/tables.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const wiki = `${process.env.COUNTERMAND_SHARED ?? `${root}../shared`}/data/wiki`

function adminLog(automations: ReadonlySet<string>): Mapping {
  const mapping = readMapping(readFileSync(`${root}schemas/mappings/admin-log.yaml`, 'utf8'))
  if (isFaulty(mapping)) throw new Error(JSON.stringify(mapping))
  return bindTables(mapping, new Map([['automations', automations]]))
}

async function changesOf(
  path: string,
  mapping: Mapping,
): Promise<{ changes: AccountChange[]; skipped: number }> {
  const changes: AccountChange[] = []
  let skipped = 0
  for await (const batch of readRecords(path, { format: 'csv' })) {
    for (const read of batch) {
      const mapped = mapRecord(mapping, 'record' in read ? read.record : undefined)
      skipped += mapped.skipped
      for (const change of mapped.changes) {
        if (isUnreadable(change)) throw new Error(`line ${read.line}: ${JSON.stringify(change.faults)}`)
        changes.push(change)
      }
    }
  }
  return { changes, skipped }
}

test('each kind of row of the administrator log becomes the change it means', async () => {
  const path = fileURLToPath(new URL('samples/admin-log.csv', import.meta.url))
  const { changes, skipped } = await changesOf(path, adminLog(new Set(['u_robot'])))
  const at = Date.UTC(2030, 2, 4, 5, 6, 7)
  const rest = { source: 'admin-log', outcome: 'done' }
  expect(skipped).toBe(1)
  expect(changes).toEqual([
    {
      ...rest,
      eventId: 's1',
      occurredAt: at,
      action: 'suspend',
      rawAction: 'block',
      until: at + 86_400_000,
      account: { id: 'u_eve', kind: 'person', protectedClass: [] },
      actor: { id: 'u_ann', kind: 'volunteer' },
      reason: { code: 'vandalism' },
      labels: { targetKind: 'named', flags: 'nocreate,autoblock' },
    },
    {
      ...rest,
      eventId: 's2',
      occurredAt: at + 1000,
      action: 'suspend',
      rawAction: 'block',
      until: 'never',
      account: { id: 'ip_1', kind: 'network', protectedClass: [] },
      actor: { id: 'u_robot', kind: 'automation' },
      reason: { code: 'open-proxy' },
      labels: { targetKind: 'ip', flags: 'anononly' },
    },
    {
      ...rest,
      eventId: 's3',
      occurredAt: at + 2000,
      action: 'suspend',
      rawAction: 'block',
      until: 'never',
      account: { id: 'u_bob', kind: 'person', protectedClass: ['staff'] },
      actor: { id: 'u_mal', kind: 'volunteer' },
      labels: { targetKind: 'named' },
    },
    {
      ...rest,
      eventId: 's4',
      occurredAt: at + 3000,
      action: 'unsuspend',
      rawAction: 'unblock',
      account: { id: 'u_bob', kind: 'person', protectedClass: ['staff'] },
      actor: { id: 'u_bob', kind: 'volunteer' },
      reason: { code: 'other' },
      labels: { targetKind: 'named' },
    },
    {
      ...rest,
      eventId: 's5',
      occurredAt: at + 4000,
      action: 'other',
      rawAction: 'reblock',
      until: at + 64_000,
      account: { id: 'range_7', kind: 'network', protectedClass: [] },
      actor: { id: 'u_ann', kind: 'volunteer' },
      reason: { code: 'correcting-settings' },
      labels: { targetKind: 'range' },
    },
    {
      ...rest,
      eventId: 's6',
      occurredAt: at + 5000,
      action: 'unsuspend',
      rawAction: 'unblock',
      account: { id: 'auto_9', kind: 'network', protectedClass: [] },
      actor: { id: 'u_ann', kind: 'volunteer' },
      labels: { targetKind: 'autoblock' },
    },
  ])
})

test('a year of the real log is read without one dead letter', { timeout: 120_000 }, async (ctx) => {
  const path = `${wiki}/events-2017.csv.gz`
  if (!existsSync(path)) ctx.skip(`the development extract is not at ${wiki}: set COUNTERMAND_SHARED`)
  const automations = await readTable(`${wiki}/service-actors.csv`, 'actor')
  const { changes, skipped } = await changesOf(path, adminLog(automations))
  const count = (fits: (change: AccountChange) => boolean) => changes.filter(fits).length
  expect([automations.size, changes.length, skipped]).toEqual([3, 97_188, 0])
  expect(count(({ action }) => action === 'suspend')).toBe(92_603)
  expect(count(({ actor }) => actor.kind === 'automation')).toBe(38_620)
  expect(count(({ account }) => account.protectedClass?.[0] === 'staff')).toBe(58)
  expect(count(({ account, actor }) => account.id === actor.id)).toBe(12)
})
