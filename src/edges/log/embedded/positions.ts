import type { DatabaseSync } from 'node:sqlite'
import type { Position, Subscription } from '../../../ports/log.ts'
import type { Notify } from '../../../ports/notice.ts'
import type { Partition } from './partitions.ts'
import type { Records } from './records.ts'
import type { Writes } from './writes.ts'

/** How far each group has read. */
export interface Positions {
  /** Where a group goes on in a partition. A group that has not been here yet begins where it asked to, and
   *  that place is kept, so that nothing appended until its first commit is passed over. */
  start(subscription: Subscription, partition: Partition): number
  /** Durable when it resolves. `check` throws if the positions may not be committed. */
  commit(group: string, positions: readonly Position[], check: () => void): Promise<void>
}

export function openPositions(
  file: DatabaseSync,
  records: Records,
  writes: Writes,
  notice: Notify,
): Positions {
  const select = file.prepare(
    'SELECT offset FROM positions WHERE group_name = ? AND topic = ? AND partition = ?',
  )
  const upsert = file.prepare(
    `INSERT INTO positions (group_name, topic, partition, offset) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET offset = excluded.offset`,
  )

  return {
    start({ group, from }, one) {
      const { topic, partition } = one
      const earliest = records.firstOffset(one)
      const found = select.get(group, topic, partition)
      if (found === undefined) {
        if (from === 'start') return earliest
        upsert.run(group, topic, partition, one.nextOffset)
        return one.nextOffset
      }
      const wanted = Number(found.offset)
      // On a compacted topic older records are gone by design, not missed.
      if (wanted >= earliest || one.compacted) return Math.max(wanted, earliest)
      notice({ kind: 'RecordsMissed', group, topic, partition, wanted, earliest })
      return earliest
    },
    async commit(group, positions, check) {
      await writes.submit({
        sizeBytes: positions.length * 64,
        run() {
          check()
          for (const { topic, partition, offset } of positions) upsert.run(group, topic, partition, offset)
        },
      })
    },
  }
}
