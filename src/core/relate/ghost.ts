import type { AccountChange } from '../change/account-change.ts'
import type { Outcome } from '../decision/decide.ts'
import { judgeAgain } from '../decision/judge-again.ts'
import { Tally } from '../evidence/tally.ts'
import type { Mode } from '../policy/severity.ts'
import { ghost } from './evidence/ghost.ts'
import type { RelateBy } from './relate.ts'
import type { RelationSight } from './relation-sight.ts'

/** A ghost change: an account's state moved, and nobody was told by whom. It shows when the next change finds the
 *  account otherwise than the last one left it, and is told of with that next change, whose actor it says nothing
 *  of: so it is an alert of its own, adds nothing to the change's suspicion elsewhere, and grants nothing.
 *    left suspended, found suspended -> nothing     left suspended, found active -> told
 *    left suspended until yesterday, found active -> nothing     nothing seen before, or no states -> nothing
 *  At least medium, so that somebody hears of it. Misleads where changes of one account come in the wrong order, as
 *  while one partition lags; and wherever states move outside the stream. */
export function ghostOf(sight: RelationSight, { policy, neverKnown }: RelateBy): Outcome | undefined {
  if (policy.weights.ghost.moved <= 0) return undefined
  const found = new Tally()
  ghost.measure(sight, policy.weights, found)
  if (found.findings.length === 0) return undefined
  const { row } = sight
  const { suspicionCenti, stakesCenti } = row
  const change = row.carried?.change ?? bareChange(row)
  return judgeAgain(
    { change, suspicionCenti, stakesCenti, forbid: nothingMay, rules: [], floor: 'medium' },
    (tally) => tally.giveAll(found.findings),
    policy,
    { memory: undefined, neverKnown, filled: row.carried?.filled },
  )
}

const nothingMay: readonly Mode[] = ['approve', 'veto', 'auto']

/** As much of a change as a row tells, where it carries no more. */
export function bareChange({
  source,
  eventId,
  occurredAt,
  action,
  took,
  actorId,
  accountId,
  machine,
}: RelationSight['row']): AccountChange {
  return {
    source,
    eventId,
    occurredAt,
    action,
    outcome: took ? 'done' : 'failed',
    account: { id: accountId },
    actor: { id: actorId, kind: machine ? 'automation' : 'unknown' },
  }
}
