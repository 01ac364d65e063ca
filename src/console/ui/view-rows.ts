import type { DeltaOf, Row, RowOf, SnapshotOf, View } from '../live/protocol.ts'

/** One view of the live feed on the page's side: its rows, and the number up to which they are complete.
 *  Pure, so that what happens on a hole or a late duplicate can be told without a browser. */
export interface ViewRows<V extends View> {
  readonly view: V
  /** The last number applied; undefined until the first snapshot is complete. */
  readonly seq: number | undefined
  readonly rows: ReadonlyMap<string, Row<RowOf[V]>>
  /** Pages of a snapshot that is still coming in. */
  readonly pages: readonly SnapshotOf<V>[]
}

export function noRows<V extends View>(view: V): ViewRows<V> {
  return { view, seq: undefined, rows: new Map(), pages: [] }
}

/** Takes one page; the last one replaces all rows at once, so that nobody sees half a queue. */
export function takePage<V extends View>(known: ViewRows<V>, page: SnapshotOf<V>): ViewRows<V> {
  const pages = page.page === 1 ? [page] : [...known.pages, page]
  if (page.page < page.of) return { ...known, pages }
  const rows = new Map(pages.flatMap((page) => page.rows).map((row) => [row.id, row]))
  return { ...known, rows, pages: [], seq: page.asOfSeq }
}

/** Takes one delta, or says `hole` where something is missing before it. */
export function takeDelta<V extends View>(known: ViewRows<V>, delta: DeltaOf<V>): ViewRows<V> | 'hole' {
  if (known.seq === undefined || delta.from > known.seq + 1) return 'hole'
  if (delta.to <= known.seq) return known
  const rows = new Map(known.rows)
  for (const op of delta.ops) {
    if (op.op === 'del') rows.delete(op.id)
    else if ((rows.get(op.id)?.v ?? -1) < op.v) rows.set(op.id, { id: op.id, v: op.v, row: op.row })
  }
  return { ...known, rows, seq: delta.to }
}
