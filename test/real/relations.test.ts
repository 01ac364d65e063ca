import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import type { Alert } from '../../src/core/decision/alert.ts'
import { openSuspects } from '../../src/core/relate/suspects.ts'
import type { Undone } from '../../src/core/relate/undone.ts'
import { openKafkaLog } from '../../src/edges/log/kafka/kafka-log.ts'
import type { Log } from '../../src/ports/log.ts'
import { ownTopics, topicSpecs } from '../../src/ports/topics.ts'
import { startDetect } from '../../src/roles/detect.ts'
import { startRelate } from '../../src/roles/relate.ts'
import { startSuspects } from '../../src/roles/suspects.ts'
import { benchEdges } from '../bench/edges.ts'
import { actOf, morning, recordOf } from '../roles/relate/accounts-and-hands.ts'
import { kafkaOrSkip, stopKafka } from './kafka-for-tests.ts'

/** What needs several people, on a real broker: their changes lie on partitions of their own, and meet on the
 *  partition of the account. */
const changesTopic = 'account.changes'
const partitions = { changes: 4, accounts: 3 }
const doneMsMax = 25_000

afterAll(stopKafka)

it('on Kafka five hands become one campaign, a fight is seen, and whoever is overruled hears of it', {
  timeout: 90_000,
}, async (context) => {
  const { brokers } = await kafkaOrSkip((reason) => context.skip(reason))
  const log = await openKafkaLog({ brokers, clientId: 'countermand-test', notice: () => {} })
  await log.createTopics([
    { name: changesTopic, partitions: partitions.changes, compacted: false, retentionMs: 3_600_000 },
    ...topicSpecs(partitions, 3_600_000),
  ])
  const edges = await benchEdges(log, () => {}, partitions.accounts)
  const suspects = await startSuspects(edges)
  const relate = await startRelate(edges, { commitIntervalMs: 200, memoryAccountsMax: 1_000 })
  const detect = await startDetect(
    { ...edges, suspects: suspects.suspects },
    { changesTopic, commitIntervalMs: 200, memoryActorsMax: 1_000 },
  )
  try {
    const hands = ['ana', 'ben', 'cem', 'dora', 'eve'].map((actor, i) => actOf(actor, 'deactivate', i))
    await log.append(changesTopic, hands.map(recordOf))
    const { account } = actOf('fay', 'deactivate', 0)
    const mayor2 = { account: { ...account, id: 'mayor-2' } }
    const fight = [0, 1, 2, 3, 4].map((act) =>
      act % 2 === 0
        ? actOf('fay', 'deactivate', 60 + act, mayor2)
        : actOf('gil', 'reactivate', 60 + act, mayor2),
    )
    // One after another, as people act: each is assessed before the next happens.
    for (const act of fight) {
      const seen = (await undoneOf(log)).length
      await log.append(changesTopic, [recordOf(act)])
      if (act.action === 'reactivate')
        await until(async () => (await undoneOf(log)).length > seen, 'the word')
      else await until(async () => (await digested(log)).includes(act.eventId), 'its digest')
    }
    const about = async (account: string) =>
      (await alertsOf(log)).filter(
        ({ kind, change }) => kind === 'relation' && change?.account.id === account,
      )
    await until(async () => (await about('mayor')).length >= 1, 'the campaign')
    await until(async () => (await about('mayor-2')).length >= 1, 'the fight')
    const campaigns = (await about('mayor')).map(({ campaign }) => campaign)
    expect(new Set(campaigns).size).toBe(1)
    expect(campaigns[0]).toMatch(/^[0-9a-f]{32}$/u)
    expect((await about('mayor-2')).every(({ change }) => change?.actor.id === 'fay')).toBe(true)
    expect((await undoneOf(log)).map(({ actorId, by }) => [actorId, by])).toEqual([
      ['fay', 'gil'],
      ['fay', 'gil'],
    ])
    const grave = (await alertsOf(log)).find(({ severity }) => severity === 'high' || severity === 'critical')
    const { source, decidedAt } = grave ?? { source: '', decidedAt: morning }
    const actorId = grave?.change?.actor.id ?? ''
    await until(() => suspects.suspects.asOf(decidedAt).has(source, actorId), 'the suspect')
    expect(openSuspects(1).asOf(decidedAt).has(source, actorId)).toBe(false)
  } finally {
    await detect.stop()
    await relate.stop()
    await suspects.stop()
    await log.close()
  }
})

async function messagesOf<T>(log: Log, topic: string, count: number): Promise<T[]> {
  const all: T[] = []
  for (let partition = 0; partition < count; partition++) {
    await log.readToEnd(topic, partition, (records) => {
      for (const { value } of records) all.push(JSON.parse(String(value)) as T)
    })
  }
  return all
}
const alertsOf = (log: Log) => messagesOf<Alert>(log, ownTopics.alerts.name, partitions.accounts)
const undoneOf = (log: Log) => messagesOf<Undone>(log, ownTopics.relations.name, partitions.changes)
const digested = async (log: Log) =>
  (await messagesOf<{ rows: [string][] }>(log, ownTopics.digest.name, partitions.accounts)).flatMap(
    ({ rows }) => rows.map(([eventId]) => eventId),
  )

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + doneMsMax
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what} did not come within ${doneMsMax / 1000} s`)
    await pause(50)
  }
}
