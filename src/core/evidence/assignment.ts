import * as at from '../memory/layout.ts'
import { holds } from '../memory/learn.ts'
import { markBit, markIndex } from '../memory/marks.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { belief, usualShare } from './habit.ts'
import type { Sight } from './sight.ts'
import type { Tally } from './tally.ts'
import type { Weights } from './weights.ts'

/** Caps, and the bits that are forgiven: what one act in sixteen is anyway is nobody's news. In hundredths of
 *  points. */
export const assignmentWeights = { free: 300, selfPicked: 200, viewed: 100 }

const selfPicked: BarKind = {
  name: 'assignment.selfPicked',
  family: 'warrant',
  axis: 'suspicion',
  says: (finding) => ({
    observed: 'the actor picked this one themself',
    expected: `${Math.round(finding.seen)} of about ${amountOf(finding.usual, 'act')} were self-picked, the others routed`,
  }),
}
const viewed: BarKind = {
  name: 'assignment.viewed',
  family: 'warrant',
  axis: 'suspicion',
  says: (finding) => ({
    observed: 'looked at private data of this very account shortly before',
    expected: `${Math.round(finding.seen)} of about ${amountOf(finding.usual, 'act')} are such looks`,
  }),
}

/** Acts below which nobody has a way of working. */
const historyMin = 20
/** So often is a change that was not meant self-picked, or looked up first, as far as anybody knows. */
const targetShare = 0.5
/** An act within the last hour still counts for e^-1 in the pace of an hour. */
const lastHour = 0.37
/** A report or a ticket is reason enough to pick an account oneself. */
const unasked = markBit.selfPicked | markBit.report | markBit.ticket
const viewSlot = at.usualActionSlot + at.actionIndex('view-private')
const exportSlot = at.usualActionSlot + at.actionIndex('export-data')

/** Whose choice it was to work on this account: self-picked by somebody whose work is otherwise routed to
 *  them; or looked up in private a moment before, by somebody who seldom looks.
 *    self-picked, where 0 of 200 were -> 2.00 (cap)   0 of 40 -> 0.76   0 of 19 -> 0.00   12 of 200 -> 0.00
 *    self-picked, with a report or a ticket -> 0.00
 *    looked up first, 1 look in 200 acts -> 1.00 (cap)   12 in 200 -> 0.00   routed, where none was -> 0.00
 *  Range 0 to 2.00. Cost: a comparison of bits and of two numbers. Cold start: silent below 20 acts. Misleads
 *  in a team that has just begun to route its work. Monotone: the rarer it is for the actor, the more points. */
export const assignment: Evidence = {
  name: 'assignment',
  family: 'warrant',
  onAdminLog: 'not measured: that log knows neither routed work nor looks at private data',
  coldUntil: '20 acts',
  risesWith: ['rarity of self-picked work', 'rarity of looks'],
  neverNegative: ['free', 'selfPicked', 'viewed'],
  bars: [selfPicked, viewed],
  fitting: { held: ['free'] },
  measure(sight, weights, tally) {
    if (sight.machine) return
    if ((sight.marks & unasked) === markBit.selfPicked) measureChoice(sight, weights.assignment, tally)
    // Whoever looked at it shortly before has it among the last few accounts touched.
    if (!sight.another && sight.effect !== 'reads') measureLook(sight, weights.assignment, tally)
  },
}

type Weight = Weights['assignment']

function measureChoice(sight: Sight, weight: Weight, tally: Tally): void {
  const times = sight.slots[at.usualMarkSlot + markIndex.selfPicked] ?? 0
  const acts = times + (sight.slots[at.usualMarkSlot + markIndex.routed] ?? 0)
  if (acts < historyMin) return
  const bits = surprise(usualShare(sight, at.usualMarkSlot + markIndex.selfPicked, acts), acts)
  if (bits > weight.free) tally.give(selfPicked, Math.min(weight.selfPicked, bits - weight.free), times, acts)
}

function measureLook(sight: Sight, weight: Weight, tally: Tally): void {
  const { slots } = sight
  if (!holds(slots, at.viewedHashSlot, at.viewedRemembered, sight.account)) return
  const acts = slots[at.usualWeightSlot] ?? 0
  if (acts < historyMin || (slots[at.paceSlot + 2] ?? 0) < lastHour) return
  const bits = surprise(
    Math.max(usualShare(sight, viewSlot, acts), usualShare(sight, exportSlot, acts)),
    acts,
  )
  const looks = (slots[viewSlot] ?? 0) + (slots[exportSlot] ?? 0)
  if (bits > weight.free) tally.give(viewed, Math.min(weight.viewed, bits - weight.free), looks, acts)
}

/** Hundredths of bits. */
function surprise(usual: number, acts: number): number {
  return 100 * belief(acts) * Math.log2(targetShare / usual)
}
