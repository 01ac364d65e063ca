import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { WaitingReversal } from '../../core/case/waiting.ts'
import { didSays } from '../../core/change/action-words.ts'
import { openCase, recentReversals } from './desk.ts'
import { count, many } from './figures.ts'
import { saying } from './say-dialog.tsx'
import { person } from './session.ts'
import { SeverityMark } from './severity-mark.tsx'
import { letWaitingIn, waiting, waitingHeld, waitingRow } from './waiting.ts'
import { Decision } from './waiting-row.tsx'
import { wordsFor } from './waiting-words.ts'
import { reversalSays } from './words.ts'

/** What waits for people, the nearest deadline first. No row moves while somebody points at the list. */
export function WaitingPanel() {
  const list = useRef<HTMLElement>(null)
  const whole = useSignal(false)
  const { shown, outside } = waiting.value
  const total = shown.length + outside.length
  if (total === 0) return null
  const release = (event: PointerEvent | FocusEvent) => {
    const box = list.current
    if (box === null || saying.peek() !== undefined) return
    const staysInside = event.relatedTarget instanceof Node && box.contains(event.relatedTarget)
    const other =
      event.type === 'focusout' ? box.matches(':hover') : box.querySelector(':focus-visible') !== null
    if (!staysInside && !other) waitingHeld.value = false
  }
  const hold = () => {
    waitingHeld.value = true
  }
  return (
    <section
      ref={list}
      class="waiting"
      aria-labelledby="waiting-title"
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocusIn={hold}
      onFocusOut={release}
    >
      <header>
        <h2 id="waiting-title">
          Waiting for people <span class="quiet number">{count(total)}</span>
        </h2>
        <button type="button" class="let-in" hidden={outside.length === 0} onClick={letWaitingIn}>
          {count(outside.length)} new
        </button>
      </header>
      <Sweeps />
      <ol>
        {shown.slice(0, whole.value ? undefined : rowsMax).map((id) => {
          const row = waitingRow(id)
          return row === undefined ? null : <Row key={id} row={row} here={waiting.value.rows.has(id)} />
        })}
      </ol>
      {shown.length > rowsMax && (
        <button
          type="button"
          class="plain"
          aria-expanded={whole.value}
          onClick={() => {
            whole.value = !whole.value
          }}
        >
          {whole.value
            ? 'Show the nearest only'
            : `Show ${count(shown.length - rowsMax)} more with later deadlines`}
        </button>
      )}
    </section>
  )
}

/** Leaves the field in sight. */
const rowsMax = 3

function Row({ row, here }: { readonly row: WaitingReversal; readonly here: boolean }) {
  const { reversal, handle, severity, actor, tier } = row
  return (
    <li class={here ? reversal.state : 'gone'}>
      <p class="whose">
        <SeverityMark severity={severity} />{' '}
        <button type="button" class="plain clip" onClick={() => openCase(row.caseId)}>
          <bdi>{actor?.id ?? 'somebody unknown'}</bdi>{' '}
          <span class="quiet">{didSays[row.did ?? 'other']}</span> <bdi>{handle ?? reversal.accountId}</bdi>
        </button>
        <span class="quiet clip">{tier}</span>
      </p>
      {here ? <Decision row={row} isShort /> : <p class="quiet outcome">{outcomeOf(row)}</p>}
    </li>
  )
}

/** Gone from the list while somebody looked at it: what became of it, as far as the feed has told. */
function outcomeOf({ reversal }: WaitingReversal): string {
  const last = recentReversals.value.find(({ reversalId }) => reversalId === reversal.reversalId)
  return last === undefined
    ? 'It no longer waits.'
    : `${reversalSays(last.state, last.countermeasure, last.at)}.`
}

/** What one later change brought in together may have one yes. */
function Sweeps() {
  const who = person.value
  const rows = [...waiting.value.rows.values()].filter(
    (row) => who && row.reversal.sweepId !== undefined && wordsFor(row, who).words.includes('approve'),
  )
  const sweeps = [...Map.groupBy(rows, (row) => row.reversal.sweepId).values()]
  return sweeps.flatMap((all) => {
    const [first, ...others] = all.slice(0, sweepMax)
    if (first === undefined || others.length === 0) return []
    return [
      <p key={first.reversal.sweepId} class="sweep">
        <span>
          {many(others.length + 1, 'earlier act')} of <bdi>{first.actor?.id ?? 'one hand'}</bdi> wait
          together.
        </span>
        <button
          type="button"
          onClick={() => {
            saying.value = { word: 'approve', rows: [first, ...others] }
          }}
        >
          Yes to all {count(others.length + 1)}
        </button>
      </p>,
    ]
  })
}

/** As many as one request names. */
const sweepMax = 100
