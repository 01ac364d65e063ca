import type { Transaction } from 'kysely'
import type { AuditDeed, AuditFacts } from '../../core/audit/entry.ts'
import type { Case } from '../../core/case/case.ts'
import { usualOf } from '../../core/case/undo-by-person.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { needsClearance } from '../../core/reversal/exclusions.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import type { Happening } from '../../ports/audit.ts'
import type { Act, ActOutcome } from '../../ports/cases.ts'
import { record } from './audit-append.ts'
import type { Tables } from './database.ts'

/** What an act is upon, as it stood before. */
export interface ActTarget {
  readonly case: Case
  /** Where one alert is meant. */
  readonly alert?: Alert
  /** Where one reversal is. */
  readonly reversal?: Reversal
}

/** What became of an act, and what it was upon: one, or all those that one word was for. */
export interface Carried {
  readonly outcome: ActOutcome
  readonly upon: readonly ActTarget[]
}

/** What was said, not that it was done: whoever reads the word may refuse it, and that is an entry of its own. */
const deedOf = {
  acknowledge: 'acknowledged',
  assign: 'assigned',
  verdict: 'verdict-given',
  undo: 'undo-asked',
  approve: 'said-yes',
  veto: 'said-no',
  'see-countdown': 'countdown-seen',
  extend: 'more-time-asked',
  'hand-over': 'hand-over-asked',
  contain: 'containment-asked',
  lift: 'containment-lift-asked',
  withdraw: 'containment-withdrawal-asked',
} as const satisfies Record<Act['do'], AuditDeed>

/** Writes what a person did about a case into the record, or that they were kept from it: one entry for each that it
 *  was upon. A stale version is neither: the person sees it at once and does it again. */
export async function recordAct(
  store: Transaction<Tables>,
  act: Act,
  upon: readonly ActTarget[],
  outcome: ActOutcome,
): Promise<void> {
  const refusal = refusalOf(outcome)
  if (outcome.kind !== 'done' && refusal === undefined) return
  await record(
    store,
    upon.map((target) => happeningOf(act, target, outcome, refusal)),
  )
}

function happeningOf(
  act: Act,
  { case: seen, alert, reversal }: ActTarget,
  outcome: ActOutcome,
  refusal: string | undefined,
): Happening {
  const words = wordsOf(act)
  const other = act.do === 'assign' ? act.assignee : act.do === 'hand-over' ? act.toPerson : undefined
  return {
    deed: outcome.kind === 'done' ? deedOf[act.do] : 'act-refused',
    at: act.at,
    by: act.by,
    about: seen.caseId,
    whom: seen.actorId,
    before: factsOf(seen),
    after:
      outcome.kind === 'done'
        ? {
            ...factsOf(outcome.case),
            ...(alert === undefined ? {} : { alertId: alert.alertId }),
            ...(reversal === undefined ? {} : { reversalId: reversal.reversalId }),
            ...(act.do === 'undo' && act.countermeasure !== undefined
              ? { countermeasure: act.countermeasure }
              : {}),
            ...(isYesToExcluded(act, alert, reversal) ? { excluded: true } : {}),
            ...(reversal?.commandHash === undefined ? {} : { commandHash: reversal.commandHash }),
            ...(act.do === 'hand-over' && act.toRole !== undefined ? { toRole: act.toRole } : {}),
          }
        : { act: act.do, refused: refusal ?? '' },
    ...(other === undefined ? {} : { other }),
    ...(words === undefined ? {} : { why: words }),
    ...(act.requestId === undefined ? {} : { requestId: act.requestId }),
  }
}

/** Said of every yes that took clearance, though never which exclusion it was: that may be sealed. */
function isYesToExcluded(act: Act, alert: Alert | undefined, reversal: Reversal | undefined): boolean {
  if (alert === undefined || (act.do !== 'undo' && act.do !== 'approve')) return false
  const wanted = (act.do === 'undo' ? act.countermeasure : reversal?.countermeasure) ?? usualOf(alert)
  return wanted !== undefined && needsClearance(alert, wanted, reversal?.blockedBy)
}

/** The assignee is a person, and so not among these. */
function factsOf({ state, version, lastVerdict }: Case): AuditFacts {
  return { state, version, ...(lastVerdict === undefined ? {} : { lastVerdict }) }
}

function refusalOf(outcome: ActOutcome): string | undefined {
  if (outcome.kind === 'own-case' || outcome.kind === 'own-team') return outcome.kind
  return outcome.kind === 'not-allowed' ? outcome.says : undefined
}

function wordsOf(act: Act): string | undefined {
  if ('reason' in act) return act.reason
  return act.do === 'verdict' ? act.note : undefined
}
