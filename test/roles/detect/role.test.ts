import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { DeadLetter } from '../../../src/core/decision/dead-letter.ts'
import {
  decodeMemory,
  encodeMemory,
  watermarkOf,
  withWatermark,
} from '../../../src/core/memory/actor-memory.ts'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Log, LogRecord } from '../../../src/ports/log.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import { ownTopics, topicSpecs } from '../../../src/ports/topics.ts'
import { rememberActors } from '../../../src/roles/detect/remembered-actors.ts'
import { type DetectRole, startDetect } from '../../../src/roles/detect.ts'
import { actorMemories } from '../../../src/roles/keyed/memory-kind.ts'
import { restoreMemory } from '../../../src/roles/keyed/memory-restore.ts'
import { benchEdges } from '../../bench/edges.ts'
import { benchEpochMs, openWorkload } from '../../bench/workload.ts'

const changesTopic = 'account.changes'
const retentionMs = 3_600_000
const settings = { changesTopic, commitIntervalMs: 50, memoryActorsMax: 1000 }

let folder: string
let log: Log
let notices: Notice[]
let role: DetectRole | undefined

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-detect-'))
  await openLog()
  notices = []
})

afterEach(async () => {
  await role?.stop()
  role = undefined
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

async function openLog() {
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
  await log.createTopics([
    { name: changesTopic, partitions: 1, compacted: false, retentionMs },
    ...topicSpecs({ changes: 1, accounts: 1 }, retentionMs),
  ])
}

async function start(over: Partial<Log> = {}) {
  const shown: Log = { ...log, ...over }
  const edges = await benchEdges(shown, (notice) => notices.push(notice), 1)
  role = await startDetect({ ...edges, serviceActorOf: () => 'countermand' }, settings)
  return role
}

async function recordsOf(topic: string): Promise<LogRecord[]> {
  const all: LogRecord[] = []
  await log.readToEnd(topic, 0, (records) => void all.push(...records))
  return all
}

async function alerts(): Promise<Alert[]> {
  return (await recordsOf(ownTopics.alerts.name)).map(({ value }) => JSON.parse(String(value)) as Alert)
}

async function until(holds: () => boolean | Promise<boolean>, what: string) {
  const end = performance.now() + 10_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what} did not come`)
    await pause(10)
  }
}

const workload = openWorkload(3)
let nextIndex = 0
/** The change of 2017: a contractor in the last hour, 44 million followers. */
function grave(over: Record<string, unknown> = {}, actor: Record<string, unknown> = {}) {
  const index = nextIndex++
  const change = JSON.parse(String(workload.change(index, benchEpochMs + index, true).value)) as Record<
    string,
    unknown
  >
  const by: Record<string, unknown> = { ...(change.actor as object), ...actor }
  const value = Buffer.from(JSON.stringify({ ...change, ...over, actor: by }))
  return { key: String(by.id), value, eventId: String(change.eventId) }
}

describe('changes of staff', () => {
  it('that are grave are on the log as alerts, under ids made from their causes, once', async () => {
    await start()
    const change = grave()
    await log.append(changesTopic, [change])
    await until(async () => (await alerts()).length === 1, 'the alert')
    const [alert] = await alerts()
    expect(alert).toMatchObject({
      kind: 'change',
      eventId: change.eventId,
      severity: 'critical',
      mode: 'veto',
    })
    expect(alert!.alertId).toMatch(/^[0-9a-f]{32}$/)
  })

  it('that are grave say what would have changed it; in a flood the rest go without, and nothing else waits', async () => {
    await start()
    const flood = Array.from({ length: 230 }, () => grave())
    await log.append(changesTopic, flood)
    // Hindsight may tell of the first of a hand once more, when it grants more.
    const first = async () => (await alerts()).filter(({ kind }) => kind === 'change')
    await until(async () => (await first()).length === 230, 'the flood')
    const looked = (await alerts()).filter(({ counterfactuals }) => counterfactuals !== undefined)
    // In one batch 200 of them; the log may have handed the flood over in two.
    expect(looked.length).toBeGreaterThanOrEqual(200)
    expect(looked[0]?.counterfactuals).not.toEqual([])
    expect((await alerts()).every(({ says, unknown }) => says !== '' && unknown !== undefined)).toBe(true)
  })

  it('that carry our name are believed only of our own service account, and only where they give back', async () => {
    await start()
    const ours = grave(
      { action: 'reactivate', causedBy: 'c'.repeat(32) },
      { id: 'countermand', kind: 'system' },
    )
    const forged = grave({ causedBy: 'c'.repeat(32) }, { id: 'countermand', kind: 'contractor' })
    const borrowed = grave({ action: 'deactivate', causedBy: 'c'.repeat(32) })
    await log.append(changesTopic, [ours, forged, borrowed])
    await until(async () => (await alerts()).length === 2, 'both alerts')
    expect((await alerts()).map(({ eventId }) => eventId).toSorted()).toEqual(
      [forged.eventId, borrowed.eventId].toSorted(),
    )
    const sightings = (await recordsOf(ownTopics.sightings.name)).map(
      ({ value }) => JSON.parse(String(value)) as object,
    )
    expect(sightings).toMatchObject([
      { eventId: ours.eventId, commandId: 'c'.repeat(32), action: 'reactivate' },
    ])
  })

  it('that nobody can read are kept with place, reason and bytes, and are an alert where they may restrict', async () => {
    await start()
    await log.append(changesTopic, [
      { key: 'a', value: Buffer.from('{"action":"deactivate","actor":') },
      {
        key: 'b',
        value: Buffer.from('{"eventId":"e","source":"s","occurredAt":1767603600000,"action":"unlock"}'),
      },
    ])
    await until(async () => (await recordsOf(ownTopics.deadLetters.name)).length === 2, 'the dead letters')
    const letters = (await recordsOf(ownTopics.deadLetters.name)).map(
      ({ value }) => JSON.parse(String(value)) as object,
    )
    expect(letters).toMatchObject([
      { topic: changesTopic, partition: 0, offset: 0, unreadable: 'not-json', key: 'a', sizeBytes: 31 },
      { topic: changesTopic, partition: 0, offset: 1, unreadable: 'wrong-shape', mayRestrict: false },
    ])
    expect(await alerts()).toMatchObject([
      { kind: 'dead-letter', eventId: `${changesTopic}/0/0`, severity: 'high' },
    ])
  })

  it('that are made to break a reader become dead letters one by one, and the stream goes on', async () => {
    await start()
    const good = String(grave().value)
    const broken: readonly (readonly [reason: string, value: Buffer])[] = [
      ['not-avro', Buffer.from('0000000001', 'hex')],
      ['not-json', Buffer.from('0a6576742d310204026102ffffffffff6200ffffff00', 'hex')],
      ['too-deep', Buffer.from('['.repeat(200_000) + ']'.repeat(200_000))],
      ['wrong-shape', Buffer.from(good.replace('{', '{"__proto__":{"polluted":true},'))],
      ['wrong-shape', Buffer.from(good.replace(/"occurredAt":\d+/, '"occurredAt":"soon"'))],
      ['wrong-shape', Buffer.from(good.replace(/"eventId":"[^"]+"/, '"eventId":9007199254740993'))],
      ['empty', Buffer.alloc(0)],
    ]
    await log.append(
      changesTopic,
      broken.map(([, value]) => ({ key: 'x', value })),
    )
    await log.append(changesTopic, [grave()])
    await until(async () => (await alerts()).some(({ kind }) => kind === 'change'), 'the alert after them')
    const letters = (await recordsOf(ownTopics.deadLetters.name)).map(
      ({ value }) => JSON.parse(String(value)) as DeadLetter,
    )
    expect(letters.map(({ offset }) => offset)).toEqual(broken.map((_, offset) => offset))
    expect(letters.map(({ unreadable }) => unreadable)).toEqual(broken.map(([reason]) => reason))
    expect(letters.map(({ sizeBytes }) => sizeBytes)).toEqual(broken.map(([, value]) => value.length))
    expect(letters.every(({ faults }) => faults.length > 0)).toBe(true)
  })

  it('under a key that is not the actor are assessed, and the wrong key is said', async () => {
    await start()
    await log.append(changesTopic, [{ ...grave(), key: 'somebody else' }])
    await until(() => notices.some(({ kind }) => kind === 'KeyIsWrong'), 'the notice')
    await until(async () => (await alerts()).length === 1, 'the alert')
    expect(notices).toContainEqual({ kind: 'KeyIsWrong', topic: changesTopic, partition: 0, offset: 0 })
  })
})

describe('the order of writes', () => {
  it('holds memory back until the alerts of the same changes are durable', async () => {
    const order: string[] = []
    const gate = Promise.withResolvers<void>()
    await start({
      append: async (topic, records) => {
        if (topic === ownTopics.alerts.name) await gate.promise
        await log.append(topic, records)
        order.push(topic)
      },
    })
    await log.append(changesTopic, [grave()])
    // Ten commit intervals: time enough for a memory that does not wait.
    await pause(500)
    expect(order).not.toContain(ownTopics.memory.name)
    gate.resolve()
    await until(() => order.includes(ownTopics.memory.name), 'the memory')
    expect(order.indexOf(ownTopics.alerts.name)).toBeLessThan(order.indexOf(ownTopics.memory.name))
  })

  it('loses no alert when the log refuses a write for a while', async () => {
    let refusals = 3
    await start({
      append: async (topic, records) => {
        if (topic === ownTopics.alerts.name && refusals-- > 0) {
          throw new EdgeError('log-unavailable', 'away', { retryable: true })
        }
        await log.append(topic, records)
      },
    })
    await log.append(changesTopic, [grave(), grave()])
    await until(async () => (await alerts()).length === 2, 'both alerts')
    expect(refusals).toBeLessThan(0)
  })

  it('ends the role, and commits nothing, where a write can never succeed', async () => {
    const broken = await start({
      append: async (topic, records) => {
        if (topic === ownTopics.alerts.name) throw new EdgeError('log-refused', 'never', { retryable: false })
        await log.append(topic, records)
      },
    })
    await log.append(changesTopic, [grave()])
    await expect(broken.failed).rejects.toThrow('never')
    expect(await recordsOf(ownTopics.memory.name)).toEqual([])
  })

  it('goes on after a stop where it was: nothing is assessed twice, nothing is forgotten', async () => {
    await (await start()).stop()
    role = undefined
    await start()
    await log.append(changesTopic, [grave(), grave()])
    await until(async () => (await alerts()).length === 2, 'two alerts')
    await role!.stop()
    role = undefined
    await log.close()
    await openLog()
    await start()
    await log.append(changesTopic, [grave()])
    await until(async () => (await alerts()).length === 3, 'the third alert')
    expect(new Set((await alerts()).map(({ alertId }) => alertId)).size).toBe(3)
  })
})

describe('the memory that is restored', () => {
  it('is the one with the highest watermark, though an older one stands after it, and is written down again', async () => {
    await start()
    await log.append(changesTopic, [grave()])
    await until(async () => (await recordsOf(ownTopics.memory.name)).length > 0, 'the memory')
    await role!.stop()
    role = undefined
    const [record] = await recordsOf(ownTopics.memory.name)
    const memory = decodeMemory(record!.value!)!
    // What a stalled instance writes when it wakes after its successor.
    const [newer, older] = [withWatermark(memory, 900), withWatermark(memory, 800)]
    const place = { key: record!.key, partition: 0 }
    await log.append(ownTopics.memory.name, [
      { ...place, value: encodeMemory(newer) },
      { ...place, value: encodeMemory(older) },
    ])
    const actors = rememberActors(10)
    expect(await restoreMemory(log, 0, actorMemories, actors)).toEqual({ count: 1, staleRecords: 1 })
    expect(watermarkOf(actors.get(record!.key!)!)).toBe(900)
    expect([...actors.takeUnwritten().changed.keys()]).toEqual([record!.key])
  })
})
