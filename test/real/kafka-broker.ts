/** A real broker for a test. */
export interface KafkaBroker {
  readonly brokers: readonly string[]
  /** Where it came from, in words, for the output of the tests. */
  readonly from: string
  /** Ends it as the operating system would: without any farewell. */
  kill(): Promise<void>
  /** Starts it again on the same ports and the same data, after `kill` or while it runs. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export const kafkaVersion = '4.1.1'

/** One broker alone, quick to share a group out anew, and quickly back after it was killed. */
export const testSettings: readonly (readonly [string, string])[] = [
  ['auto.create.topics.enable', 'false'],
  ['offsets.topic.replication.factor', '1'],
  ['transaction.state.log.replication.factor', '1'],
  ['share.coordinator.state.topic.replication.factor', '1'],
  ['transaction.state.log.min.isr', '1'],
  ['share.coordinator.state.topic.min.isr', '1'],
  ['offsets.topic.num.partitions', '1'],
  ['transaction.state.log.num.partitions', '1'],
  ['group.initial.rebalance.delay.ms', '0'],
  ['group.min.session.timeout.ms', '1000'],
  ['log.cleaner.dedupe.buffer.size', '2097152'],
  ['log.cleaner.backoff.ms', '200'],
  ['log.retention.check.interval.ms', '500'],
  ['broker.session.timeout.ms', '1500'],
  ['broker.heartbeat.interval.ms', '300'],
]
