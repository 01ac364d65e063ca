import type { AccountChange } from '../change/account-change.ts'
import type { Alert } from '../decision/alert.ts'
import { withHands } from '../reversal/account-log.ts'
import type { Reversal } from '../reversal/reversal.ts'
import { isolated } from '../spelling/isolated.ts'
import { foldId } from '../spelling/same-id.ts'
import type { Case } from './case.ts'
import type { CaseDetail } from './case-detail.ts'
import type { ShownContainment } from './shown-containment.ts'

/** Gives a member of staff the name by which they leave the server. The same id has the same one always. */
export type Pseudonym = (actorId: string) => string

/** Of the hands that are known, the own id of the one that somebody means: by that id itself, or by the name under
 *  which it is shown. What has the form of such a name and is nobody's has no id here.
 *
 *    d.keller            -> d.keller
 *    actor-1f2e3d4c5b    -> d.keller, where that is how d.keller is shown; else undefined */
export function meantHand(given: string, known: readonly string[], name: Pseudonym): string | undefined {
  if (known.includes(given) || !pseudonymPattern.test(given)) return given
  return known.find((actorId) => name(actorId) === given.toLowerCase())
}

const pseudonymPattern = /^actor-[0-9a-f]{10}$/iu

/** What is shown of a case: staff stand in it under pseudonyms, wherever their ids stand. Whoever works at the
 *  desk is named: they decide in the open. */
export function veilCase(row: Case, name: Pseudonym): Case {
  const { actorId, others = [], ...top } = row.top
  const hands = handNames([row.actorId, actorId, ...others], name)
  return {
    ...row,
    actorId: row.actorId === '' ? '' : name(row.actorId),
    top: { ...top, says: veilText(top.says, hands), accountId: hands.get(top.accountId) ?? top.accountId },
  }
}

export function veilDetail(detail: CaseDetail, name: Pseudonym): CaseDetail {
  const hands = handNames(handsOf(detail), name)
  return {
    case: veilCase(detail.case, name),
    alerts: detail.alerts.map((alert) => veilAlert(alert, name, hands)),
    reversals: detail.reversals.map(({ reversal, steps }) => ({
      reversal: veilReversal(reversal, name, hands),
      steps,
    })),
    containments: detail.containments.map((one) => veilContainment(one, name)),
    causes: detail.causes,
    history: detail.history.map((entry) =>
      entry.note === undefined ? entry : { ...entry, note: veilText(entry.note, hands) },
    ),
  }
}

/** Its sentence may speak of a hand that no alert knows of: whoever the platform's own log shows beside our undoing.
 *  Whom it means stands beside it, and does not leave the server. */
export function veilReversal(
  { hands: shown = [], ...reversal }: Reversal,
  name: Pseudonym,
  hands: ReadonlyMap<string, string> = new Map(),
): Reversal {
  return { ...reversal, says: withHands(veilText(reversal.says, hands), shown.map(name)) }
}

export function veilContainment(one: ShownContainment, name: Pseudonym): ShownContainment {
  const hands = handNames([one.actorId], name)
  return { ...one, actorId: name(one.actorId), says: veilText(one.says, hands) }
}

/** `others`: whose names may stand in its words besides those that it names itself. */
export function veilAlert(
  alert: Alert,
  name: Pseudonym,
  others: ReadonlyMap<string, string> = new Map(),
): Alert {
  const hands = new Map([...others, ...handNames(handsOfAlert(alert), name)])
  return hands.size === 0 ? alert : veilParts(alert, veilWith(hands))
}

/** Everybody of the staff whom a case names. */
export function handsOf({ case: row, alerts }: CaseDetail): string[] {
  const ids = [row.actorId, ...alerts.flatMap(handsOfAlert)]
  return [...new Set(ids)].filter((id) => id !== '')
}

function handsOfAlert({ change }: Alert): string[] {
  return change === undefined ? [] : handsOfChange(change)
}

/** Whose ids stand in it: who did it, for whom, who approved, and who placed a hold before. */
export function handsOfChange({ actor, reason, account }: AccountChange): string[] {
  const named = [actor.id, actor.onBehalfOf, ...(reason?.approvedBy ?? []), account.holdsBy]
  return named.flatMap((id) => (id === undefined || id === '' ? [] : [id]))
}

export function handNames(ids: readonly (string | undefined)[], name: Pseudonym): Map<string, string> {
  return new Map(ids.flatMap((id) => (id === undefined || id === '' ? [] : [[id, name(id)] as const])))
}

/** Names by which programs find a thing again, and not a person. */
const kept = new Set([
  'alertId',
  'eventId',
  'source',
  'policy',
  'campaign',
  'operationId',
  'kind',
  'checkId',
  'cause',
])

/** How a text is shown. `byTool`: it is no sentence, and nothing of the account's, but what a tool wrote by itself. */
export type Shown = (text: string, byTool: boolean) => string

/** The same shape with other words in it. Of labels nothing is kept, not even what they are called: those are the
 *  platform's own words. */
export function veilParts<T>(value: T, shown: Shown): T {
  return veiled(value, shown, 'ours') as T
}

function veiled(value: unknown, shown: Shown, within: 'ours' | 'origin' | 'labels'): unknown {
  if (typeof value === 'string') return shown(value, within !== 'ours')
  if (Array.isArray(value)) return value.map((one) => veiled(one, shown, within))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (within === 'labels') return [shown(key, true), veiled(one, shown, within)]
      if (kept.has(key)) return [key, one]
      return [key, veiled(one, shown, key === 'labels' || key === 'origin' ? key : within)]
    }),
  )
}

/** Pseudonyms for ids, whether a text is nothing but one or has it among others, however it is spelt. */
export function veilWith(hands: ReadonlyMap<string, string>): Shown {
  const folded = new Map([...hands].map(([id, name]) => [foldId(id), name] as const))
  return (text, byTool) => hands.get(text) ?? folded.get(foldId(text)) ?? veilText(text, hands, byTool)
}

/** Puts pseudonyms where ids stand as words of their own, however these are spelt; but what is a name of letters alone
 *  and written large (Mark) is not taken for a small word of a sentence (mark). An id of one or two characters could be
 *  any word or number: it is only seen behind the kind of actor that it is, or behind "acting for". In what tools
 *  write, such as the name of a device, an id of three or more also stands inside a longer word; in a sentence that
 *  would be somebody else.
 *
 *    contractor d.keller deactivated @head  ->  contractor actor-1f2e3d4c5b deactivated @head
 *    asked by d.keller-2, as D.Keller says  ->  asked by d.keller-2, as actor-1f2e3d4c5b says
 *    laptop-d.keller (a device)             ->  laptop-actor-1f2e3d4c5b */
export function veilText(text: string, hands: ReadonlyMap<string, string>, byTool = false): string {
  let shown = text
  // A longer id may have a shorter one in it.
  for (const [id, name] of [...hands].toSorted(([a], [b]) => b.length - a.length)) {
    // In our sentences one that could turn them round is set apart.
    const apart = isolated(id)
    if (apart !== id) shown = shown.replaceAll(apart, () => name)
    const plain = shown.normalize('NFKC')
    const spelt = id.normalize('NFKC').trim()
    if (spelt === '' || !plain.toLowerCase().includes(spelt.toLowerCase())) continue
    const veiled = plain.replaceAll(patternOf(spelt, byTool), () => name)
    if (veiled !== plain) shown = veiled
  }
  return shown
}

function patternOf(id: string, byTool: boolean): RegExp {
  const joins = byTool && id.length > 2 ? '' : String.raw`_\-`
  const before = id.length > 2 ? String.raw`(?<![\p{L}\p{N}${joins}])` : `(?<=${kinds} )`
  const behind = String.raw`(?![\p{L}\p{N}${joins}])`
  const isName = !byTool && /^\p{L}+$/u.test(id) && id !== id.toLowerCase()
  const spellings = isName ? [id, id.toUpperCase()] : [id]
  return new RegExp(`${before}(?:${spellings.map(literally).join('|')})${behind}`, isName ? 'gu' : 'giu')
}

function literally(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`)
}

const kinds = '(?:employee|contractor|volunteer|automation|owner|system|acting for)'
