import type { Alert, AlertCause } from '../../core/decision/alert.ts'
import { unscoredAlert } from '../../core/decision/unscored-alert.ts'
import { type Severity, severities } from '../../core/policy/severity.ts'
import { withHands } from '../../core/reversal/account-log.ts'
import type { Countermeasure } from '../../core/reversal/countermeasures.ts'
import { policyModeFor } from '../../core/reversal/exclusions.ts'
import type { Reversal, ReversalState } from '../../core/reversal/reversal.ts'
import type { Sighting } from '../../core/reversal/sighting.ts'
import { isolated } from '../../core/spelling/isolated.ts'
import type { ContainmentEntry } from '../../ports/containments.ts'
import type { LedgerRecord } from '../../ports/ledger.ts'
import { alertIdOf } from '../ids.ts'

/** Alerts that are raised here. None of them is ever acted on, by us or by anybody else: see `undoingOf`. Each keeps the
 *  exclusion of the alert that it speaks of: what is sealed there is sealed here. */

/** A limit must never be quiet: where the policy let the machine act, or a person asked, and it was not done or cannot
 *  be shown to be done, people are told, one severity up and at least `high`. One alert a change and countermeasure, whatever the
 *  reason and however often it is weighed again.
 *
 *  Not where a newer decision has given the account back or made something else of it; only where the account still
 *  stands as the change left it. Not where the ceiling keeps the machine from acting: somebody set that, and the first
 *  alert has gone out. Nor for what an exclusion keeps besides what the alert asks for: that waits for people, and was
 *  never the machine's. */
export function notActedAlert({ reversal, alert }: LedgerRecord, now: number): Alert | undefined {
  const wasAsked = reversal.by !== undefined || reversal.approvedBy !== undefined
  const isItsOwn = alert.countermeasure === reversal.countermeasure
  const wasWanted = (isItsOwn && (alert.mode === 'auto' || alert.mode === 'veto')) || wasAsked
  const isLeft = reversal.state === 'superseded' && reversal.stillStands === true
  if (!wasWanted || !(isLeft || needsPeople.has(reversal.state))) return undefined
  if (reversal.state === 'blocked' && reversal.granted === 'observe') return undefined
  return {
    ...alert,
    alertId: alertIdOf(alert.source, alert.eventId, 'not-acted', reversal.countermeasure),
    kind: 'not-acted',
    // Two people have answered for it beforehand: worth a line, and nobody's sleep.
    severity: reversal.blockedBy.includes('intended') ? 'info' : oneUp(alert.severity),
    raisedAt: now,
    mode: 'observe',
    countermeasure: 'none',
    cause: causeFor(alert, reversal.countermeasure),
    // Whose hand the platform's log shows is for the case, where it has a name of its own.
    says: `${wordFor(reversal)}: ${withHands(reversal.says)}.`,
  }
}

/** Half of a countdown is over, and nobody on shift has seen it: louder than the alert that began it, while there
 *  is still time. Said once, however long the countdown is made. */
export function unattendedAlert({ reversal, alert }: LedgerRecord, now: number): Alert | undefined {
  const { alarmedAt, deadlineAt, state, countermeasure } = reversal
  if (alarmedAt === undefined || deadlineAt === undefined || state !== 'counting') return undefined
  const leftSeconds = Math.max(0, Math.round((deadlineAt - alarmedAt) / 1000))
  return {
    ...alert,
    alertId: alertIdOf(alert.source, alert.eventId, 'not-acted', `${countermeasure}, unattended`),
    kind: 'not-acted',
    severity: oneUp(alert.severity),
    raisedAt: now,
    mode: 'observe',
    countermeasure: 'none',
    cause: causeFor(alert, countermeasure),
    says: `Nobody on shift has acknowledged the countdown to ${countermeasure}: it ends in ${leftSeconds} s, and then nothing is done.`,
  }
}

/** People asked for an actor to be contained, and nobody is; or somebody else has freed them. Said of the alert that
 *  led to it, so that it lands with that hand; nobody is named where that alert is not known. */
export function notContainedAlert(
  cause: Alert | undefined,
  { containId, alertId, source, life }: ContainmentEntry,
  now: number,
): Alert {
  const known =
    cause ??
    unscoredAlert({
      alertId,
      kind: 'limit',
      source,
      eventId: `contain/${containId}`,
      occurredAt: now,
      raisedAt: now,
      severity: 'high',
      says: '',
    })
  const word = life.state === 'lifted' ? 'The actor is contained no more' : 'The actor was not contained'
  return {
    ...known,
    alertId: alertIdOf(
      source,
      known.eventId,
      'not-acted',
      `contain ${containId} ${life.round} ${life.state}`,
    ),
    kind: cause === undefined ? 'limit' : 'not-acted',
    severity: oneUp(known.severity),
    raisedAt: now,
    mode: 'observe',
    countermeasure: 'none',
    ...(cause === undefined ? {} : { cause: { alertId: cause.alertId } }),
    says: `${life.state === 'escalated' ? 'A containment is left to people' : word}: ${life.says}.`,
  }
}

/** Somebody's change claims that we caused it, and so was never scored. */
export function impostorAlert(sighting: Sighting, doubt: string, now: number): Alert {
  return unscoredAlert({
    alertId: alertIdOf(sighting.source, sighting.eventId, 'impostor'),
    kind: 'impostor',
    source: sighting.source,
    eventId: sighting.eventId,
    occurredAt: sighting.occurredAt,
    raisedAt: now,
    severity: 'critical',
    says: `A change (${sighting.action}) of account ${isolated(sighting.accountId)} claims to be our own undoing, but ${doubt}.`,
  })
}

function causeFor(alert: Alert, countermeasure: Countermeasure): AlertCause {
  return { alertId: alert.alertId, granted: policyModeFor(alert, countermeasure), countermeasure }
}

/** Behind "nobody can say that", and that it was not done. */
const said: Readonly<Record<Countermeasure, readonly [string, string]>> = {
  preserve: ['the data are preserved', 'The data were not preserved'],
  restore: ['the restore worked', 'The restore was not done'],
  protect: ['the account is protected', 'The account was not protected'],
  restrict: ['the restriction is back', 'The restriction was not put back'],
}

const needsPeople: ReadonlySet<ReversalState> = new Set([
  'blocked',
  'refused',
  'raced',
  'escalated',
  'expired',
])

function wordFor(reversal: Reversal): string {
  if ((reversal.state === 'escalated' && reversal.untouched !== true) || reversal.state === 'raced')
    return `Nobody can say that ${said[reversal.countermeasure][0]}`
  return said[reversal.countermeasure][1]
}

/** medium -> high   high -> critical   critical -> critical   info -> high */
function oneUp(severity: Severity): Severity {
  const up = Math.max(severities.indexOf(severity) + 1, severities.indexOf('high'))
  return severities[Math.min(up, severities.length - 1)] ?? 'critical'
}
