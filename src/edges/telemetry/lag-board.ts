import type { Meters } from './meters.ts'
import { topicLabel } from './topic-label.ts'

/** The last lag seen of each partition. What nobody has reported for a while went to another instance, which
 *  reports it there: a gauge left standing would show a lag that nobody can work off. */
export interface LagBoard {
  saw(topic: string, partition: number, records: number): void
  /** Sets the gauge to what is fresh. */
  show(meters: Meters): void
}

const staleMsMax = 60_000
/** Topics times partitions; what comes after is not shown. */
const rowsMax = 4_096

export function openLagBoard(monotonicMs: () => number): LagBoard {
  const rows = new Map<string, { topic: string; partition: number; records: number; seenAtMs: number }>()
  const dropStale = () => {
    for (const [key, row] of rows) if (monotonicMs() - row.seenAtMs > staleMsMax) rows.delete(key)
  }
  return {
    saw: (topic, partition, records) => {
      const key = `${topic}/${partition}`
      if (!rows.has(key) && rows.size >= rowsMax) dropStale()
      if (rows.has(key) || rows.size < rowsMax)
        rows.set(key, { topic, partition, records, seenAtMs: monotonicMs() })
    },
    show: (meters) => {
      dropStale()
      meters.clear('countermand_lag_records')
      for (const { topic, partition, records } of rows.values())
        meters.set('countermand_lag_records', records, {
          topic: topicLabel(topic),
          partition: String(partition),
        })
    },
  }
}
