import type { ReferenceTable } from '../../core/reference/table.ts'
import { plainly } from '../../core/spelling/plainly.ts'
import type { Keyed, TableKind } from './table-kind.ts'

/** Counts rows of a file that say otherwise of the same id and moment than a row before them. Nobody can tell which is
 *  right: the later counts, and that there were such is told at the end.
 *    a,employee then a,contractor -> told      a,employee twice -> nothing      a,employee from another day -> nothing */
export function watchContradictions<Entry extends Keyed, Table extends ReferenceTable<Entry>>(
  { heldAt }: Pick<TableKind<Entry, Table>, 'heldAt'>,
  tell: (says: string) => void,
): { see(table: Table, entry: Entry, line: number): void; end(): void } {
  let count = 0
  let first = ''
  return {
    see(table, entry, line) {
      const held = heldAt(table, entry)
      if (held === undefined || factsOf(held) === factsOf(entry)) return
      count += 1
      if (count === 1) first = `line ${line}, ${plainly(entry.id, 80)}`
    },
    end() {
      if (count === 0) return
      const [rows, counts] =
        count === 1 ? ['1 row says', 'counts'] : [`${count.toLocaleString('en-US')} rows say`, 'count']
      tell(`${rows} otherwise than an earlier row of the same id and validFrom, and ${counts}: ${first}`)
    },
  }
}

/** The key of a table says the source already, and a list without anything in it is no list. */
function factsOf(entry: object): string {
  const facts = Object.entries(entry).filter(
    ([name, value]) =>
      name !== 'source' && value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return JSON.stringify(facts.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
