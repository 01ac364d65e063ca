import { EdgeError } from '../../../ports/edge-error.ts'
import type { LentLog, LogRecord, Membership, Reading } from '../../../ports/log.ts'
import type { Borrower, Lender, PackedLogRecords } from './lent-words.ts'
import { packValues, unpackValues } from './packed-values.ts'

/** Lends a log of this process to another thread, which has no way to it of its own: the embedded log's file has one
 *  holder. A slow borrower holds nobody up but itself. */
export function lendLog(log: LentLog, borrower: Borrower): Lender & { close(): Promise<void> } {
  const readings = new Map<number, Reading & Partial<Pick<Membership, 'commit'>>>()

  function keep(reading: number, opened: Reading): void {
    readings.set(reading, opened)
    opened.ended.then(
      () => borrower.ended(reading),
      (failure: unknown) => borrower.ended(reading, failure),
    )
  }

  return {
    append: (topic, packed) => {
      const values = unpackValues(packed)
      return log.append(
        topic,
        packed.records.map((record, nth) => ({ ...record, value: values[nth] ?? null })),
      )
    },
    async tail(reading, topics) {
      keep(reading, await log.tail(topics, (records) => borrower.take(reading, pack(records))))
    },
    async join(reading, subscription) {
      const membership = await log.join({
        ...subscription,
        assigned: (partition) => borrower.assigned(reading, partition),
        lost: (partition) => borrower.lost(reading, partition),
        async handle(batch) {
          const { topic, partition, endOffset } = batch
          await borrower.handle(reading, { ...pack(batch.records), topic, partition, endOffset })
        },
      })
      keep(reading, membership)
    },
    async commit(reading, positions) {
      const membership = readings.get(reading)
      if (membership?.commit === undefined)
        throw new EdgeError('log-refused', `reading ${reading} is no membership`, { retryable: false })
      await membership.commit(positions)
    },
    async stopReading(reading) {
      await readings.get(reading)?.stop()
      readings.delete(reading)
    },
    async close() {
      await Promise.all([...readings.values()].map((reading) => reading.stop()))
    },
  }
}

function pack(records: readonly LogRecord[]): PackedLogRecords {
  return { ...packValues(records), records: records.map(({ value: _packed, ...record }) => record) }
}
