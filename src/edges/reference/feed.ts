import type { Clock } from '../../ports/clock.ts'
import type { Notify } from '../../ports/notice.ts'
import type { HeldTable } from './held-table.ts'
import type { Snapshot } from './snapshot.ts'

/** What keeps a table up to date, from a file or a topic. */
export interface FeedOptions<Table> {
  readonly held: HeldTable<Table>
  readonly snapshot: Snapshot
  readonly clock: Clock
  readonly notice: Notify
  /** A load with fewer rows than the last good one, by more than this share of them, is refused. */
  readonly shrinkShareMax: number
  readonly lookEveryMs?: number
}
