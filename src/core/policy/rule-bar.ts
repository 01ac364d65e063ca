import type { BarKind } from '../evidence/finding.ts'

/** The row that a rule's points get in the account book. */
export function ruleBar(name: string, why: string): BarKind {
  return {
    name: `rule.${name}`,
    family: 'rule',
    axis: 'suspicion',
    says: () => ({ observed: why, expected: `the policy's rule "${name}"` }),
  }
}
