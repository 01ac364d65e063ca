import { signal } from '@preact/signals'
import type { Alert } from '../../core/decision/alert.ts'
import type { CaseDetail } from '../../ports/cases.ts'
import { CaseActions } from './case-actions.tsx'
import { CaseAlerts } from './case-alerts.tsx'
import { CaseBars } from './case-bars.tsx'
import { CaseHistory } from './case-history.tsx'
import { CaseTimeline } from './case-timeline.tsx'
import { caseRow, detail, detailTrouble, openCase, openCaseId } from './desk.ts'
import { Field } from './field.tsx'
import { day, many, points } from './figures.ts'
import { titleOf } from './queue-row.tsx'
import { SeverityMark } from './severity-mark.tsx'
import { Undo } from './undo.tsx'
import { modeSays, stateSays, verdictSays } from './words.ts'

/** The alert of the open case whose bars are shown; the top one until somebody chooses another. */
export const chosenAlertId = signal<string | undefined>(undefined)

/** One case, opened: what happened, why it was noticed, what became of it, what can be done. */
export function CaseView() {
  const open = detail.value
  if (open === undefined || open.case.caseId !== openCaseId.value) {
    return <p class="first-words">{detailTrouble.value ?? 'Opening the case.'}</p>
  }
  const alert = chosen(open)
  // The row of the queue may be a moment newer than what was read.
  const row = caseRow(open.case.caseId) ?? open.case
  return (
    <article class="case" aria-labelledby="case-title">
      <header>
        <button type="button" class="plain back" onClick={() => openCase(undefined)}>
          ← The field
        </button>
        <h2 id="case-title">
          <SeverityMark severity={row.severity} /> <span>{titleOf(row)}</span>
        </h2>
        <p class="quiet">
          {row.severity} · {stateSays[row.state]}
          {row.assignee === undefined ? '' : ` · with ${row.assignee}`}
          {row.lastVerdict === undefined ? '' : ` · ${verdictSays[row.lastVerdict]}`} ·{' '}
          {many(row.alertCount, 'alert')}, {many(row.accountCount, 'account')} · {day(row.firstAt)}
        </p>
      </header>
      {alert !== undefined && <AlertSheet alert={alert} open={open} />}
      <CaseActions open={row} />
      {open.alerts.length > 1 && <CaseAlerts open={open} chosenId={alert?.alertId} total={row.alertCount} />}
      <CaseHistory entries={open.history} />
    </article>
  )
}

function chosen(open: CaseDetail): Alert | undefined {
  return (
    open.alerts.find((alert) => alert.alertId === chosenAlertId.value) ??
    open.alerts.find((alert) => alert.alertId === open.case.top.alertId) ??
    open.alerts[0]
  )
}

function AlertSheet({ alert, open }: { readonly alert: Alert; readonly open: CaseDetail }) {
  const undoing = open.reversals.find(({ reversal }) => reversal.alertId === alert.alertId)
  const name = alert.change?.account.handle ?? alert.change?.account.id
  const { suspicionCenti, stakesCenti, severity } = alert
  return (
    <>
      <p class="sentence">{alert.says}</p>
      <Note alert={alert} />
      <CaseTimeline alert={alert} undoing={undoing} />
      <Undo alert={alert} undoing={undoing} />
      <div class="account-and-place">
        <CaseBars alert={alert} />
        <aside class="place">
          <Field
            only={{
              suspicionCenti,
              stakesCenti,
              severity,
              alerted: true,
              ...(name === undefined ? {} : { name }),
            }}
          />
          <p class="quiet">Here is where this one fell, among what happened lately.</p>
          <dl>
            <dt>Tier</dt>
            <dd>{alert.tier}</dd>
            <dt>Mode</dt>
            <dd>{modeSays[alert.mode]}</dd>
            {alert.exclusion !== undefined && (
              <>
                <dt>Excluded</dt>
                <dd class="clip">{alert.exclusion}</dd>
              </>
            )}
            {alert.missing.length > 0 && (
              <>
                <dt>Unknown</dt>
                <dd>{alert.missing.join(', ')}</dd>
              </>
            )}
            {alert.rules.length > 0 && (
              <>
                <dt>Rules</dt>
                <dd>{alert.rules.join(', ')}</dd>
              </>
            )}
            <dt>Score</dt>
            <dd class="number">
              {points(suspicionCenti)} + {points(stakesCenti)} = {points(alert.scoreCenti)}
            </dd>
            <dt>Policy</dt>
            <dd class="number">{alert.policy}</dd>
          </dl>
          <PlatformLinks alert={alert} />
        </aside>
      </div>
    </>
  )
}

/** What the actor wrote: somebody else's text, shown as it is and no wider than the page. */
function Note({ alert }: { readonly alert: Alert }) {
  const { code, note, ticketId, reportId } = alert.change?.reason ?? {}
  const given = [code, reportId, ticketId].filter((value) => value !== undefined)
  if (given.length === 0 && note === undefined) return null
  return (
    <p class="given quiet">
      Reason given: <bdi>{given.join(', ')}</bdi>
      {note !== undefined && <q class="clip">{note}</q>}
    </p>
  )
}

/** Into the platform's own tool. Only web addresses: anything else in a link is somebody's trick. */
function PlatformLinks({ alert }: { readonly alert: Alert }) {
  const links = Object.entries(alert.change?.links ?? {}).filter(([, address]) =>
    /^https?:\/\//i.test(address),
  )
  if (links.length === 0) return null
  return (
    <ul class="links">
      {links.map(([what, address]) => (
        <li key={what}>
          <a href={address} target="_blank" rel="noopener noreferrer">
            {what} in the platform’s tool
          </a>
        </li>
      ))}
    </ul>
  )
}
