import { afterAll } from 'vitest'
import { openKafkaLog } from '../../src/edges/log/kafka/kafka-log.ts'
import { handoverMsMax, logContract } from '../edges/log/contract.ts'
import { kafkaOrSkip, stopKafka } from './kafka-for-tests.ts'

afterAll(stopKafka)

logContract('Kafka', async (skip) => {
  const broker = await kafkaOrSkip(skip)
  const log = await openKafkaLog({
    brokers: broker.brokers,
    clientId: 'countermand-test',
    notice: () => {},
    handoverMsMax,
    sessionMsMax: 6000,
    heartbeatEveryMs: 300,
    watchEveryMs: 200,
  })
  return {
    log,
    async restart() {
      await broker.kill()
      await broker.restart()
      return log
    },
    close: () => log.close(),
  }
})
