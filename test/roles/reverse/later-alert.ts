import type { Alert } from '../../../src/core/decision/alert.ts'
import { alertIdOf } from '../../../src/roles/ids.ts'
import { type Desk, openDesk } from './desk.ts'

/** A running desk with two tiers, of which the first takes two people, and a rule that rita wrote. */
export async function openTwoTiers(waitSeconds = 1_800): Promise<Desk> {
  const desk = await openDesk()
  desk.policy = {
    ...desk.policy,
    tiers: [
      { name: 'protected', approvers: 2, waitSeconds },
      { name: 'everyone', waitSeconds },
    ],
    rules: [{ name: 'many-hands', author: 'rita' }],
  }
  await desk.start()
  return desk
}

/** As RELATE would raise it, about the same change. */
export async function laterAlert(desk: Desk, first: Alert, part: Partial<Alert>): Promise<Alert> {
  const alertId = alertIdOf(first.source, first.eventId, 'relation', JSON.stringify(part))
  const { exclusion: _exclusion, ...rest } = first
  const alert: Alert = { ...rest, kind: 'relation', alertId, ...part }
  const value = Buffer.from(JSON.stringify(alert))
  await desk.log.append('countermand.alerts', [{ key: first.change?.account.id ?? '', value }])
  return alert
}
