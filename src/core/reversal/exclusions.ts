import type { Alert } from '../decision/alert.ts'
import { lesserMode, type Mode } from '../policy/severity.ts'
import type { Circumstances } from './circumstances.ts'
import type { Countermeasure } from './countermeasures.ts'
import type { ExclusionRule } from './reversal-policy.ts'

/** Closed where a reason stands against undoing: an order, a child's safety, the owner's own wish. It is looked
 *  for in what the policy said of the change, in the marks that the change carried, and in those that the
 *  account carries now.
 *
 *  found                               restore     preserve    either, by people who are cleared and were told of it
 *  child-safety (preserve: true)       closed      open        open
 *  own-request (preserve: false)       closed      closed      open
 *  court-order (sealed)                closed, and shown only as "restricted, ask legal"
 *  a mark that no policy names         closed      open        open
 *  a reason that is not listed         closed      closed      open
 *  the mark of our own preserve        open        open        open
 *
 *  A cleared yes is for what was named to whoever gave it. Where anything else is found since, all of it is said anew. */
export function exclusionGate(
  c: Parameters<typeof exclusionsAgainst>[0] & Pick<Circumstances, 'who' | 'cleared' | 'told'>,
): string | undefined {
  const against = exclusionsAgainst(c)
  const mayPass = c.who === 'person' && c.cleared === true
  if (against.every(({ name }) => mayPass && c.told.includes(name))) return undefined
  return excludedWords(against)
}

/** `excluded: child-safety, restricted, ask legal` */
function excludedWords(rules: readonly ExclusionRule[]): string {
  return `excluded: ${rules.map(shownAs).join(', ')}`
}

/** Every exclusion that stands against it, whoever wants it done. */
export function exclusionsAgainst(
  c: Pick<Circumstances, 'account' | 'holds' | 'exclusion' | 'exclusions' | 'countermeasure'>,
): readonly ExclusionRule[] {
  // Stryker disable next-line ConditionalExpression,StringLiteral: a word has no holds, so taken for an account it adds none
  const marks = typeof c.account === 'string' ? c.holds : [...c.holds, ...(c.account.holds ?? [])]
  const found = new Map<string, ExclusionRule>()
  if (c.exclusion !== undefined) found.set(c.exclusion, namedRule(c.exclusions, c.exclusion))
  for (const mark of marks) {
    if (mark === keptMark) continue
    const rule = c.exclusions.find((exclusion) => exclusion.holds.has(mark)) ?? unnamed(mark)
    found.set(rule.name, rule)
  }
  return [...found.values()].filter((rule) => c.countermeasure !== 'preserve' || !rule.preserve)
}

/** What the alert on a case names, to whoever reads it there: as a gate names it (`what`), and in words. */
export function namedOnCase(
  { exclusion }: Pick<Alert, 'exclusion'>,
  exclusions: readonly ExclusionRule[],
): { readonly what: readonly string[]; readonly says: string } | undefined {
  if (exclusion === undefined) return undefined
  const rule = namedRule(exclusions, exclusion)
  return { what: [rule.name], says: excludedWords([rule]) }
}

/** What *preserve* leaves on an account: it keeps data, and stands against nothing. */
export const keptMark = 'preserved'

/** All that is said of an exclusion that is sealed, such as the order of a court. */
export const sealedSays = 'restricted, ask legal'

/** What excludes a change whose reason the policy does not know. */
export const reasonNotListed = 'reason-not-listed'

/** What the policy grants one undoing of an alert. Its mode is for the countermeasure that the alert names: whatever
 *  else a person wants, and whatever an exclusion keeps from the machine, is for people.
 *
 *  the alert names, and grants      excluded        wanted      ->
 *  restore, auto                    no              restore        auto
 *  restore, auto                    no              preserve       approve
 *  restore, observe                 no              anything       observe: the policy lets nobody act
 *  preserve, auto                   child-safety    preserve       auto
 *  preserve, auto                   child-safety    restore        approve, and the gate wants them cleared
 *  none, observe                    court-order     restore        approve, and the gate wants them cleared */
export function policyModeFor(
  { mode, countermeasure, exclusion }: Pick<Alert, 'mode' | 'countermeasure' | 'exclusion'>,
  wanted: Countermeasure,
): Mode {
  if (mode === 'observe') return exclusion === undefined ? 'observe' : 'approve'
  return wanted === countermeasure ? mode : lesserMode(mode, 'approve')
}

/** Whether only people who are cleared may say yes to this undoing: for what the policy said of the change, or what a
 *  gate has found on the account since. */
export function needsClearance(
  { exclusion }: Pick<Alert, 'exclusion'>,
  wanted: Countermeasure,
  blockedBy: readonly string[] | undefined,
): boolean {
  return blockedBy?.includes('exclusion') === true || (exclusion !== undefined && wanted !== 'preserve')
}

export const needsClearanceWords = 'it is excluded, and takes the yes of somebody who is cleared for that'

/** The policy may have been changed since it named this: then the most careful reading holds. */
function namedRule(exclusions: readonly ExclusionRule[], name: string): ExclusionRule {
  if (name === reasonNotListed)
    return {
      name: "its reason is not on the policy's list",
      holds: new Set(),
      preserve: false,
      sealed: false,
    }
  const known = exclusions.find((exclusion) => exclusion.name === name)
  return known ?? { name, holds: new Set(), preserve: false, sealed: true }
}

function unnamed(mark: string): ExclusionRule {
  return { name: `the account is held: ${mark}`, holds: new Set(), preserve: true, sealed: false }
}

function shownAs(rule: ExclusionRule): string {
  return rule.sealed ? sealedSays : rule.name
}
