import type { Alert } from '../decision/alert.ts'
import { reasonNotListed, sealedSays } from '../reversal/exclusions.ts'
import { veilParts, veilText } from './veil.ts'

/** Of an exclusion of the policy, what it takes to keep a sealed one from sight. */
export interface Sealable {
  readonly name: string
  readonly reasons: ReadonlySet<string>
  readonly holds: ReadonlySet<string>
  readonly sealed: boolean
}

/** What is shown of an alert: a sealed exclusion that stands over it, the code and the policies by which it is claimed,
 *  and the hold on the account are only *restricted*, wherever they stand; the note may tell of it, and is left out.
 *  One that the policy no longer knows may have been sealed.
 *
 *    court-order (sealed)    -> restricted, ask legal        child-safety    -> child-safety
 *    legal-2019 (unknown)    -> restricted, ask legal        reason not on the list -> as it was */
export function sealAlert(alert: Alert, exclusions: readonly Sealable[]): Alert {
  const standing = exclusions.filter((one) => one.sealed && standsOver(one, alert))
  const isUnknown =
    alert.exclusion !== undefined &&
    alert.exclusion !== reasonNotListed &&
    !exclusions.some(({ name }) => name === alert.exclusion)
  if (standing.length === 0 && !isUnknown) return alert
  const words = wordsOf(standing)
  const shown = veilParts(withoutNote(alert), isUnknown ? words.set(alert.exclusion, restricted) : words)
  const isSealed = isUnknown || standing.some(({ name }) => name === alert.exclusion)
  return isSealed ? { ...shown, exclusion: sealedSays } : shown
}

/** The words of every sealed exclusion, taken out of a sentence: of which alert it is, is not known here. */
export function sealText(text: string, exclusions: readonly Sealable[]): string {
  return veilText(text, wordsOf(exclusions.filter(({ sealed }) => sealed)))
}

const restricted = 'restricted'

function standsOver({ name, reasons, holds }: Sealable, { exclusion, change }: Alert): boolean {
  if (exclusion === name) return true
  const { code, policies = [] } = change?.reason ?? {}
  const claimed = code === undefined ? policies : [code, ...policies]
  return (
    claimed.some((word) => reasons.has(word)) || (change?.account.holds ?? []).some((hold) => holds.has(hold))
  )
}

function wordsOf(exclusions: readonly Sealable[]): Map<string, string> {
  return new Map(
    exclusions.flatMap(({ name, reasons, holds }) =>
      [name, ...reasons, ...holds].map((word) => [word, restricted] as const),
    ),
  )
}

function withoutNote(alert: Alert): Alert {
  if (alert.change?.reason?.note === undefined) return alert
  const { note: _note, ...reason } = alert.change.reason
  return { ...alert, change: { ...alert.change, reason } }
}
