import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Log, LogRecord, Membership, Subscription, TopicSpec } from '../../../src/ports/log.ts'

export interface Collected {
  readonly membership: Membership
  readonly records: LogRecord[]
  /** The partitions it has now. */
  readonly assigned: Set<number>
}

/** A member that remembers what it was given, and notes in `order` what came in an order that it must not. */
export async function collect(
  log: Log,
  subscription: Omit<Subscription, 'handle'>,
  order: string[] = [],
  name = '',
): Promise<Collected> {
  const records: LogRecord[] = []
  const assigned = new Set<number>()
  const membership = await log.join({
    ...subscription,
    async assigned(partition) {
      if (assigned.has(partition)) order.push(`wrong: ${name} was given ${partition} twice`)
      assigned.add(partition)
      order.push(`assigned ${name} ${partition}`)
    },
    lost(partition) {
      if (!assigned.delete(partition)) order.push(`wrong: ${name} lost ${partition} and never had it`)
      order.push(`lost ${name} ${partition}`)
    },
    async handle(batch) {
      if (!assigned.has(batch.partition)) order.push(`wrong: ${name} reads ${batch.partition} too early`)
      records.push(...batch.records)
    },
  })
  return { membership, records, assigned }
}

export async function readAll(log: Log, topic: string, partitions: number): Promise<LogRecord[]> {
  const read: LogRecord[] = []
  for (let partition = 0; partition < partitions; partition++) {
    await log.readToEnd(topic, partition, (records) => void read.push(...records))
  }
  return read
}

export function record(key: string, value: string) {
  return { key, value: Buffer.from(value) }
}

export function plain(name: string, partitions: number): TopicSpec {
  return { name, partitions, compacted: false, retentionMs: 3_600_000 }
}

export function valuesOf(records: readonly LogRecord[]): string[] {
  return records.map(({ value }) => String(value))
}

export function codeOf(error: unknown): string {
  return error instanceof EdgeError ? error.code : String(error)
}
