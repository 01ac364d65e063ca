import type { Transaction } from 'kysely'
import type { Question } from '../../core/ask/question.ts'
import type { Happening } from '../../ports/audit.ts'
import type { OpinionOutcome, SecondOpinion } from '../../ports/checks.ts'
import { record } from './audit-append.ts'
import type { Tables } from './database.ts'

/** Writes into the record what a second person said of a change that is not done yet, or that they were kept from it.
 *  The same word again, and a word about something else than was asked, change nothing and are no entry. */
export async function recordOpinion(
  store: Transaction<Tables>,
  opinion: SecondOpinion,
  before: Question,
  outcome: OpinionOutcome,
): Promise<void> {
  const refused = refusalOf(outcome)
  if (refused === undefined && (outcome.kind !== 'done' || outcome.repeated)) return
  const { checkId, by, at, reason, requestId } = opinion
  const { actor, account, action } = before.change
  const happening: Happening = {
    deed: refused !== undefined ? 'act-refused' : deedOf[opinion.opinion],
    at,
    by,
    about: checkId,
    whom: actor.id,
    other: account.id,
    why: reason,
    before: { state: before.state },
    after:
      outcome.kind === 'done'
        ? { state: outcome.question.state, action, cause: before.cause }
        : { act: `check-${opinion.opinion}`, refused: refused ?? '' },
    ...(requestId === undefined ? {} : { requestId }),
  }
  await record(store, [happening])
}

const deedOf = { approve: 'check-approved', refuse: 'check-refused' } as const

function refusalOf(outcome: OpinionOutcome): string | undefined {
  if (outcome.kind === 'own' || outcome.kind === 'same-team' || outcome.kind === 'uncleared')
    return outcome.kind
  return outcome.kind === 'too-late' ? outcome.says : undefined
}
