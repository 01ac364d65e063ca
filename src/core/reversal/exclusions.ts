import type { Circumstances } from './circumstances.ts'
import type { ExclusionRule } from './reversal-policy.ts'

/** Closed where a reason stands against undoing: an order, a child's safety, the owner's own wish. It is looked
 *  for in what the policy said of the change, in the marks that the change carried, and in those that the
 *  account carries now.
 *
 *  found                               restore     preserve
 *  child-safety (preserve: true)       closed      open
 *  own-request (preserve: false)       closed      closed
 *  court-order (sealed)                closed, and shown only as "restricted, ask legal"
 *  a mark that no policy names         closed      open
 *  the mark of our own preserve        open        open */
export function exclusionGate(c: Circumstances): string | undefined {
  // Stryker disable next-line ConditionalExpression,StringLiteral: a word has no holds, so taken for an account it adds none
  const marks = typeof c.account === 'string' ? c.holds : [...c.holds, ...(c.account.holds ?? [])]
  const found = new Map<string, ExclusionRule>()
  if (c.exclusion !== undefined) found.set(c.exclusion, namedRule(c.exclusions, c.exclusion))
  for (const mark of marks) {
    if (mark === keptMark) continue
    const rule = c.exclusions.find((exclusion) => exclusion.holds.has(mark)) ?? unnamed(mark)
    found.set(rule.name, rule)
  }
  const against = [...found.values()].filter((rule) => c.countermeasure !== 'preserve' || !rule.preserve)
  return against.length === 0 ? undefined : `excluded: ${against.map(shownAs).join(', ')}`
}

/** What *preserve* leaves on an account: it keeps data, and stands against nothing. */
export const keptMark = 'preserved'

/** The policy may have been changed since it named this: then the most careful reading holds. */
function namedRule(exclusions: readonly ExclusionRule[], name: string): ExclusionRule {
  const known = exclusions.find((exclusion) => exclusion.name === name)
  return known ?? { name, holds: new Set(), preserve: false, sealed: true }
}

function unnamed(mark: string): ExclusionRule {
  return { name: `the account is held: ${mark}`, holds: new Set(), preserve: true, sealed: false }
}

function shownAs(rule: ExclusionRule): string {
  return rule.sealed ? 'restricted, ask legal' : rule.name
}
