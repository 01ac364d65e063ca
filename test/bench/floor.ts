import { Kafka, logLevel } from 'kafkajs'
import type { Log } from '../../src/ports/log.ts'

/** The least that any consumer of changes must do: the same client, parse, a map, a commit. What Countermand
 *  adds is measured against it in the same run. */
export async function floorOverKafka(
  brokers: readonly string[],
  topic: string,
  count: number,
): Promise<number> {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
  const consumer = kafka.consumer({ groupId: `floor-${Date.now()}`, maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  const tally = openTally(count)
  await consumer.run({
    eachBatchAutoResolve: false,
    autoCommit: false,
    partitionsConsumedConcurrently: 4,
    eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
      for (const message of batch.messages) tally.take(message.value)
      resolveOffset(batch.lastOffset())
      const offset = String(BigInt(batch.lastOffset()) + 1n)
      await consumer.commitOffsets([{ topic, partition: batch.partition, offset }])
      await heartbeat()
    },
  })
  const perSecond = await tally.done
  await consumer.disconnect()
  return perSecond
}

export async function floorOverLog(log: Log, topic: string, count: number): Promise<number> {
  const tally = openTally(count)
  const membership = await log.join({
    group: `floor-${Date.now()}`,
    topics: [topic],
    from: 'start',
    async handle(batch) {
      for (const record of batch.records) tally.take(record.value)
      const offset = batch.records.at(-1)!.offset + 1
      await membership.commit([{ topic, partition: batch.partition, offset }])
    },
  })
  const perSecond = await tally.done
  await membership.stop()
  return perSecond
}

interface Parsed {
  readonly actor: { readonly id: string }
  readonly occurredAt: number
}

function openTally(count: number) {
  const lastSeen = new Map<string, { acts: number; at: number }>()
  const { promise: done, resolve } = Promise.withResolvers<number>()
  let taken = 0
  let began = 0
  return {
    done,
    take(value: Buffer | null) {
      if (taken === 0) began = performance.now()
      const change = JSON.parse(String(value)) as Parsed
      const known = lastSeen.get(change.actor.id)
      if (known === undefined) lastSeen.set(change.actor.id, { acts: 1, at: change.occurredAt })
      else {
        known.acts += 1
        known.at = change.occurredAt
      }
      taken += 1
      if (taken === count) resolve((count / (performance.now() - began)) * 1000)
    },
  }
}
