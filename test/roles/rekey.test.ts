import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openEmbeddedLog } from '../../src/edges/log/embedded/embedded-log.ts'
import type { Log, LogRecord } from '../../src/ports/log.ts'
import { ownTopics, topicSpecs } from '../../src/ports/topics.ts'
import { startRekey } from '../../src/roles/rekey.ts'
import { benchEdges } from '../bench/edges.ts'
import { benchEpochMs, openWorkload } from '../bench/workload.ts'

const changesTopic = 'account.changes'
const retentionMs = 3_600_000

let folder: string
let log: Log

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-rekey-'))
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
  await log.createTopics([
    { name: changesTopic, partitions: 3, compacted: false, retentionMs },
    ...topicSpecs({ changes: 3, accounts: 1 }, retentionMs),
  ])
})

afterEach(async () => {
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

async function rekeyedRecords(): Promise<LogRecord[]> {
  const all: LogRecord[] = []
  for (let partition = 0; partition < 3; partition += 1) {
    await log.readToEnd(ownTopics.rekeyed.name, partition, (records) => void all.push(...records))
  }
  return all
}

async function untilThere(count: number): Promise<LogRecord[]> {
  const end = performance.now() + 10_000
  for (;;) {
    const records = await rekeyedRecords()
    if (records.length >= count) return records
    if (performance.now() > end) throw new Error(`${records.length} of ${count} records came`)
    await pause(10)
  }
}

it('changes keyed by account go on under their actors, each actor in one partition, and none twice after a stop', async () => {
  const workload = openWorkload(9)
  const changes = Array.from({ length: 200 }, (_, index) => workload.change(index, benchEpochMs + index))
  await log.append(
    changesTopic,
    changes.map(({ value }, index) => ({ key: `account-${index}`, value })),
  )
  const { reader } = await benchEdges(log, () => {})
  const first = await startRekey({ log, reader, notice: () => {} }, changesTopic)
  const records = await untilThere(200)
  await first.stop()
  const again = await startRekey({ log, reader, notice: () => {} }, changesTopic)
  await log.append(changesTopic, [
    { key: 'account-x', value: workload.change(200, benchEpochMs + 200).value },
  ])
  expect(await untilThere(201)).toHaveLength(201)
  await again.stop()

  const partitionsOf = new Map<string, Set<number>>()
  for (const { key, value, partition } of records) {
    const change = JSON.parse(String(value)) as { actor: { id: string } }
    expect(key).toBe(change.actor.id)
    partitionsOf.set(change.actor.id, (partitionsOf.get(change.actor.id) ?? new Set()).add(partition))
  }
  expect([...partitionsOf.values()].every((partitions) => partitions.size === 1)).toBe(true)
})

it('a record that nobody can read goes on as it is, for the detect role to make the dead letter', async () => {
  const bytes = Buffer.from('{"action":"deactivate"')
  await log.append(changesTopic, [{ key: 'k', value: bytes }])
  const { reader } = await benchEdges(log, () => {})
  const role = await startRekey({ log, reader, notice: () => {} }, changesTopic)
  const [record] = await untilThere(1)
  expect(record).toMatchObject({ key: 'k', value: bytes })
  await role.stop()
})
