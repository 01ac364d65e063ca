import type { LentLog, LogRecord, Reading, Subscription } from '../../../ports/log.ts'
import type { Borrower, Lender, PackedLogRecords } from './lent-words.ts'
import { packValues, unpackValues } from './packed-values.ts'

/** A log that another thread holds. Whether a batch is current is known here as soon as its owner has said so; a commit
 *  for a partition that is lost is refused there. */
export function borrowLog(lender: Lender): { readonly log: LentLog; readonly borrower: Borrower } {
  const readings = new Map<number, Borrowed>()
  let next = 0

  async function open(what: What, begin: (reading: number) => Promise<void>): Promise<Borrowed> {
    const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>()
    // Its owner has said so already.
    ended.catch(() => {})
    const reading = next++
    const opened: Borrowed = {
      ...what,
      ended,
      end,
      fail,
      held: new Set(),
      stop: () => lender.stopReading(reading),
      commit: (positions) => lender.commit(reading, positions),
    }
    // Its first records may be here before the answer is.
    readings.set(reading, opened)
    try {
      await begin(reading)
    } catch (cause) {
      readings.delete(reading)
      throw cause
    }
    return opened
  }

  return {
    log: {
      append: (topic, added) =>
        lender.append(topic, {
          ...packValues(added),
          records: added.map(({ value: _packed, ...record }) => record),
        }),
      tail: (topics, take) =>
        open({ take: async (records) => take(records) }, (reading) => lender.tail(reading, topics)),
      join: (subscription) => {
        const { group, topics, from } = subscription
        return open({ subscription }, (reading) => lender.join(reading, { group, topics, from }))
      },
    },
    borrower: {
      take: async (reading, packed) => readings.get(reading)?.take?.(unpack(packed)),
      async assigned(reading, partition) {
        const opened = readings.get(reading)
        opened?.held.add(partition)
        await opened?.subscription?.assigned?.(partition)
      },
      async handle(reading, { topic, partition, endOffset, ...packed }) {
        const opened = readings.get(reading)
        await opened?.subscription?.handle({
          topic,
          partition,
          endOffset,
          records: unpack(packed),
          // This thread holds nobody else's membership up.
          heartbeat: async () => {},
          isCurrent: () => opened.held.has(partition),
        })
      },
      lost(reading, partition) {
        const opened = readings.get(reading)
        opened?.held.delete(partition)
        opened?.subscription?.lost?.(partition)
      },
      ended(reading, failure) {
        const opened = readings.get(reading)
        // After a failure it still has to hear which partitions it has lost.
        if (failure !== undefined) return opened?.fail(failure)
        readings.delete(reading)
        opened?.end()
      },
    },
  }
}

interface What {
  readonly take?: (records: readonly LogRecord[]) => Promise<void>
  readonly subscription?: Subscription
}

interface Borrowed extends What, Reading, Pick<Awaited<ReturnType<LentLog['join']>>, 'commit'> {
  readonly end: () => void
  readonly fail: (failure: unknown) => void
  /** Partitions that are ours now. */
  readonly held: Set<number>
}

function unpack(packed: PackedLogRecords): LogRecord[] {
  const values = unpackValues(packed)
  return packed.records.map((record, nth) => ({ ...record, value: values[nth] ?? null }))
}
