import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { EdgeError } from '../../../ports/edge-error.ts'
import type { TopicSpec } from '../../../ports/log.ts'

/** The partitions of the file, and how far each has come. */
export interface Partitions {
  create(topics: readonly TopicSpec[]): void
  of(topic: string): readonly Partition[]
  all(): readonly Partition[]
  /** What was written is durable: from now on it may be read. */
  settle(): void
  /** Reads the ends from the file again, after a transaction that failed. */
  reload(): void
}

export interface Partition {
  readonly id: number
  readonly topic: string
  readonly partition: number
  readonly compacted: boolean
  readonly retentionMs: number
  /** After the last record that is durable: nobody reads further, for what comes then a power cut may take back. */
  nextOffset: number
  /** After the last record in the file, on its way to the disk. */
  writtenTo: number
  /** Up to here each key was looked for behind its later records. */
  cleanedTo: number
}

// Ids are safe integers: 2^13 partitions of 2^40 records each fill the 53 bits.
const offsetsMax = 2 ** 40
const partitionsMax = 2 ** 13 - 1

export const recordId = (partition: Partition, offset: number) => partition.id * offsetsMax + offset
export const offsetOf = (partition: Partition, id: number) => id - partition.id * offsetsMax

export function openPartitions(file: DatabaseSync): Partitions {
  const select = file.prepare(
    `SELECT id, topic, partition, compacted, retention_ms AS retentionMs, next_offset AS nextOffset,
       cleaned_to AS cleanedTo
     FROM partitions JOIN topics ON topics.name = partitions.topic ORDER BY topic, partition`,
  )
  const insertTopic = file.prepare('INSERT INTO topics (name, compacted, retention_ms) VALUES (?, ?, ?)')
  const insertPartition = file.prepare('INSERT INTO partitions (topic, partition) VALUES (?, ?)')
  const byTopic = new Map<string, Partition[]>()
  const byId = new Map<number, Partition>()

  /** What is being read and written holds the objects that are known already: they stay. */
  function load(): void {
    for (const row of select.all()) {
      const partition = partitionFrom(row)
      if (byId.has(partition.id)) continue
      byId.set(partition.id, partition)
      byTopic.set(partition.topic, [...(byTopic.get(partition.topic) ?? []), partition])
    }
  }

  function createOne(topic: TopicSpec): void {
    const standing = byTopic.get(topic.name)
    if (standing === undefined) {
      insertTopic.run(topic.name, topic.compacted ? 1 : 0, topic.retentionMs)
      for (let partition = 0; partition < topic.partitions; partition++) {
        const { lastInsertRowid } = insertPartition.run(topic.name, partition)
        if (lastInsertRowid > partitionsMax) {
          throw refused(`the embedded log holds at most ${partitionsMax} partitions`)
        }
      }
    } else if (standing.length !== topic.partitions) {
      throw refused(
        `topic ${topic.name} has ${standing.length} partitions, and ${topic.partitions} are asked for`,
      )
    }
  }

  load()
  return {
    create(topics) {
      file.exec('BEGIN')
      try {
        for (const topic of topics) createOne(topic)
        file.exec('COMMIT')
      } catch (cause) {
        if (file.isTransaction) file.exec('ROLLBACK')
        throw cause
      }
      load()
    },
    of(topic) {
      const found = byTopic.get(topic)
      if (found === undefined) throw refused(`topic ${topic} does not exist`)
      return found
    },
    all: () => [...byId.values()],
    settle() {
      for (const partition of byId.values()) partition.nextOffset = partition.writtenTo
    },
    reload() {
      for (const row of select.all()) {
        const partition = byId.get(Number(row.id))
        if (partition === undefined) continue
        partition.nextOffset = Number(row.nextOffset)
        partition.writtenTo = partition.nextOffset
      }
    },
  }
}

function partitionFrom(row: Record<string, SQLOutputValue>): Partition {
  return {
    id: Number(row.id),
    topic: String(row.topic),
    partition: Number(row.partition),
    compacted: row.compacted === 1,
    retentionMs: Number(row.retentionMs),
    nextOffset: Number(row.nextOffset),
    writtenTo: Number(row.nextOffset),
    cleanedTo: Number(row.cleanedTo),
  }
}

export function refused(says: string): EdgeError {
  return new EdgeError('log-refused', says, { retryable: false })
}
