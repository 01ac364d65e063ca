import { startKafka } from './kafka.ts'
import type { KafkaBroker } from './kafka-broker.ts'

let starting: ReturnType<typeof startKafka> | undefined

/** The broker of this test file, started when the first test asks for it. A test that cannot have one is skipped,
 *  and says why. */
export async function kafkaOrSkip(skip: (reason: string) => never): Promise<KafkaBroker> {
  starting ??= startKafka()
  const broker = await starting
  if (!('missing' in broker)) return broker
  console.warn(`skipped, no Kafka here: ${broker.missing}`)
  return skip(`no Kafka here: ${broker.missing}`)
}

export async function stopKafka(): Promise<void> {
  const broker = await starting
  if (broker !== undefined && !('missing' in broker)) await broker.stop()
}
