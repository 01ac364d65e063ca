// A member of a group that is stopped from outside while it handles a batch, and says what it finds when it wakes.
import { openKafkaLog } from '../../src/edges/log/kafka/kafka-log.ts'
import { EdgeError } from '../../src/ports/edge-error.ts'

const { brokers, topic, group, topics, from, ...timing } = JSON.parse(process.env.ZOMBIE ?? '{}')
const log = await openKafkaLog({ brokers, clientId: 'zombie', notice: () => {}, ...timing })
const membership = await log.join({
  group,
  topics,
  from,
  async handle(batch) {
    const { partition } = batch
    console.log(`holds ${partition} current ${batch.isCurrent()}`)
    await stoppedAndWoken()
    console.log(`woke ${partition} current ${batch.isCurrent()}`)
    const committed = membership.commit([{ topic, partition, offset: 1 }])
    const outcome = await committed.then(
      () => 'taken',
      (error: unknown) => (error instanceof EdgeError ? error.code : String(error)),
    )
    console.log(`commit ${outcome}`)
  },
})

/** Short sleeps that take far longer than asked for: this process did not run. */
async function stoppedAndWoken(): Promise<void> {
  for (;;) {
    const before = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 10))
    if (performance.now() - before > 1000) return
  }
}
