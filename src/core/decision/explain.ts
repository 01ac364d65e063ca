import type { AccountChange } from '../change/account-change.ts'
import type { Finding } from '../evidence/finding.ts'
import { type Known, Sight } from '../evidence/sight.ts'
import type { Policy } from '../policy/policy.ts'
import type { Bar } from './assessment.ts'
import type { Outcome } from './decide.ts'
import { isJudgedAgain } from './judge-again.ts'
import { sentence, type Tense } from './sentence.ts'
import { unknownFacts } from './unknown-facts.ts'

/** The account book of one alert in words, made from the very findings that gave the points. */
export function explain(
  change: AccountChange,
  known: Known,
  policy: Policy,
  outcome: Outcome,
  tense: Tense = 'did',
): Explanation {
  const sight = new Sight(change, known)
  const bars = outcome.assessment.findings.map((finding) => barOf(finding, sight))
  return {
    bars,
    says: sentence(change, outcome, bars, policy, tense),
    unknown: isJudgedAgain(outcome) ? [] : unknownFacts(sight),
  }
}

export interface Explanation {
  readonly bars: readonly Bar[]
  /** One sentence in plain words. */
  readonly says: string
  /** What nobody knows that the score could have used, each to stand after "nobody knows". */
  readonly unknown: readonly string[]
}

function barOf(finding: Finding, sight: Sight): Bar {
  const { bar } = finding
  const { observed, expected } = bar.says(finding, sight)
  const { name, family, axis } = bar
  const known = { name, family, axis, pointsCenti: finding.pointsCenti, observed, expected }
  return finding.unknown ? { ...known, unknown: true } : known
}
