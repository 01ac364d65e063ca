import type { Alert, AlertCause } from '../../core/decision/alert.ts'

/** How much of an alert leaves the house. `ids` carries no words that a person chose or that describe one;
 *  `words` adds the sentence, the handle and the evidence. The exclusion is in neither: it may be sealed. */
export const payloadDetails = ['ids', 'words'] as const
export type PayloadDetail = (typeof payloadDetails)[number]

/** The body of one notification, as Standard Webhooks wants it: `type`, `timestamp` (ISO 8601, when the alert
 *  was raised) and `data`. Points are numbers with two decimals. */
export interface AlertPayload {
  readonly type: 'alert.raised'
  readonly timestamp: string
  readonly data: {
    readonly alertId: string
    readonly kind: Alert['kind']
    readonly severity: Alert['severity']
    readonly score: number
    readonly suspicion: number
    readonly stakes: number
    readonly mode: Alert['mode']
    readonly countermeasure: Alert['countermeasure']
    /** Of what was not acted on. */
    readonly cause?: AlertCause
    readonly tier: string
    readonly rules: readonly string[]
    readonly policy: string
    readonly source: string
    readonly eventId: string
    readonly occurredAt: string
    /** Absent for a dead letter. */
    readonly action?: string
    readonly actorId?: string
    readonly accountId?: string
    /** With `words` only. */
    readonly says?: string
    readonly handle?: string
    readonly evidence?: readonly { name: string; points: number; observed: string }[]
  }
}

export function alertPayload(alert: Alert, detail: PayloadDetail): AlertPayload {
  const { change } = alert
  return {
    type: 'alert.raised',
    timestamp: new Date(alert.raisedAt).toISOString(),
    data: {
      alertId: alert.alertId,
      kind: alert.kind,
      severity: alert.severity,
      score: alert.scoreCenti / 100,
      suspicion: alert.suspicionCenti / 100,
      stakes: alert.stakesCenti / 100,
      mode: alert.mode,
      countermeasure: alert.countermeasure,
      ...(alert.cause && { cause: alert.cause }),
      tier: alert.tier,
      rules: alert.rules,
      policy: alert.policy,
      source: alert.source,
      eventId: alert.eventId,
      occurredAt: new Date(alert.occurredAt).toISOString(),
      ...(change && { action: change.action, actorId: change.actor.id, accountId: change.account.id }),
      ...(detail === 'words' && words(alert)),
    },
  }
}

function words(alert: Alert): Partial<AlertPayload['data']> {
  const handle = alert.change?.account.handle
  return {
    says: alert.says,
    ...(handle !== undefined && { handle }),
    evidence: alert.bars.map(({ name, pointsCenti, observed }) => ({
      name,
      points: pointsCenti / 100,
      observed,
    })),
  }
}
