import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { letIn, openCase, openCaseId, order, queueHeld } from './desk.ts'
import { count } from './figures.ts'
import { connection } from './live-client.ts'
import { QueueRow, rowHeightPx } from './queue-row.tsx'

/** The queue of cases. Only the rows in sight exist; the list itself has the focus, and the arrow keys move
 *  a place within it, as the pattern for list boxes has it. */
export function Queue() {
  const list = useRef<HTMLDivElement>(null)
  const top = useSignal(0)
  const height = useSignal(800)
  const at = useSignal(0)
  const { shown, waiting } = order.value

  useEffect(() => {
    const box = list.current
    if (box === null) return undefined
    const observer = new ResizeObserver(() => {
      height.value = box.clientHeight
    })
    observer.observe(box)
    return () => observer.disconnect()
  }, [])

  const move = (event: KeyboardEvent) => {
    const to = placeAfter(event.key, at.value, shown.length, Math.floor(height.value / rowHeightPx))
    if (event.key === 'Enter' || event.key === ' ') openCase(shown[at.value])
    else if (to === undefined) return
    else {
      at.value = to
      const box = list.current
      if (box !== null) box.scrollTop = keptInSight(box.scrollTop, box.clientHeight, to)
    }
    event.preventDefault()
  }

  const first = Math.max(0, Math.floor(top.value / rowHeightPx) - spareRows)
  const last = Math.min(shown.length, Math.ceil((top.value + height.value) / rowHeightPx) + spareRows)
  return (
    <section class="queue" aria-label="cases">
      <h2>
        Cases <span class="quiet number">{count(shown.length + waiting.length)}</span>
      </h2>
      <button type="button" class="let-in" hidden={waiting.length === 0} onClick={letIn}>
        {count(waiting.length)} new
      </button>
      <div
        ref={list}
        class="rows"
        role="listbox"
        aria-label="cases, the most severe first"
        tabIndex={0}
        aria-activedescendant={shown[at.value] === undefined ? undefined : `case-${shown[at.value]}`}
        onScroll={(event) => {
          top.value = event.currentTarget.scrollTop
        }}
        onKeyDown={move}
        onPointerEnter={hold}
        onPointerLeave={release}
        onFocusIn={hold}
        onFocusOut={release}
      >
        <div class="all-rows" role="presentation" style={{ height: `${shown.length * rowHeightPx}px` }}>
          {shown.slice(first, last).map((caseId, index) => (
            <QueueRow
              key={caseId}
              caseId={caseId}
              place={first + index}
              of={shown.length}
              isOpen={openCaseId.value === caseId}
              isAt={at.value === first + index}
            />
          ))}
        </div>
        {shown.length === 0 && (
          <p class="nothing">
            {connection.value.kind === 'opening'
              ? 'Reading the queue.'
              : 'Nothing to look at. New cases appear here.'}
          </p>
        )}
      </div>
    </section>
  )
}

const spareRows = 8

function hold(): void {
  queueHeld.value = true
}

/** Held for as long as either the pointer or the focus is inside. */
function release(event: PointerEvent | FocusEvent): void {
  const box = event.currentTarget
  if (!(box instanceof HTMLElement)) return
  const staysInside = event.relatedTarget instanceof Node && box.contains(event.relatedTarget)
  const other = event.type === 'focusout' ? box.matches(':hover') : box.matches(':focus-visible')
  if (!staysInside && !other) queueHeld.value = false
}

function placeAfter(key: string, at: number, rows: number, page: number): number | undefined {
  const last = Math.max(0, rows - 1)
  const to: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  }
  const place = to[key]
  return place === undefined ? undefined : Math.min(last, Math.max(0, place))
}

function keptInSight(scrollTop: number, height: number, place: number): number {
  const [start, end] = [place * rowHeightPx, (place + 1) * rowHeightPx]
  if (start < scrollTop) return start
  return end > scrollTop + height ? end - height : scrollTop
}
