import type { Happening } from '../../core/reversal/life.ts'
import { live } from '../../core/reversal/life-cycle.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { announce } from './announce.ts'
import { limitsFor, nextEntry, type Performing } from './performing.ts'

/** One step of one that waits for people, and `part` of what is known about it: it has no drive, so whoever speaks to it writes it down. Answers the
 *  entry as it stands then, `nothing` where that changes nothing, and `overtaken` where somebody else has moved
 *  it on meanwhile: look again. */
export async function moveOn(
  performing: Performing,
  entry: LedgerEntry,
  happening: Happening,
  part: Partial<Pick<LedgerEntry, 'alert' | 'granted' | 'sweepId' | 'authors' | 'otherActors'>> = {},
): Promise<LedgerEntry | 'nothing' | 'overtaken'> {
  const { life } = live(entry.life, happening, limitsFor(performing, entry))
  if (life === entry.life && Object.keys(part).length === 0) return 'nothing'
  const to = { ...nextEntry(entry, life, performing.clock.now()), ...part }
  performing.atPoint?.('before a wait is moved on')
  if (!(await performing.ledger.move(entry, to))) return 'overtaken'
  performing.atPoint?.('after a wait is moved on')
  if (life.state === entry.life.state) performing.published()
  else announce(performing, to)
  return to
}
