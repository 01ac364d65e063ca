import type { LogRecord } from '../../../ports/log.ts'
import type { Handed } from '../lane.ts'

/** What was fetched for one partition number and waits for its lane. At most one fetch of each topic waits while
 *  another is in hand, so the memory held is bounded by the size of a fetch. */
export interface Feed {
  readonly topics: readonly string[]
  /** Where reading begins. Before that nothing is taken. */
  begin(topic: string, offset: number): void
  hasBegun(topic: string): boolean
  /** Takes the records that were not taken before: after a new sharing-out kafkajs fetches some again. */
  offer(topic: string, records: readonly LogRecord[], nextOffset: number, endOffset: number): void
  /** There was nothing to hand out up to here: markers of transactions, or holes of compaction. */
  pass(topic: string, nextOffset: number): void
  isFull(): boolean
  /** Resolves when something more may be offered. */
  room(): Promise<void>
  next(ending: AbortSignal): Promise<Handed | undefined>
  /** The next offsets to fetch and to hand out, by topic. */
  fetched(): ReadonlyMap<string, number>
  handed(): ReadonlyMap<string, number>
}

export function createFeed(topics: readonly string[]): Feed {
  const waiting: Handed[] = []
  const fetched = new Map<string, number>()
  const handed = new Map<string, number>()
  let offered = Promise.withResolvers<void>()
  let taken = Promise.withResolvers<void>()

  return {
    topics,
    begin(topic, offset) {
      fetched.set(topic, offset)
      handed.set(topic, offset)
    },
    hasBegun: (topic) => fetched.has(topic),
    offer(topic, records, nextOffset, endOffset) {
      const from = fetched.get(topic) ?? 0
      const fresh = records.filter(({ offset }) => offset >= from)
      if (fresh.length === 0) return
      fetched.set(topic, nextOffset)
      waiting.push({ topic, records: fresh, endOffset })
      offered.resolve()
    },
    pass(topic, nextOffset) {
      const from = fetched.get(topic)
      if (from === undefined || from >= nextOffset) return
      fetched.set(topic, nextOffset)
      if (waiting.length === 0) handed.set(topic, nextOffset)
    },
    isFull: () => waiting.length > 0,
    async room() {
      while (waiting.length > 0) await taken.promise
    },
    async next(ending) {
      const stop = () => offered.resolve()
      ending.addEventListener('abort', stop, { once: true })
      while (waiting.length === 0 && !ending.aborted) {
        await offered.promise
        offered = Promise.withResolvers()
      }
      ending.removeEventListener('abort', stop)
      if (ending.aborted) waiting.length = 0
      const next = waiting.shift()
      if (next !== undefined) handed.set(next.topic, (next.records.at(-1)?.offset ?? 0) + 1)
      if (waiting.length === 0) for (const [topic, offset] of fetched) handed.set(topic, offset)
      taken.resolve()
      taken = Promise.withResolvers()
      return next
    },
    fetched: () => fetched,
    handed: () => handed,
  }
}
