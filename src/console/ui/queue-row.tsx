import type { Case } from '../../core/case/case.ts'
import { didSays } from '../../core/change/action-words.ts'
import { isOfChange } from '../../core/decision/alert.ts'
import { caseRow, openCase } from './desk.ts'
import { clockOrDay, many, points } from './figures.ts'
import { now } from './live-client.ts'
import { SeverityMark } from './severity-mark.tsx'
import { undoingOf } from './undoing-words.ts'
import { noReturnOf } from './waiting-words.ts'
import { stateSays, verdictSays } from './words.ts'

export const rowHeightPx = 48

/** Two lines: whose hand did what to whom, and the score; then how much of it, where it stands, and when.
 *  Names are the platform's users' own text: each in its own direction, clipped, never markup. */
export function QueueRow({ caseId, place, of, isOpen, isAt }: QueueRowNeeds) {
  const row = caseRow(caseId)
  if (row === undefined) return null
  const classes = ['row', row.state, isOpen ? 'open' : '', isAt ? 'at' : '']
  return (
    // The list has the focus and takes the keys; the row only needs the pointer.
    <div
      id={`case-${caseId}`}
      class={classes.join(' ')}
      role="option"
      aria-selected={isOpen}
      aria-setsize={of}
      aria-posinset={place + 1}
      style={{ transform: `translateY(${place * rowHeightPx}px)` }}
      onClick={() => openCase(caseId)}
    >
      <SeverityMark severity={row.severity} />
      <p class="what clip">{titleOf(row)}</p>
      <p class="score number">{points(row.top.scoreCenti)}</p>
      <p class="where clip quiet">{standingOf(row)}</p>
      <time class="when quiet number" dateTime={new Date(row.lastAt).toISOString()}>
        {clockOrDay(row.lastAt)}
      </time>
    </div>
  )
}

interface QueueRowNeeds {
  readonly caseId: string
  readonly place: number
  readonly of: number
  readonly isOpen: boolean
  /** The keyboard's place in the list. */
  readonly isAt: boolean
}

/** Whose hand, what, to whom. */
export function titleOf({ kind, actorId, campaign, top, accountCount }: Case) {
  const whom = accountCount > 1 ? many(accountCount, 'account') : (top.handle ?? top.accountId)
  // What tells one row from the next stands first: the end of a sentence may be cut.
  if (!isOfChange(kind))
    return (
      <>
        {actorId !== '' && <bdi>{actorId}</bdi>} {whom !== '' && <bdi>{whom}</bdi>}{' '}
        <span class="quiet">{top.says}</span>
      </>
    )
  return (
    <>
      <bdi>{actorId === '' ? 'somebody unknown' : actorId}</bdi>
      {campaign === undefined ? '' : ' and others'}{' '}
      <span class="quiet">{didSays[top.action ?? 'other']}</span> <bdi>{whom}</bdi>
    </>
  )
}

/** `3 alerts · restored after 1.24 s · mine · not meant` */
function standingOf(row: Case): string {
  const said = [
    row.alertCount > 1 ? many(row.alertCount, 'alert') : '',
    undoingOf(row),
    noReturnOf(row, now.value),
    row.state === 'new' ? 'new' : '',
    row.assignee === undefined
      ? row.state === 'acknowledged'
        ? stateSays.acknowledged
        : ''
      : `with ${row.assignee}`,
    row.lastVerdict === undefined ? '' : verdictSays[row.lastVerdict],
  ]
  return said.filter((words) => words !== '').join(' · ')
}
