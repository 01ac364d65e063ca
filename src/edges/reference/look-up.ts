import { LRUCache } from 'lru-cache'
import { isFaults } from '../../core/reference/staff-record.ts'
import { keyOf, type Version } from '../../core/reference/versions.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Notify } from '../../ports/notice.ts'
import type { LookUpOutcome } from '../../ports/reference.ts'
import { request } from '../platform/http-request.ts'
import { openCircuit } from './circuit.ts'
import type { Keyed, TableKind } from './table-kind.ts'
import { watchFields } from './unread-fields.ts'

export interface LookUpOptions {
  /** With `{id}`, and `{source}` where it is wanted. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The longest that a batch of changes waits for all its answers together. */
  readonly waitMsMax: number
  readonly clock: Clock
  readonly notice: Notify
}

/** Asks a service for one record at a time, and remembers the answers for some minutes. The service answers 200 with
 *  the record, `validFrom` in it, or 404. What is not answered in time is unknown for this batch, and there for the
 *  next one that wants it. */
export interface LookUp<Entry> {
  /** Sees to it that what can be known of these is in the cache. `undefined` where nothing has to be waited for. */
  ask(wanted: Iterable<Keyed>): Promise<void> | undefined
  asOf(source: string, id: string, at: number): Entry | undefined
}

/** Answers held: some 100 MB of records at most. */
const cachedMax = 100_000
const foundMs = 300_000
/** Shorter: whoever is new may be in the records a minute later. */
const noneMs = 60_000
const atOnceMax = 16
const timeoutMs = 2_000

export function openLookUp<Entry extends Keyed & Version>(
  kind: Pick<TableKind<Entry, never>, 'name' | 'fields' | 'read'>,
  options: LookUpOptions,
): LookUp<Entry> {
  const { clock, notice, waitMsMax } = options
  const cache = new LRUCache<string, Answer<Entry>>({ max: cachedMax, ttl: foundMs })
  const circuit = openCircuit(() => clock.monotonicMs())
  const watch = watchFields(kind, (says) => notice({ kind: 'ReferenceFieldUnread', table: kind.name, says }))
  const underWay = new Map<string, Promise<void>>()

  async function askOne(key: string, { source, id }: Keyed): Promise<void> {
    const url = options.url
      .replaceAll('{id}', encodeURIComponent(id))
      .replaceAll('{source}', encodeURIComponent(source ?? ''))
    const answer = await request({ method: 'GET', url, headers: options.headers }, timeoutMs)
    const outcome = typeof answer === 'string' ? 'failed' : take(key, id, answer)
    circuit.heard(outcome !== 'failed')
    told(outcome, 1)
  }

  function take(key: string, id: string, answer: { status: number; json: unknown }): LookUpOutcome {
    if (answer.status === 404) {
      cache.set(key, { record: undefined }, { ttl: noneMs })
      return 'none'
    }
    if (answer.status !== 200) return 'failed'
    watch(answer.json)
    const record = kind.read(answer.json)
    // An answer about somebody else must not be believed of this one.
    const wrong = isFaults(record)
      ? record[0]
      : record.id === id
        ? undefined
        : { at: 'id', says: 'another one' }
    if (wrong !== undefined || isFaults(record)) {
      notice({
        kind: 'ReferenceUnreadable',
        table: kind.name,
        says: `an answer: ${wrong?.at}: ${wrong?.says}`,
      })
      return 'failed'
    }
    cache.set(key, { record })
    return 'found'
  }

  /** So many at once, over all batches that wait. */
  async function askAll(queue: Keyed[]): Promise<void> {
    const deadline = clock.monotonicMs() + waitMsMax
    const worker = async () => {
      while (clock.monotonicMs() < deadline && queue.length > 0 && circuit.mayAsk()) {
        const one = queue.pop()
        if (one === undefined) return
        const key = keyOf(one.source, one.id)
        const asking = underWay.get(key) ?? askOne(key, one).finally(() => underWay.delete(key))
        underWay.set(key, asking)
        await asking
      }
    }
    const workers = Math.min(queue.length, atOnceMax - underWay.size)
    await withinMs(Promise.all(Array.from({ length: workers }, worker)), waitMsMax)
    told('not-asked', queue.length)
  }

  function ask(wanted: Iterable<Keyed>): Promise<void> | undefined {
    const queue = new Map<string, Keyed>()
    let cached = 0
    for (const one of wanted) {
      const key = keyOf(one.source, one.id)
      if (cache.has(key)) cached += 1
      else queue.set(key, one)
    }
    told('cached', cached)
    return queue.size === 0 ? undefined : askAll([...queue.values()])
  }

  function told(outcome: LookUpOutcome, count: number): void {
    if (count > 0) notice({ kind: 'ReferenceAsked', table: kind.name, outcome, count })
  }

  return {
    ask,
    asOf(source, id, at) {
      const record = cache.get(keyOf(source, id))?.record
      return record !== undefined && record.validFrom <= at ? record : undefined
    },
  }
}

interface Answer<Entry> {
  readonly record: Entry | undefined
}

async function withinMs(work: Promise<unknown>, ms: number): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, ms)
  await Promise.race([work, late.promise])
  clearTimeout(timer)
}
