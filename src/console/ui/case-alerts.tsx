import type { CaseDetail } from '../../core/case/case-detail.ts'
import { didSays } from '../../core/change/action-words.ts'
import { broughtInSays } from './brought-in.tsx'
import { chosenAlertId } from './desk.ts'
import { clock, count, points } from './figures.ts'
import { SeverityMark } from './severity-mark.tsx'
import { reversalSays } from './words.ts'

/** Every alert of the case; the chosen one's bars are shown above. */
export function CaseAlerts({ open, chosenId, total }: CaseAlertsNeeds) {
  const undoings = new Map(open.reversals.map((undoing) => [undoing.reversal.alertId, undoing.reversal]))
  return (
    <section class="alerts" aria-labelledby="alerts-title">
      <h3 id="alerts-title">
        Alerts <span class="quiet number">{count(total)}</span>
        {open.alerts.length < total && (
          <span class="quiet">, the {open.alerts.length} with the highest scores</span>
        )}
      </h3>
      <table>
        <tbody>
          {open.alerts.map((alert) => {
            const undoing = undoings.get(alert.alertId)
            return (
              <tr key={alert.alertId} class={alert.alertId === chosenId ? 'chosen' : ''}>
                <td>
                  <SeverityMark severity={alert.severity} />
                </td>
                <td class="number quiet">{clock(alert.occurredAt)}</td>
                <td>
                  <button
                    type="button"
                    class="plain clip"
                    aria-pressed={alert.alertId === chosenId}
                    onClick={() => {
                      chosenAlertId.value = alert.alertId
                    }}
                  >
                    {alert.change === undefined ? alert.says : didSays[alert.change.action]}{' '}
                    <bdi>{alert.change?.account.handle ?? alert.change?.account.id}</bdi>
                  </button>
                  {broughtInSays(alert) !== undefined && (
                    <span class="quiet brought-in"> {broughtInSays(alert)}</span>
                  )}
                </td>
                <td class="quiet clip">
                  {undoing && reversalSays(undoing.state, undoing.countermeasure, undoing.at)}
                </td>
                <td class="number">{points(alert.scoreCenti)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

interface CaseAlertsNeeds {
  readonly open: CaseDetail
  readonly chosenId: string | undefined
  /** Of the case, which may have more than are shown. */
  readonly total: number
}
