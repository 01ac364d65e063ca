import * as at from '../memory/layout.ts'
import { markBit, markIndex } from '../memory/marks.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'

/** In hundredths of points. Negative: speaks for routine. */
export const justificationWeights = {
  ticket: -100,
  report: -50,
  approved: -200,
  approvedTwice: -350,
  selfApproved: 200,
  nothing: 150,
  aloneOnNotable: 100,
  aloneOnProtected: 200,
  /** A protected account, shut for good by one hand. */
  foreverOnProtected: 150,
  /** Cap for neither ticket nor report, where this actor otherwise always names one of a kind. */
  ticketMissing: 200,
  refused: 100,
}

const ticket = bar('ticket', 'names a ticket', 'not every change does')
const report = bar('report', "answers a user's report", 'not every change does')
const approved = approvedBar('approved', 'approved by somebody else', 'approved before by a second person')
const approvedTwice = approvedBar(
  'approvedTwice',
  'approved by two others',
  'approved by two others, by one of them before it was done',
)
const selfApproved = bar('selfApproved', 'approved by the actor themself', 'somebody else approves')
const nothing = bar('nothing', 'no reason, ticket, report or note at all', 'some reason')
const aloneOnNotable = bar(
  'aloneOnNotable',
  'alone, without a ticket, on an account of note',
  'a ticket or a second pair of eyes',
)
const aloneOnProtected = bar(
  'aloneOnProtected',
  'alone, without a ticket, on a protected account',
  'a ticket or a second pair of eyes',
)
const foreverOnProtected = bar(
  'foreverOnProtected',
  'shuts a protected account for good, and nobody else approved',
  'a measure that ends, or a second pair of eyes',
)
const ticketMissing: BarKind = {
  name: 'justification.ticketMissing',
  family: 'warrant',
  axis: 'suspicion',
  says: (finding) => ({
    observed: 'neither ticket nor report',
    expected: `${Math.round(finding.seen)} of about ${Math.round(finding.usual)} acts of this actor name one`,
  }),
}
const refused = bar('refused', 'the platform refused or failed it', 'what staff may do succeeds')
const facts = [
  refused,
  ticket,
  report,
  approved,
  approvedTwice,
  selfApproved,
  nothing,
  aloneOnNotable,
  aloneOnProtected,
  foreverOnProtected,
]

/** What stands behind the change: ticket, report, approvals, and whether both ticket and report are missing where
 *  this actor otherwise names one. Whoever works on tickets and acts on a report for once names something too.
 *    ticket and two other approvers -> -3.85 (joined from -3.50 and -1.00)   report -> -0.50
 *    approved by oneself -> 2.00   nothing given -> 1.50   alone on a protected account -> 2.00
 *    neither ticket nor report, where 190 of 200 had one of them -> 2.00 (cap)
 *  Range -3.85 to about 4. Cost: comparisons; one logarithm where both are missing. Cold start: habits are silent
 *  below 20 acts, facts are not. Misleads where words are free: whoever knows the system names a ticket, so
 *  these points stay small until tickets are looked up. A source that never has tickets must say so. */
export const justification: Evidence = {
  name: 'justification',
  family: 'warrant',
  onAdminLog: 'beats chance',
  coldUntil: '20 acts',
  fromFacts: facts,
  risesWith: ['acts that name a ticket or a report'],
  bars: [...facts, ticketMissing],
  fitting: {
    ordered: [
      ['approved', 'approvedTwice'],
      ['aloneOnProtected', 'aloneOnNotable'],
    ],
  },
  measure(sight, weights, tally) {
    const weight = weights.justification
    if (sight.change.outcome === 'refused' || sight.change.outcome === 'failed')
      tally.give(refused, weight.refused)
    if (sight.machine) return
    if (sight.ticket) tally.give(ticket, weight.ticket)
    if (sight.report) tally.give(report, weight.report)
    if (sight.otherApprovers >= 2) tally.give(approvedTwice, weight.approvedTwice)
    else if (sight.otherApprovers === 1) tally.give(approved, weight.approved)
    if (sight.selfApproved) tally.give(selfApproved, weight.selfApproved)
    if (saysNothing(sight)) tally.give(nothing, weight.nothing)
    if (sight.notable && !sight.ticket && sight.otherApprovers === 0) {
      if (!sight.neverKnown.has('reason.ticketId')) {
        if (sight.protected) tally.give(aloneOnProtected, weight.aloneOnProtected)
        else tally.give(aloneOnNotable, weight.aloneOnNotable)
      }
    }
    if (
      sight.protected &&
      sight.effect === 'restricts' &&
      sight.otherApprovers === 0 &&
      (sight.marks & markBit.forever) !== 0
    ) {
      tally.give(foreverOnProtected, weight.foreverOnProtected)
    }
    const { slots } = sight
    const acts = slots[at.usualWeightSlot] ?? 0
    if (!sight.ticket && !sight.report && acts >= historyMin) {
      const times =
        (slots[at.usualMarkSlot + markIndex.ticket] ?? 0) + (slots[at.usualMarkSlot + markIndex.report] ?? 0)
      const bits = oddness(acts - times, acts, 0.5)
      tally.give(ticketMissing, weight.ticketMissing * Math.min(1, bits / missingBitsMax), times, acts)
    }
  },
}

/** Acts below which an actor's own mix says nothing. */
const historyMin = 20

/** Bits of oddness by which all points are given for a ticket that is missing. */
const missingBitsMax = 1.5

/** log2(share / usual), with ten acts of a start at one in twenty; 0 where it is no odder than that. */
function oddness(times: number, acts: number, share: number): number {
  const usual = (times + 0.5) / (acts + 10)
  return usual >= share ? 0 : Math.log2(share / usual)
}

function saysNothing(sight: Sight): boolean {
  const { reason } = sight.change
  if (reason === undefined) return !sight.neverKnown.has('reason')
  return (
    reason.code === undefined &&
    reason.note === undefined &&
    !sight.ticket &&
    !sight.report &&
    (reason.policies === undefined || reason.policies.length === 0)
  )
}

function approvedBar(name: string, observed: string, before: string): BarKind {
  return {
    ...bar(name, observed, 'not every change is'),
    says: (_, { approvedBefore }) => ({
      observed: approvedBefore ? before : observed,
      expected: 'not every change is',
    }),
  }
}

function bar(name: string, observed: string, expected: string): BarKind {
  return {
    name: `justification.${name}`,
    family: 'warrant',
    axis: 'suspicion',
    says: () => ({ observed, expected }),
  }
}
