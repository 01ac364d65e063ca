import { afterAll, describe, test } from 'vitest'
import { openKafkaLog } from '../../src/edges/log/kafka/kafka-log.ts'
import type { Notice } from '../../src/ports/notice.ts'
import { handoverMsMax, logContract } from '../edges/log/contract.ts'
import { type KafkaBroker, startKafka } from './kafka.ts'

const kafka = await startKafka()

if ('missing' in kafka) {
  describe('The Kafka log', () => {
    test('keeps the contract on a real broker', (context) => {
      console.warn(`skipped: no Kafka here: ${kafka.missing}`)
      context.skip(`no Kafka here: ${kafka.missing}`)
    })
  })
} else {
  withBroker(kafka)
}

function withBroker(broker: KafkaBroker): void {
  afterAll(() => broker.stop())

  logContract('The Kafka log', async () => {
    const notices: Notice[] = []
    const log = await openKafkaLog({
      brokers: broker.brokers,
      clientId: 'countermand-test',
      notice: (notice) => notices.push(notice),
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
}
