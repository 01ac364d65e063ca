import type { CaseDetail } from '../../core/case/case-detail.ts'
import { usualOf } from '../../core/case/undo-by-person.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { BroughtIn } from './brought-in.tsx'
import { CaseActions } from './case-actions.tsx'
import { CaseAlerts } from './case-alerts.tsx'
import { CaseHistory } from './case-history.tsx'
import { CaseRecord } from './case-record.tsx'
import { CaseTimeline } from './case-timeline.tsx'
import { ContainHand } from './contain-hand.tsx'
import { caseRow, chosenAlertId, detail, detailTrouble, openCase, openCaseId } from './desk.ts'
import { day, many } from './figures.ts'
import { titleOf } from './queue-row.tsx'
import { SeverityMark } from './severity-mark.tsx'
import { Undo } from './undo.tsx'
import { WhyNoticed } from './why-noticed.tsx'
import { stateSays, verdictSays } from './words.ts'

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
          ← The desk
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
      {alert !== undefined && <WhatHappened alert={alert} open={open} />}
      <CaseActions open={row} />
      {alert !== undefined && <WhyNoticed alert={alert} />}
      {open.alerts.length > 1 && <CaseAlerts open={open} chosenId={alert?.alertId} total={row.alertCount} />}
      <CaseHistory entries={open.history} />
      <CaseRecord key={row.caseId} caseId={row.caseId} />
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

function WhatHappened({ alert, open }: { readonly alert: Alert; readonly open: CaseDetail }) {
  const undoings = open.reversals.filter(
    ({ reversal }) => reversal.source === alert.source && reversal.eventId === alert.eventId,
  )
  const usual = usualOf(alert)
  const undoing = undoings.find(({ reversal }) => reversal.countermeasure === usual) ?? undoings[0]
  return (
    <>
      <p class="sentence">{alert.says}</p>
      <BroughtIn alert={alert} open={open} />
      <Note alert={alert} />
      <CaseTimeline alert={alert} undoing={undoing} />
      <Undo alert={alert} undoings={undoings} caseId={open.case.caseId} />
      <ContainHand
        alert={alert}
        stands={open.containments.find(({ actorId }) => actorId === alert.change?.actor.id)}
      />
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
