import type { Row, RowOf, View } from './protocol.ts'

/** One view with one filter, as one person sees it: the rows as they stand, and a ring of the latest operations
 *  from which a reader who was away can catch up without a hole.
 *
 *  `put` and `del` only note what is to be said; `flush` gives each noted operation the next sequence number
 *  and packs them into frames. Of several operations on one id between two flushes only the last is said:
 *  that costs up to one flush interval and saves most frames. Every row is made into JSON once, whatever the
 *  number of people. It begins with `standing`, as of `from`. */
export function openFeed(view: View, standing: Iterable<StoredRow> = [], from = 0): Feed {
  const rows = new Map([...standing].map((row) => [row.id, row]))
  const pending = new Map<string, string>()
  const ring: RingOp[] = []
  /** Where the ring begins: what lies before it is let go of now and then. */
  let head = 0
  let seq = from

  return {
    view,
    seq: () => seq,
    rows: () => [...rows.values()],
    has: (id) => rows.has(id),
    put(row) {
      const { id, v, op } = row
      const known = rows.get(id)
      if (known !== undefined && known.v >= v) return
      rows.set(id, row)
      pending.delete(id)
      pending.set(id, op)
    },
    del(id) {
      if (!rows.delete(id)) return
      pending.delete(id)
      pending.set(id, JSON.stringify({ op: 'del', id }))
    },
    forget: (id) => void rows.delete(id),
    flush(now) {
      if (pending.size === 0) return []
      const ops = [...pending.values()].map((json): RingOp => ({ seq: ++seq, at: now, json }))
      pending.clear()
      ring.push(...ops)
      head = Math.max(head, ring.length - ringOpsMax)
      while (head < ring.length && (ring[head]?.at ?? now) < now - ringAgeMsMax) head++
      if (head > looseOpsMax) ring.splice(0, head)
      if (head > looseOpsMax) head = 0
      return pack(view, ops)
    },
    since(last) {
      if (last === seq) return []
      if (last > seq) return undefined
      const first = last + 1 - (ring[0]?.seq ?? Infinity)
      return first < head ? undefined : pack(view, ring.slice(first))
    },
  }
}

export interface Feed {
  readonly view: View
  /** The number of the last operation that was said. */
  seq(): number
  /** The rows as of `seq`, if nothing is noted since the last flush. */
  rows(): readonly StoredRow[]
  has(id: string): boolean
  put(row: StoredRow): void
  del(id: string): void
  /** The row leaves on both sides by a rule that the page knows too: nothing is said. */
  forget(id: string): void
  flush(now: number): readonly Frame[]
  /** What was said after `last`, or undefined where the ring no longer knows. */
  since(last: number): readonly Frame[] | undefined
}

export type AnyRow = Row<RowOf[View]>

export interface StoredRow {
  readonly id: string
  readonly v: number
  readonly json: string
  /** The operation that puts it. */
  readonly op: string
}

export function stored({ id, v, row }: AnyRow): StoredRow {
  const json = JSON.stringify({ id, v, row } satisfies AnyRow)
  return { id, v, json, op: `{"op":"put",${json.slice(1)}` }
}

/** One delta, ready to be sent. */
export interface Frame {
  readonly from: number
  readonly to: number
  readonly text: string
}

interface RingOp {
  readonly seq: number
  readonly at: number
  readonly json: string
}

export const ringOpsMax = 10_000
export const ringAgeMsMax = 10 * 60_000
/** So many may lie before the beginning of the ring: to move all of it up for each would cost more than they do. */
const looseOpsMax = 1_000
/** Frames stay under 64 KiB, so that a phone on a bad line never waits long for the next one to begin. */
export const frameBytesMax = 64 * 1024

function pack(view: View, ops: readonly RingOp[]): Frame[] {
  return inChunks(ops, (op) => op.json).map((chunk) => {
    const from = chunk[0]?.seq ?? 0
    const to = chunk.at(-1)?.seq ?? 0
    const list = chunk.map((op) => op.json).join(',')
    return { from, to, text: `{"type":"delta","view":"${view}","from":${from},"to":${to},"ops":[${list}]}` }
  })
}

/** Runs of items whose JSON fits into one frame, with room for its head. */
export function inChunks<T>(items: readonly T[], jsonOf: (item: T) => string, itemsMax = Infinity): T[][] {
  const chunks: T[][] = []
  let bytes = Infinity
  for (const item of items) {
    const size = Buffer.byteLength(jsonOf(item)) + 1
    const chunk = chunks.at(-1)
    if (chunk === undefined || bytes + size > frameBytesMax - 256 || chunk.length >= itemsMax) {
      chunks.push([item])
      bytes = size
    } else {
      chunk.push(item)
      bytes += size
    }
  }
  return chunks
}
