import type { PeerFigures } from '../../core/baseline/peer-figures.ts'
import { type Measures, measure } from '../../core/evaluation/measure.ts'
import type { Learnt } from '../../core/fit/learn.ts'
import type { LearntValue } from '../../core/fit/learnt-value.ts'
import { alertsShown, type Thresholds, thresholdsOf } from '../../core/fit/same-load.ts'
import { headerMark } from '../../core/fit/write-policy.ts'
import { pointsFacts } from '../../core/policy/facts.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { PolicyPeers } from '../../core/policy/policy-peers.ts'
import { atLeast } from '../../core/policy/severity.ts'
import type { Pass, Split } from './pass.ts'
import type { TableTest } from './table-test.ts'
import { incidentsBothWays, type TriedBothWays, worseLines } from './worse.ts'

/** What a fit found, as `--json` prints it. Times are ISO 8601. */
export interface Fitted extends TriedBothWays {
  readonly fittedFrom: string
  readonly fittedUntil: string
  readonly testFrom: string
  readonly testTo: string
  readonly testDays: number
  /** Of the whole history: changes told again, which count once. */
  readonly repeated: number
  /** Of the whole history: changes of another account under an eventId that came by before. */
  readonly sharing: number
  /** In the test part. */
  readonly changes: number
  readonly restrictions: number
  /** Fitted on. */
  readonly lessons: number
  readonly notMeant: number
  readonly strength: number
  readonly rounds: number
  readonly settled: boolean
  readonly learnt: readonly LearntValue[]
  readonly oldThresholds: Thresholds
  readonly thresholds: Thresholds
  /** What is usual among peers: what the policy carried, and what it would carry from now on. */
  readonly peers: {
    readonly asOf: string | undefined
    readonly old: readonly PeerFigures[]
    readonly new: readonly PeerFigures[]
  }
  /** What reads points of suspicion in its `when`: such numbers are for people to look at again. */
  readonly onPoints: readonly OnPoints[]
  /** Alerts a day, one an actor and hour, on the last stretch of the fitted part: what the thresholds keep. */
  readonly keptLoad: { readonly old: number; readonly new: number }
  /** Alerts of medium and above in the test part that only the one or the other raises. */
  readonly gained: number
  readonly lost: number
  readonly both: number
  /** In one sentence each; empty where the new policy is worse in nothing that it was tried on. */
  readonly worse: readonly string[]
  readonly versions: readonly [Measures, Measures]
}

export interface OnPoints {
  readonly part: 'tier' | 'rule' | 'exclusion'
  readonly name: string
  /** Facts, as the policy names them. */
  readonly reads: readonly string[]
}

const dayMs = 86_400_000

export function fittedOf(made: {
  readonly policy: Policy
  readonly learnt: Learnt
  readonly thresholds: Thresholds
  readonly split: Split
  readonly old: Pass
  readonly now: Pass
  readonly peers: PolicyPeers | undefined
  readonly tableTest: TableTest | undefined
}): Fitted {
  const { policy, learnt, thresholds, split, old, now, peers, tableTest } = made
  const tried = { incidents: incidentsBothWays(old.incidents, now.incidents, split.until), tableTest }
  const { watched } = now
  const [before, after] = [alerted(old), alerted(now)]
  const loadDays = Math.max(1 / 24, (split.until - split.loadFrom) / dayMs)
  return {
    fittedFrom: iso(old.firstAt),
    fittedUntil: iso(split.until),
    testFrom: iso(watched.from),
    testTo: iso(watched.to),
    testDays: watched.days,
    repeated: now.tally.repeated,
    sharing: now.tally.sharing,
    changes: watched.changes.times.length,
    restrictions: watched.changes.isMeasured.reduce((sum, is) => sum + is, 0),
    ...lessonsOf(old),
    strength: learnt.strength,
    rounds: learnt.rounds,
    settled: learnt.settled,
    learnt: learnt.learnt,
    oldThresholds: thresholdsOf(policy),
    thresholds,
    peers: { asOf: peers?.asOf, old: policy.peers?.groups ?? [], new: peers?.groups ?? [] },
    onPoints: onPointsOf(policy),
    keptLoad: {
      old: alertsShown(old.load, policy.alertAt) / loadDays,
      new: alertsShown(now.load, thresholds.alertAt) / loadDays,
    },
    gained: after.difference(before).size,
    lost: before.difference(after).size,
    both: after.intersection(before).size,
    ...tried,
    worse: worseLines(tried),
    versions: [measure(old.watched, old.run), measure(watched, now.run)],
  }
}

function onPointsOf({ tiers, rules, exclusions }: Policy): OnPoints[] {
  const parts = { tier: tiers, rule: rules, exclusion: exclusions } as const
  return (['tier', 'rule', 'exclusion'] as const).flatMap((part) =>
    parts[part].flatMap(({ name, when }) => {
      const reads = pointsFacts.filter((fact) => when?.reads.has(fact))
      return reads.length === 0 ? [] : [{ part, name, reads }]
    }),
  )
}

function alerted({ run }: Pass): Set<string> {
  return new Set(
    run.decided
      .filter(({ severity }) => atLeast(severity, 'medium'))
      .map(({ source = '', eventId }) => `${source}\0${eventId}`),
  )
}

function lessonsOf({ rows }: Pass): Pick<Fitted, 'lessons' | 'notMeant'> {
  let [lessons, notMeant] = [0, 0]
  for (let row = 0; row < rows.count; row++) {
    if (rows.weights[row] === 0) continue
    lessons += 1
    notMeant += rows.labels[row]!
  }
  return { lessons, notMeant }
}

/** What stands at the top of the written policy: from what, when, and how well it did where it was not
 *  fitted. */
export function headerLines(fitted: Fitted): string[] {
  const [, { ranking, calibration }] = fitted.versions
  return [
    `${headerMark} ${day(fitted.fittedFrom)} to ${day(fitted.fittedUntil)} of this platform's own history:`,
    `${whole(fitted.lessons)} changes, ${whole(fitted.notMeant)} of them not meant.`,
    `On ${day(fitted.testFrom)} to ${day(fitted.testTo)}, which it had not seen: area under the curve ` +
      `${ranking?.auc.toFixed(3)}, average`,
    `precision ${ranking?.averagePrecision.toFixed(4)}, calibration slope ${calibration?.slope.toFixed(2)}.`,
    ...fitted.worse.map((line) => `WORSE than before it: ${line}.`),
  ]
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function day(at: string): string {
  return at.slice(0, 10)
}

function whole(count: number): string {
  return count.toLocaleString('en-US')
}
