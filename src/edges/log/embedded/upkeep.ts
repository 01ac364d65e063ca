import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../ports/clock.ts'
import type { Notify } from '../../../ports/notice.ts'
import { pause } from '../waiting.ts'
import { compact } from './compaction.ts'
import { fileFailed } from './log-file.ts'
import type { Partitions } from './partitions.ts'
import { dropOld } from './retention.ts'

export interface UpkeepSettings {
  readonly upkeepEveryMs: number
  /** A record younger than this is kept beside its successors on a compacted topic. */
  readonly compactionLagMs: number
  /** A record without a value is kept this long, for readers that have yet to see that the key is gone. */
  readonly tombstoneMs: number
  /** Fewer records than this are not worth a pass. */
  readonly compactAfterRecords: number
}

export const upkeepDefaults: UpkeepSettings = {
  upkeepEveryMs: 30_000,
  compactionLagMs: 60_000,
  tombstoneMs: 24 * 60 * 60_000,
  compactAfterRecords: 1000,
}

export interface UpkeepOptions extends Partial<UpkeepSettings> {
  readonly file: DatabaseSync
  readonly partitions: Partitions
  readonly clock: Clock
  readonly notice: Notify
}

/** A pass over each partition, again and again: old records leave, and compacted topics keep the last of each
 *  key. In small bites, with a pause after each, so that nobody waits long for the file. */
export function startUpkeep(options: UpkeepOptions): { stop(): void } {
  const settings = { ...upkeepDefaults, ...withoutUndefined(options) }
  const stopping = new AbortController()
  const { signal } = stopping
  const bite = () => pause(biteEveryMs, signal)

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await pause(settings.upkeepEveryMs, signal)
      for (const partition of options.partitions.all()) {
        if (signal.aborted) return
        const bites = partition.compacted
          ? compact({ ...options, ...settings, partition })
          : dropOld({ ...options, partition })
        try {
          while (!signal.aborted && !bites.next().done) await bite()
        } catch (cause) {
          const what = `upkeep of ${partition.topic}/${partition.partition}`
          options.notice({ kind: 'LogTrouble', what, cause: fileFailed(cause) })
        }
      }
    }
  }

  void run()
  return { stop: () => stopping.abort() }
}

/** At 2 to 4 ms a bite, upkeep takes less than half of the process while it runs. */
const biteEveryMs = 5

function withoutUndefined(settings: Partial<UpkeepSettings>): Partial<UpkeepSettings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}
