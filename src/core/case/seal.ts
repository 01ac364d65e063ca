import type { Question, ShownQuestion } from '../ask/question.ts'
import type { AccountChange } from '../change/account-change.ts'
import type { Alert } from '../decision/alert.ts'
import { reasonNotListed, sealedSays } from '../reversal/exclusions.ts'
import { intendedSays } from '../reversal/intended.ts'
import { foldWord, type Words } from '../spelling/folded.ts'
import { veilParts } from './veil.ts'

/** Of an exclusion of the policy, what it takes to keep a sealed one from sight. */
export interface Sealable {
  readonly name: string
  readonly reasons: Words
  readonly holds: Words
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
  const unknown = unknownAmong(alert.exclusion === undefined ? [] : [alert.exclusion], exclusions)
  if (standing.length === 0 && unknown.length === 0) return alert
  const pattern = patternOf([...wordsOf(standing), ...unknown])
  const { change } = alert
  const bare = change === undefined ? alert : { ...alert, change: withoutNote(change) }
  const shown = veilParts(bare, (text) => restrict(text, pattern))
  const isSealed = unknown.length > 0 || standing.some(({ name }) => name === alert.exclusion)
  return isSealed ? { ...shown, exclusion: sealedSays } : shown
}

/** The words of every sealed exclusion, taken out of a sentence: of which alert it is, is not known here. */
export function sealText(text: string, exclusions: readonly Sealable[]): string {
  const words = wordsOf(exclusions.filter(({ sealed }) => sealed))
  return words.length === 0 ? text : restrict(text, patternOf(words))
}

/** A question as somebody sees it who is not cleared: of one that is about something sealed, what is left of an alert
 *  about it, and that it is not theirs to answer. */
export function sealQuestion(question: Question, exclusions: readonly Sealable[]): ShownQuestion {
  const { exclusions: named = [], ...bare } = question
  if (!isSealedQuestion(question, exclusions)) return { ...bare, says: sealText(bare.says, exclusions) }
  const { reason: _answer, ...asked } = bare
  const standing = exclusions.filter((one) => one.sealed && isAskedUnder(one, question))
  const pattern = patternOf([...wordsOf(standing), ...unknownAmong(named, exclusions)])
  const shown = veilParts({ ...asked, change: withoutNote(asked.change) }, (text) => restrict(text, pattern))
  return { ...shown, restricted: true }
}

/** Whether what was asked is only for the eyes of people who are cleared: by its words, or by facts that were known
 *  when it was asked. */
export function isSealedQuestion(question: Question, exclusions: readonly Sealable[]): boolean {
  const isUnknown = unknownAmong(question.exclusions ?? [], exclusions).length > 0
  return isUnknown || exclusions.some((one) => one.sealed && isAskedUnder(one, question))
}

const restricted = 'restricted'
const ownWords: ReadonlySet<string> = new Set([sealedSays, intendedSays])

function isAskedUnder(one: Sealable, { change, exclusions: named = [] }: Question): boolean {
  return named.includes(one.name) || speaksOf(one, change)
}

/** Those that the policy no longer knows may have been sealed. */
function unknownAmong(named: readonly string[], exclusions: readonly Sealable[]): string[] {
  return named.filter((name) => name !== reasonNotListed && !exclusions.some((one) => one.name === name))
}

function standsOver(one: Sealable, { exclusion, change }: Alert): boolean {
  return exclusion === one.name || (change !== undefined && speaksOf(one, change))
}

function speaksOf(
  { reasons, holds }: Sealable,
  { reason, account }: Pick<AccountChange, 'reason' | 'account'>,
): boolean {
  const { code, policies = [] } = reason ?? {}
  const claimed = code === undefined ? policies : [code, ...policies]
  return claimed.some((word) => reasons.has(word)) || (account.holds ?? []).some((hold) => holds.has(hold))
}

function wordsOf(exclusions: readonly Sealable[]): string[] {
  return exclusions.flatMap(({ name, reasons, holds }) => [name, ...reasons, ...holds])
}

/** Finds each word however it is spelt, as a word of its own: `legal` is not in "legality", nor in the name legal-2. What
 *  we say of every order, whichever it is, is found first, and so left as it is: a policy may well call a hold "legal",
 *  or a reason "legal-order". */
function patternOf(words: readonly string[]): RegExp {
  const spelt = words.map((word) => Array.from(foldWord(word), literally).join(String.raw`[^\p{L}\p{N}]*`))
  return new RegExp(
    String.raw`(?<![\p{L}\p{N}][_\-]*)(?:${[...ownWords].map(literally).join('|')}|${spelt.join('|')})(?![_\-]*[\p{L}\p{N}])`,
    'giu',
  )
}

/** Letters of another width are turned into plain ones where a sealed word is found in them, and only there. */
function restrict(text: string, pattern: RegExp): string {
  const plain = text.normalize('NFKC')
  const shown = plain.replaceAll(pattern, (found) => (ownWords.has(found) ? found : restricted))
  return shown === plain ? text : shown
}

function literally(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`)
}

function withoutNote(change: AccountChange): AccountChange {
  if (change.reason?.note === undefined) return change
  const { note: _note, ...reason } = change.reason
  return { ...change, reason }
}
