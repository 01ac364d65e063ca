import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../ports/clock.ts'
import { type Partition, recordId } from './partitions.ts'

export interface RetentionOptions {
  readonly file: DatabaseSync
  readonly clock: Clock
  readonly partition: Partition
}

const biteRecordsMax = 500

/** Deletes what is older than the topic keeps, from the oldest on, a bite for each `next()`. */
export function* dropOld({ file, clock, partition }: RetentionOptions): Generator<void> {
  const remove = file.prepare(
    `DELETE FROM records WHERE at < ? AND id IN
       (SELECT id FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT ${biteRecordsMax})`,
  )
  const before = clock.now() - partition.retentionMs
  for (;;) {
    const { changes } = remove.run(before, recordId(partition, 0), recordId(partition, partition.nextOffset))
    if (changes < biteRecordsMax) return
    yield
  }
}
