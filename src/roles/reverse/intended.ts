import type { Alert } from '../../core/decision/alert.ts'
import { intendedWords, isAbout, whyVoid } from '../../core/reversal/intended.ts'
import type { ReverseEdges } from './edges.ts'

/** Whether two people had said beforehand that this change would be made, in words. Those that do not count are
 *  ignored aloud; where nobody can tell, the machine waits for people. */
export async function intendedBecause(
  { notice, preauthorisations }: Pick<ReverseEdges, 'notice' | 'preauthorisations'>,
  alert: Alert,
): Promise<string | undefined> {
  const { change } = alert
  if (preauthorisations === undefined || change === undefined) return undefined
  const known = await preauthorisations.of(change.source, change.account.id).catch(() => undefined)
  if (known === undefined) return 'nobody can tell whether it was intended: the store cannot be read'
  let words: string | undefined
  for (const signed of known) {
    if (!isAbout(signed.intended, change)) continue
    const says = whyVoid(signed, change, preauthorisations.isOurs(signed))
    if (says === undefined) words ??= intendedWords(signed.intended)
    else notice({ kind: 'PreauthorisationIgnored', intendedId: signed.intended.intendedId, says })
  }
  return words
}
