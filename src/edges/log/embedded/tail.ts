import type { LogRecord, Reading } from '../../../ports/log.ts'
import type { Notify } from '../../../ports/notice.ts'
import { createEnding } from '../ending.ts'
import { tryUntilDone } from '../trying.ts'
import { breathe } from '../waiting.ts'
import type { Partition } from './partitions.ts'
import { createReader } from './reader.ts'
import type { Records } from './records.ts'
import type { Tidings } from './tidings.ts'

export interface TailOptions {
  readonly partitions: readonly Partition[]
  readonly take: (records: readonly LogRecord[]) => void | Promise<void>
  readonly records: Records
  readonly tidings: Tidings
  readonly notice: Notify
}

/** Reads what is appended from now on. A slow reader holds nobody: the records wait for it in the file. */
export function openTail({ partitions, take, records, tidings, notice }: TailOptions): Reading {
  const ending = createEnding(
    `the tail of ${partitions.map(({ topic, partition }) => `${topic}/${partition}`).join()}`,
    notice,
  )
  const stopping = new AbortController()
  const reader = createReader(records, tidings)
  reader.set(partitions.map((one) => [one, one.nextOffset]))

  async function run(): Promise<void> {
    const trying = { ending: stopping.signal, notice }
    for (;;) {
      const handed = await tryUntilDone('reading a tail', () => reader.next(stopping.signal), trying)
      if (handed === undefined) return
      await tryUntilDone('taking a tail', async () => take(handed.records), trying)
      await breathe()
    }
  }

  run().then(ending.end, ending.fail)
  return {
    ended: ending.ended,
    async stop() {
      stopping.abort()
      await ending.settled
    },
  }
}
