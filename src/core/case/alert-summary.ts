import type { Alert } from '../decision/alert.ts'
import type { TopAlert } from './case.ts'
import { handsOfChange } from './veil.ts'

/** The longest sentence and the longest name that a row of the queue carries; the case itself shows all. */
const saysLengthMax = 240
const nameLengthMax = 120

/** What the queue shows of an alert. */
export function summarise(alert: Alert): TopAlert {
  const { change } = alert
  const others = change === undefined ? [] : handsOfChange(change).filter((id) => id !== change.actor.id)
  return {
    alertId: alert.alertId,
    says: clip(alert.says, saysLengthMax),
    occurredAt: alert.occurredAt,
    ...(change === undefined ? {} : { actorId: change.actor.id }),
    ...(others.length === 0 ? {} : { others }),
    accountId: change?.account.id ?? '',
    ...(change?.account.handle === undefined ? {} : { handle: clip(change.account.handle, nameLengthMax) }),
    ...(change === undefined ? {} : { action: change.action }),
    suspicionCenti: alert.suspicionCenti,
    stakesCenti: alert.stakesCenti,
    scoreCenti: alert.scoreCenti,
    tier: alert.tier,
    mode: alert.mode,
    countermeasure: alert.countermeasure,
  }
}

function clip(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`
}
