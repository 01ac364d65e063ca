import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Digest } from '../../../src/core/decision/digest.ts'
import { decodeMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { keepDefaults } from '../../../src/core/reference/keep-profiles.ts'
import { ProfileTable } from '../../../src/core/reference/profile-table.ts'
import type { Undone } from '../../../src/core/relate/undone.ts'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import type { Log, LogRecord } from '../../../src/ports/log.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import { ownTopics, topicSpecs } from '../../../src/ports/topics.ts'
import { type DetectEdges, startDetect } from '../../../src/roles/detect.ts'
import { startRelate } from '../../../src/roles/relate.ts'
import { benchEdges } from '../../bench/edges.ts'
import { actOf, morning, recordOf } from './accounts-and-hands.ts'

const changesTopic = 'account.changes'
const retentionMs = 3_600_000

let folder: string
let log: Log
let notices: Notice[]
let running: { stop(): Promise<void> }[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-relate-'))
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
  await log.createTopics([
    { name: changesTopic, partitions: 2, compacted: false, retentionMs },
    ...topicSpecs({ changes: 2, accounts: 2 }, retentionMs),
  ])
  notices = []
  running = []
})

afterEach(async () => {
  for (const role of running.toReversed()) await role.stop()
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

const edges = () => benchEdges(log, (notice) => notices.push(notice), 2)
async function detect(over: Partial<DetectEdges> = {}) {
  const settings = { changesTopic, commitIntervalMs: 50, memoryActorsMax: 1000 }
  const role = await startDetect({ ...(await edges()), ...over }, settings)
  running.push(role)
  return role
}
async function relate(over: Partial<Log> = {}) {
  const opened = await edges()
  const settings = { commitIntervalMs: 50, memoryAccountsMax: 1000 }
  const role = await startRelate({ ...opened, log: { ...log, ...over } }, settings)
  running.push(role)
  return role
}

async function recordsOf(topic: string): Promise<LogRecord[]> {
  const all: LogRecord[] = []
  for (const partition of [0, 1]) {
    await log.readToEnd(topic, partition, (records) => void all.push(...records))
  }
  return all
}
async function messages<T>(topic: string): Promise<T[]> {
  return (await recordsOf(topic)).map(({ value }) => JSON.parse(String(value)) as T)
}
const alerts = async () =>
  (await messages<Alert>(ownTopics.alerts.name)).filter(({ kind }) => kind === 'relation')
const undone = () => messages<Undone>(ownTopics.relations.name)

async function until(holds: () => boolean | Promise<boolean>, what: string) {
  const end = performance.now() + 10_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what} did not come`)
    await pause(10)
  }
}
const related = () =>
  notices.reduce((sum, notice) => sum + (notice.kind === 'RowsRelated' ? notice.count : 0), 0)

async function feed(changes: readonly AccountChange[]) {
  for (const change of changes) await log.append(changesTopic, [recordOf(change)])
}

const hands = ['ana', 'ben', 'cem', 'dora', 'eve'].map((actor, i) => actOf(actor, 'deactivate', i))
const fight = [
  actOf('ana', 'deactivate', 0),
  actOf('ben', 'reactivate', 5),
  actOf('ana', 'deactivate', 10),
  actOf('ben', 'reactivate', 15),
  actOf('ana', 'deactivate', 20),
]

describe('what only several people’s acts together show', () => {
  it('five hands on one account are alerts of one campaign, from the third hand on', async () => {
    await relate()
    await detect()
    await feed(hands)
    await until(async () => (await alerts()).length >= 3, 'the alerts')
    const raised = await alerts()
    expect(raised.map(({ change }) => change?.actor.id ?? '').toSorted()).toEqual(['cem', 'dora', 'eve'])
    expect(new Set(raised.map(({ campaign }) => campaign)).size).toBe(1)
    expect(raised[0]?.campaign).toMatch(/^[0-9a-f]{32}$/u)
    for (const { bars, scoreCenti } of raised) {
      expect(bars.reduce((sum, { pointsCenti }) => sum + pointsCenti, 0)).toBe(scoreCenti)
    }
  })

  it('hands of whom only a rule had told are one campaign too, and the rule is named', async () => {
    await relate()
    await detect()
    const decoy = {
      account: { id: 'decoy', kind: 'person' as const, followers: 50, canary: true },
      reason: { code: 'abuse', ticketId: 'T-9', approvedBy: ['boss'] },
    }
    await feed(['ana', 'ben', 'cem', 'dora'].map((actor, i) => actOf(actor, 'deactivate', i, decoy)))
    await until(async () => (await alerts()).length >= 2, 'the alerts')
    const raised = await alerts()
    expect(raised.map(({ change }) => change?.actor.id ?? '').toSorted()).toEqual(['cem', 'dora'])
    expect(new Set(raised.map(({ campaign }) => campaign)).size).toBe(1)
    for (const { severity, mode, rules } of raised)
      expect([severity, mode, rules]).toEqual(['medium', 'observe', ['touches-a-decoy', 'another-agreed']])
  })

  it('name what the tables brought to the change, and miss nothing that these know', async () => {
    const accounts = new ProfileTable(keepDefaults, 10)
    accounts.put({ id: 'decoy', validFrom: morning - 86_400_000, followers: 50 })
    const tables = { staff: undefined, accounts, asOf: { accounts: morning + 3_600_000 } }
    await relate()
    await detect({ reference: { tablesFor: () => tables } })
    const small = { account: { id: 'decoy', kind: 'person' as const, canary: true } }
    await feed(['ana', 'ben', 'cem'].map((actor, i) => actOf(actor, 'deactivate', i, small)))
    await until(async () => (await alerts()).length >= 1, 'the alert')
    expect(await alerts()).toMatchObject([
      { missing: [], fromTables: ['account.followers<100000'], accountsAsOf: morning + 3_600_000 },
    ])
  })

  it('a fight is seen though each hand alone only does its work', async () => {
    await relate()
    await detect()
    await feed(fight)
    await until(async () => (await alerts()).length >= 1, 'the alert')
    const raised = await alerts()
    expect(raised.map(({ bars }) => bars.some(({ name }) => name === 'fight.sameHand'))).not.toContain(false)
    expect(raised.every(({ change }) => change?.actor.id === 'ana')).toBe(true)
  })

  it('two hands that work on two accounts are nobody’s business', async () => {
    await relate()
    await detect()
    const other = { account: { id: 'other', kind: 'person' as const } }
    await feed([actOf('ana', 'deactivate', 0), actOf('ben', 'deactivate', 1, other)])
    await until(() => related() >= 4, 'all rows')
    expect(await alerts()).toEqual([])
  })
})

describe('whoever is overruled', () => {
  it('has it on the record of their own, in the memory that their changes are assessed from', async () => {
    await relate()
    await detect()
    await feed(fight.slice(0, 2))
    await until(async () => (await undone()).length === 1, 'the word of it')
    expect(await undone()).toMatchObject([{ actorId: 'ana', by: 'ben', afterMs: 300_000 }])
    await until(async () => {
      const memories = (await recordsOf(ownTopics.memory.name)).filter(({ key }) => key === 'forum\0ana')
      const last = memories.at(-1)?.value
      return last != null && (decodeMemory(last)?.slots[at.undoneSlot] ?? 0) > 0
    }, 'the record')
  })
})

describe('after a crash', () => {
  it('rows whose memory was written are not related again, and those that were not are, to the same ids', async () => {
    await detect()
    // The outputs and memories of the first life are durable, its offsets never are.
    const first = await relate({
      join: async (subscription) => {
        const membership = await log.join(subscription)
        return { ...membership, commit: async () => {} }
      },
    })
    await feed(hands)
    await until(async () => (await alerts()).length >= 3, 'the alerts')
    const before = await alerts()
    await until(async () => (await recordsOf(ownTopics.accountMemory.name)).length > 0, 'memories')
    await first.stop()
    running.splice(running.indexOf(first), 1)
    const rows = related()
    await relate()
    await until(() => related() >= 2 * rows, 'the same rows again')
    const ids = (list: readonly Alert[]) => list.map(({ alertId }) => alertId).toSorted()
    expect(ids(await alerts())).toEqual(ids(before))
  })
})

describe('rows of several actors in one batch', () => {
  it('are related in the order of their times, however their partitions were read', async () => {
    await detect()
    await feed(fight)
    const said = async () =>
      (await messages<Digest>(ownTopics.digest.name)).flatMap(({ rows, acted = [] }) => [...rows, ...acted])
    await until(async () => (await said()).length === 8, 'five acts, three of them under their actor too')
    const digests = await recordsOf(ownTopics.digest.name)
    let opened = 0
    const told = async (order: readonly LogRecord[]) => {
      const shuffled = await openEmbeddedLog({
        path: join(folder, `${++opened}.sqlite`),
        notice: () => {},
      })
      await shuffled.createTopics(topicSpecs({ changes: 2, accounts: 2 }, retentionMs))
      await shuffled.append(
        ownTopics.digest.name,
        order.map(({ value, partition }) => ({ key: null, value, partition })),
      )
      notices = []
      const edges = await benchEdges(shuffled, (notice) => notices.push(notice), 2)
      const role = await startRelate(edges, { commitIntervalMs: 50, memoryAccountsMax: 1000 })
      await until(() => related() >= 8, 'all rows')
      await role.stop()
      const raised: Alert[] = []
      for (const partition of [0, 1]) {
        await shuffled.readToEnd(ownTopics.alerts.name, partition, (records) => {
          for (const { value } of records) raised.push(JSON.parse(String(value)) as Alert)
        })
      }
      await shuffled.close()
      return raised.map(({ alertId, bars }) => [alertId, bars])
    }
    const straight = await told(digests)
    expect(straight.length).toBeGreaterThan(0)
    expect(await told(digests.toReversed())).toEqual(straight)
  })
})
