import type { AccountChange } from '../change/account-change.ts'
import { didSays } from '../change/action-words.ts'
import type { Finding } from '../evidence/finding.ts'
import { type Known, Sight } from '../evidence/sight.ts'
import type { Policy } from '../policy/policy.ts'
import type { Bar } from './assessment.ts'
import type { Outcome } from './decide.ts'

/** The account book of one alert in words, made from the very findings that gave the points. */
export function explain(change: AccountChange, known: Known, _policy: Policy, outcome: Outcome): Explanation {
  const sight = new Sight(change, known)
  const bars = outcome.assessment.findings.map((finding) => barOf(finding, sight))
  return { bars, says: sentence(change, outcome, bars) }
}

export interface Explanation {
  readonly bars: readonly Bar[]
  /** One sentence in plain words. */
  readonly says: string
}

function barOf(finding: Finding, sight: Sight): Bar {
  const { bar } = finding
  const { observed, expected } = bar.says(finding, sight)
  const { name, family, axis } = bar
  const known = { name, family, axis, pointsCenti: finding.pointsCenti, observed, expected }
  return finding.unknown ? { ...known, unknown: true } : known
}

/** The most telling of each side: what speaks for "not meant", and whom it hit. */
function sentence(change: AccountChange, outcome: Outcome, bars: readonly Bar[]): string {
  const telling = bars
    .filter((bar) => bar.axis === 'suspicion' && bar.family !== 'prior' && bar.pointsCenti > 0)
    .toSorted((a, b) => b.pointsCenti - a.pointsCenti)
    .slice(0, 2)
    .map((bar) => bar.observed)
  const { handle, id } = change.account
  const why = telling.length === 0 ? `rule ${outcome.decision.rules.join(', ')}` : telling.join('; ')
  return `${change.actor.kind} ${change.actor.id} ${didSays[change.action]} ${handle ?? id}: ${why}.`
}
