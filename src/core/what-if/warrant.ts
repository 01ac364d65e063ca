import type { Reason } from '../change/account-change.ts'
import { countOthers } from '../evidence/vouching.ts'
import type { Ladder } from './ladder.ts'
import { canBeKnown, type Situation } from './situation.ts'

interface Rung {
  readonly says: string
  /** Paths of the facts, for sources that never say them. */
  readonly paths: readonly string[]
  /** What the reason lacks of it; undefined where it has it already. */
  lacks(reason: Reason, otherApprovers: number): Reason | undefined
}

const routed: Rung = {
  says: 'it had been routed to the actor',
  paths: ['reason', 'reason.assignment'],
  lacks: ({ assignment }) => (assignment === 'self-picked' ? { assignment: 'routed' } : undefined),
}
const report: Rung = {
  says: 'it had answered a user’s report',
  paths: ['reason', 'reason.reportId'],
  lacks: ({ reportId }) => (reportId === undefined ? { reportId: 'what-if' } : undefined),
}
const ticket: Rung = {
  says: 'it had named a ticket',
  paths: ['reason', 'reason.ticketId'],
  lacks: ({ ticketId }) => (ticketId === undefined ? { ticketId: 'what-if' } : undefined),
}
const approval = approvals('somebody else had approved it', ['what-if-1'])
const twoApprovals = approvals('two others had approved it', ['what-if-1', 'what-if-2'])
const ticketAndTwo: Rung = {
  says: 'it had named a ticket and two others had approved it',
  paths: ['reason', 'reason.ticketId', 'reason.approvedBy'],
  lacks(reason, others) {
    const named = ticket.lacks(reason, others)
    const approved = twoApprovals.lacks(reason, others)
    return named && approved && { ...named, ...approved }
  },
}

const rungs = [routed, report, ticket, approval, twoApprovals, ticketAndTwo]

/** What could have stood behind the change, from a few words to three people's word. */
export const warrant: Ladder = {
  name: 'warrant',
  stepsOf: (was) => (isPersons(was) ? lackingIn(was).length : 0),
  at(was, step) {
    const given = was.change.reason ?? {}
    const lacks = lackingIn(was)[step - 1]?.lacks(given, othersIn(was))
    return lacks === undefined ? was : { ...was, change: { ...was.change, reason: { ...given, ...lacks } } }
  },
  says: (was, step) => lackingIn(was)[step - 1]?.says ?? '',
}

function approvals(says: string, by: readonly string[]): Rung {
  return {
    says,
    paths: ['reason', 'reason.approvedBy'],
    lacks: ({ approvedBy = [] }, others) =>
      others < by.length ? { approvedBy: [...approvedBy, ...by.slice(others)] } : undefined,
  }
}

/** Nobody approves what a machine does, change by change. */
function isPersons({ change: { actor } }: Situation): boolean {
  return actor.kind !== 'automation' && actor.kind !== 'system'
}

function lackingIn(was: Situation): readonly Rung[] {
  const given = was.change.reason ?? {}
  const others = othersIn(was)
  return rungs.filter((rung) => canBeKnown(was, ...rung.paths) && rung.lacks(given, others) !== undefined)
}

/** As evidence counts them: neither the actor, in whatever letters, nor whoever it was done for is another. */
function othersIn({ change }: Situation): number {
  return countOthers(change.reason?.approvedBy ?? [], change)
}
