import type { Happening } from '../../core/reversal/life.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { look } from './look.ts'
import { limitsFor, type Performing } from './performing.ts'

type Sighted = Extract<Happening, { kind: 'sighted' }>

/** Our own change came back, which shows that the account was restored, and not how much of it. So it is read once
 *  before that is said, as upon any look; after a settle a look comes anyway.
 *
 *  read right after                            -> said
 *  restored                                       seen restored, or in part
 *  moved on: somebody has decided anew            seen restored; and how it stands since
 *  not to be read, within the platform's bounds   seen restored; and that nobody could read how much
 *  as the change left it, or still hidden         nothing: the looks decide */
export async function seenBack(
  performing: Performing,
  entry: LedgerEntry,
  sighted: Sighted,
): Promise<Sighted | undefined> {
  if (entry.command.countermeasure !== 'restore' || limitsFor(performing, entry).settleMs > 0) return sighted
  const found = await look(performing, entry)
  if (found.kind !== 'found') return sighted
  const { at, restored } = found
  switch (found.what) {
    case 'restored':
      return { ...sighted, at, ...(restored === undefined ? {} : { restored }) }
    case 'moved':
      return { ...sighted, at, besides: `since then ${found.says}` }
    case 'unreadable':
      return { ...sighted, at, besides: `how much of it is back could not be read: ${found.says}` }
    case 'unchanged':
    case 'raced':
      return undefined
    default:
      return found.what satisfies never
  }
}
