import type { Outcome } from '../decision/decide.ts'
import { judgeAgain, type Standing } from '../decision/judge-again.ts'
import type { Finding } from '../evidence/finding.ts'
import { Tally } from '../evidence/tally.ts'
import type { Policy } from '../policy/policy.ts'
import { atLeast, lesserMode, type Mode, modes } from '../policy/severity.ts'
import { type AccountMemory, newAccountMemory } from './account-memory.ts'
import { bounded } from './bounds.ts'
import { fight } from './evidence/fight.ts'
import { ghost } from './evidence/ghost.ts'
import { history } from './evidence/history.ts'
import { manyHands } from './evidence/many-hands.ts'
import { network } from './evidence/network.ts'
import { retaliation } from './evidence/retaliation.ts'
import { selfUndoing } from './evidence/self-undoing.ts'
import { ghostOf } from './ghost.ts'
import { learnOrigin, learnRow } from './learn-row.ts'
import type { Relation } from './relation.ts'
import { RelationSight } from './relation-sight.ts'
import type { Carried, Row } from './row.ts'
import type { Undone } from './undone.ts'

/** Evidence of who else acted on the account, in the order that an analyst reads it. */
export const accountRelations: readonly Relation[] = [retaliation, selfUndoing, fight, manyHands, history]
/** And of who else acted from the same network or session. */
export const originRelations: readonly Relation[] = [network]
/** All of them, with the one that weighs in an alert of its own. */
export const relationsInForce: readonly Relation[] = [...accountRelations, ...originRelations, ghost]

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
  /** There where the account had moved before this change without one: an alert of its own. */
  readonly ghost: Outcome | undefined
}

/** What rows are held against: the policy, and the facts that the source can never supply. */
export interface RelateBy {
  readonly policy: Policy
  readonly neverKnown: ReadonlySet<string>
}

/** The third look at one change: what its account's past with others is worth, whether that tips it, and what is
 *  remembered of the account from then on. Pure, as `step` is; rows of one account come in order, each with the
 *  memory that the one before it left. */
export function relate(row: Row, known: AccountMemory | undefined, by: RelateBy): Related {
  const before = known ?? newAccountMemory
  if (row.isAddress) return nothing(before)
  const sight = new RelationSight(row, before)
  if (sight.repeated) return nothing(before)
  const tally = measured(sight, accountRelations, by.policy)
  const { learned, undone } = learnRow(sight)
  const isCampaign = tally.findings.some(({ bar }) => manyHands.bars.includes(bar))
  return {
    findings: tally.findings,
    pointsCenti: tally.suspicionCenti,
    learned,
    undone,
    raised: raisedBy(row, tally, isCampaign, by),
    isCampaign,
    ghost: ghostOf(sight, by),
  }
}

/** The same for the network or session that an odd change came from. */
export function relateOrigin(row: Row, known: AccountMemory | undefined, by: RelateBy): Related {
  const before = known ?? newAccountMemory
  const sight = new RelationSight(row, before)
  if (sight.repeated) return nothing(before)
  const tally = measured(sight, originRelations, by.policy)
  return {
    findings: tally.findings,
    pointsCenti: tally.suspicionCenti,
    learned: learnOrigin(sight),
    undone: undefined,
    raised: raisedBy(row, tally, tally.suspicionCenti > 0, by),
    isCampaign: tally.suspicionCenti > 0,
    ghost: undefined,
  }
}

function nothing(learned: AccountMemory): Related {
  return {
    findings: [],
    pointsCenti: 0,
    learned,
    undone: undefined,
    raised: undefined,
    isCampaign: false,
    ghost: undefined,
  }
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

/** What now follows for the change, where that is more than what was said of it before, or where it belongs into
 *  one case with what others did. */
function raisedBy(
  row: Row,
  tally: Tally,
  isCampaign: boolean,
  { policy, neverKnown }: RelateBy,
): Outcome | undefined {
  const { carried } = row
  if (carried === undefined || tally.suspicionCenti <= 0) return undefined
  const standing = standingOf(row, carried, tally.suspicionCenti, policy)
  const addAll = (sum: Tally) => sum.giveAll(tally.findings)
  const outcome = judgeAgain(standing, addAll, policy, {
    memory: undefined,
    neverKnown,
    filled: carried.filled,
  })
  if (!outcome.decision.alerts) return undefined
  const isLouder = !atLeast(row.severity, outcome.assessment.severity)
  const goesFurther = lesserMode(carried.mode, outcome.decision.mode) !== outcome.decision.mode
  return !row.alerted || isLouder || goesFurther || isCampaign ? outcome : undefined
}

/** The change as it was told, if it was: by which rules, and how gravely. Where a rule's floor told it and others'
 *  points do not suffice either, it is still for the rule alone that anybody hears of it: those points then bring it
 *  into one case with the rest, and grant the machine nothing further. */
function standingOf(row: Row, carried: Carried, addedCenti: number, { alertAt }: Policy): Standing {
  const { suspicionCenti, stakesCenti, alerted, severity } = row
  const { change, forbid, rules = [], mode } = carried
  const total = suspicionCenti + addedCenti
  const tips = total >= alertAt.suspicionCenti && total + stakesCenti >= alertAt.scoreCenti
  return {
    change,
    suspicionCenti,
    stakesCenti,
    rules,
    forbid: tips ? forbid : [...forbid, ...beyond(mode)],
    ...(alerted && { floor: severity }),
  }
}

function beyond(mode: Mode): readonly Mode[] {
  return modes.slice(modes.indexOf(mode) + 1)
}
