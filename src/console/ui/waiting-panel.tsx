import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { WaitingReversal } from '../../core/case/waiting.ts'
import { didSays } from '../../core/change/action-words.ts'
import { openCase, recentReversals } from './desk.ts'
import { count, many } from './figures.ts'
import { saying } from './say-dialog.tsx'
import { person } from './session.ts'
import { SeverityMark } from './severity-mark.tsx'
import { Trouble } from './trouble.tsx'
import { letWaitingIn, say, waiting, waitingHeld, waitingRow } from './waiting.ts'
import { Decision } from './waiting-row.tsx'
import { type Word, waitingCountSays, wordsFor } from './waiting-words.ts'
import { reversalSays } from './words.ts'

/** What waits for people, the nearest deadline first. No row moves while somebody points at the list. */
export function WaitingPanel() {
  const list = useRef<HTMLElement>(null)
  const whole = useSignal(false)
  const { rows, shown, outside, total } = waiting.value
  const here = shown.length + outside.length
  if (here === 0) return null
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
          Waiting for people <span class="quiet number">{waitingCountSays(here, rows.size, total)}</span>
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

/** What one later change brought in together may be seen, and have its yes, at once. */
function Sweeps() {
  const swept = [...waiting.value.rows.values()].filter((row) => row.reversal.sweepId !== undefined)
  return [...Map.groupBy(swept, (row) => row.reversal.sweepId)].map(([id, rows]) => (
    <Sweep key={id} rows={rows} />
  ))
}

function Sweep({ rows }: { readonly rows: readonly WaitingReversal[] }) {
  const trouble = useSignal<string | undefined>(undefined)
  const who = person.value
  const those = (word: Word) =>
    rows.filter((row) => who && wordsFor(row, who).words.includes(word)).slice(0, sweepMax)
  const [toSee, toApprove] = [those('acknowledge'), those('approve')]
  const [first, ...others] = toApprove
  const [seen, ...alsoSeen] = toSee
  const [any] = rows
  if (rows.length < 2 || any === undefined) return null
  if (others.length === 0 && alsoSeen.length === 0) return null
  return (
    <div class="sweep">
      <p>
        {many(rows.length, 'earlier act')} of <bdi>{any.actor?.id ?? 'one hand'}</bdi> wait together.
      </p>
      <p class="buttons">
        {seen !== undefined && alsoSeen.length > 0 && (
          <button
            type="button"
            class="main"
            onClick={async () => {
              const commandHashes = toSee.flatMap(({ reversal }) => reversal.commandHash ?? [])
              trouble.value = await say(seen, 'acknowledge', { commandHashes }, crypto.randomUUID())
            }}
          >
            I have seen all {count(toSee.length)}
          </button>
        )}
        {first !== undefined && others.length > 0 && (
          <button
            type="button"
            onClick={() => {
              saying.value = { word: 'approve', rows: [first, ...others] }
            }}
          >
            Yes to all {count(toApprove.length)}
          </button>
        )}
      </p>
      <Trouble says={trouble.value} />
    </div>
  )
}

/** As many as one request names. */
const sweepMax = 100
