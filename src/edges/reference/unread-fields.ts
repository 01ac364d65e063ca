import { isFields } from '../../core/change/read-field.ts'
import { hintOf } from '../../core/spelling/nearest.ts'
import type { Keyed, TableKind } from './table-kind.ts'

/** A feed that names more things than these has its own reasons, and needs no list of them. */
const toldMax = 20

/** Tells once of each field that records have and their table does not. Such a field may be the platform's own; but a
 *  misspelt `leavesAt` would else read as "nobody knows when they leave", without a word.
 *    {"id":"st-12","hireAt":…} -> `hireAt` is not read: did you mean "hiredAt"? */
export function watchFields(
  { fields }: Pick<TableKind<Keyed, never>, 'fields'>,
  tell: (says: string) => void,
): (record: unknown) => void {
  const known: ReadonlySet<string> = new Set(fields)
  const told = new Set<string>()
  return (record) => {
    if (told.size >= toldMax || !isFields(record)) return
    for (const name in record) {
      if (known.has(name) || told.has(name) || told.size >= toldMax) continue
      told.add(name)
      tell(`\`${name.slice(0, nameLengthMax)}\` is not read: ${hintOf(name, fields)}`)
    }
  }
}

const nameLengthMax = 100
