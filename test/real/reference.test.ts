import { afterAll } from 'vitest'
import { openKafkaLog } from '../../src/edges/log/kafka/kafka-log.ts'
import type { Log } from '../../src/ports/log.ts'
import { topicContract } from '../edges/reference/topic-contract.ts'
import { kafkaOrSkip, stopKafka } from './kafka-for-tests.ts'

let opening: Promise<Log> | undefined

afterAll(async () => {
  await (await opening)?.close()
  await stopKafka()
})

topicContract('Kafka', async (skip) => {
  const { brokers } = await kafkaOrSkip(skip)
  opening ??= openKafkaLog({ brokers, clientId: 'countermand-test', notice: () => {} })
  return opening
})
