import { severityOf } from '../decision/assess.ts'
import type { Assessment } from '../decision/assessment.ts'
import { conclude, type Outcome } from '../decision/decide.ts'
import { mayTip } from '../decision/grounds.ts'
import type { BarKind, Finding } from '../evidence/finding.ts'
import { Tally } from '../evidence/tally.ts'
import type { Policy } from '../policy/policy.ts'
import { atLeast, lesserMode } from '../policy/severity.ts'
import { type AccountMemory, newAccountMemory } from './account-memory.ts'
import { assessedStakes, assessedSuspicion, bounded } from './assessed-bars.ts'
import { fight } from './evidence/fight.ts'
import { history } from './evidence/history.ts'
import { manyHands } from './evidence/many-hands.ts'
import { network } from './evidence/network.ts'
import { retaliation } from './evidence/retaliation.ts'
import { selfUndoing } from './evidence/self-undoing.ts'
import { learnOrigin, learnRow } from './learn-row.ts'
import type { Relation } from './relation.ts'
import { RelationSight } from './relation-sight.ts'
import type { Row } from './row.ts'
import type { Undone } from './undone.ts'

/** Evidence of who else acted on the account, in the order that an analyst reads it. */
export const accountRelations: readonly Relation[] = [retaliation, selfUndoing, fight, manyHands, history]
/** And of who else acted from the same network or session. */
export const originRelations: readonly Relation[] = [network]

/** What others' acts make of one change. */
export interface Related {
  readonly findings: readonly Finding[]
  readonly pointsCenti: number
  /** The very memory that was known, where there was nothing to learn. */
  readonly learned: AccountMemory
  /** Whose decision this change overruled, if anybody's. */
  readonly undone: Undone | undefined
  /** There where this changes whether somebody hears of it, how loudly, or how far the machine may go. */
  readonly raised: Outcome | undefined
  /** True where several hands are in it: their alerts belong into one case. */
  readonly isCampaign: boolean
}

/** The third look at one change: what its account's past with others is worth, whether that tips it, and what is
 *  remembered of the account from then on. Pure, as `step` is; rows of one account come in order, each with the
 *  memory that the one before it left. */
export function relate(row: Row, known: AccountMemory | undefined, policy: Policy): Related {
  const before = known ?? newAccountMemory
  if (row.isAddress) return nothing(before)
  const sight = new RelationSight(row, before)
  if (sight.repeated) return nothing(before)
  const tally = measured(sight, accountRelations, policy)
  const { learned, undone } = learnRow(sight)
  return {
    findings: tally.findings,
    pointsCenti: tally.suspicionCenti,
    learned,
    undone,
    raised: raisedBy(row, tally, policy),
    isCampaign: tally.findings.some(({ bar }) => manyHands.bars.includes(bar)),
  }
}

/** The same for the network or session that an odd change came from. */
export function relateOrigin(row: Row, known: AccountMemory | undefined, policy: Policy): Related {
  const before = known ?? newAccountMemory
  const sight = new RelationSight(row, before)
  if (sight.repeated) return nothing(before)
  const tally = measured(sight, originRelations, policy)
  return {
    findings: tally.findings,
    pointsCenti: tally.suspicionCenti,
    learned: learnOrigin(sight),
    undone: undefined,
    raised: raisedBy(row, tally, policy),
    isCampaign: tally.suspicionCenti > 0,
  }
}

function nothing(learned: AccountMemory): Related {
  return { findings: [], pointsCenti: 0, learned, undone: undefined, raised: undefined, isCampaign: false }
}

function measured(sight: RelationSight, relations: readonly Relation[], policy: Policy): Tally {
  const tally = new Tally()
  for (let i = 0; i < relations.length; i++) relations[i]?.measure(sight, policy.weights, tally)
  tally.join('relation', policy.remainders.relation)
  const { most, least } = policy.weights.relation
  const over = Math.max(0, tally.suspicionCenti - most) + Math.min(0, tally.suspicionCenti - least)
  if (over !== 0) tally.give(bounded, -over, tally.suspicionCenti, tally.suspicionCenti - over)
  return tally
}

function raisedBy(row: Row, tally: Tally, policy: Policy): Outcome | undefined {
  const { carried } = row
  if (carried === undefined || tally.suspicionCenti <= 0) return undefined
  const { change, grounds, mode } = carried
  const assessment = together(row, tally, policy)
  if (!row.alerted && !mayTip(assessment, 0, policy)) return undefined
  const outcome = conclude(change, assessment, grounds, policy)
  const isLouder = !atLeast(row.severity, outcome.assessment.severity)
  const goesFurther = lesserMode(mode, outcome.decision.mode) !== outcome.decision.mode
  return !row.alerted || isLouder || goesFurther ? outcome : undefined
}

function together(row: Row, tally: Tally, policy: Policy): Assessment {
  const suspicionCenti = row.suspicionCenti + tally.suspicionCenti
  const scoreCenti = suspicionCenti + row.stakesCenti
  return {
    suspicionCenti,
    stakesCenti: row.stakesCenti,
    scoreCenti,
    severity: severityOf(suspicionCenti, scoreCenti, row.carried?.grounds.floor, policy),
    findings: [
      own(assessedSuspicion, row.suspicionCenti),
      ...tally.findings,
      own(assessedStakes, row.stakesCenti),
    ].filter((finding) => finding.pointsCenti !== 0 || finding.unknown),
    repeated: false,
  }
}

function own(bar: BarKind, pointsCenti: number): Finding {
  return { bar, pointsCenti, seen: Number.NaN, usual: Number.NaN, unknown: false }
}
