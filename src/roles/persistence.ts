import { setTimeout as pause } from 'node:timers/promises'
import { EdgeError } from '../ports/edge-error.ts'
import type { Notify } from '../ports/notice.ts'

const pauseMsMin = 50
const pauseMsMax = 2_000

/** Tries a write until it is durable, as long as the partition is ours: what was learned from these changes is
 *  already in memory, so going on without their outputs would lose alerts. Returns false when the partition
 *  went to somebody else, who assesses the same changes again. Throws what waiting cannot mend. */
export async function untilDurable(
  write: () => Promise<void>,
  holder: { isCurrent(): boolean; heartbeat?(): Promise<void> },
  notice: Notify,
): Promise<boolean> {
  for (let pauseMs = pauseMsMin; holder.isCurrent(); pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
    try {
      await write()
      return true
    } catch (cause) {
      if (!holder.isCurrent()) return false
      if (!(cause instanceof EdgeError && cause.retryable)) throw cause
      notice({ kind: 'LogTrouble', what: 'a write is tried again', cause })
    }
    await pause(pauseMs)
    // A broker that is away refuses heartbeats too; the next attempt finds out whether the partition is ours.
    await holder.heartbeat?.().catch(() => {})
  }
  return false
}
