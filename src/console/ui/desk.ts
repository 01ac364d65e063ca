import { batch, computed, effect, signal } from '@preact/signals'
import type { Case } from '../../core/case/case.ts'
import type { CaseDetail } from '../../core/case/case-detail.ts'
import type { Severity } from '../../core/policy/severity.ts'
import { severities } from '../../core/policy/severity.ts'
import type { PulseRow } from '../live/protocol.ts'
import { pulseChangesMax, pulseReversalsMax, tallyId } from '../live/protocol.ts'
import { pulseRows, queueRows } from './live-client.ts'
import { emptyOrder, reorder } from './queue-order.ts'
import { ask } from './requests.ts'

/** What lies on the desk: the queue in the order it is shown, the case that is open, the pulse. */
export const cases = computed<ReadonlyMap<string, Case>>(
  () => new Map([...queueRows.value.rows.values()].map(({ id, row }) => [id, row])),
)

/** What accounts of cases are called. */
export const handles = computed<ReadonlyMap<string, string>>(
  () =>
    new Map(
      [...cases.value.values()].flatMap(({ top }) =>
        top.handle === undefined ? [] : [[top.accountId, top.handle]],
      ),
    ),
)

/** Somebody points at the queue or works in it with the keyboard. */
export const queueHeld = signal(false)
export const openCaseId = signal<string | undefined>(undefined)
/** What the sheet shows while no case is open. */
export const place = signal<'field' | 'limits'>('field')
export const order = signal(emptyOrder)
/** Cases as they were last known, for rows that left while somebody held the queue. */
const lastKnown = new Map<string, Case>()

const known = computed(() => ({ cases: cases.value, whole: queueRows.value.seq !== undefined }))

effect(() => {
  for (const [caseId, row] of cases.value) lastKnown.set(caseId, row)
  order.value = reorder(order.peek(), known.value, queueHeld.value || openCaseId.value !== undefined)
  const wanted = new Set([...order.value.shown, ...cases.value.keys()])
  for (const caseId of lastKnown.keys()) if (!wanted.has(caseId)) lastKnown.delete(caseId)
})

export function caseRow(caseId: string): Case | undefined {
  return cases.value.get(caseId) ?? lastKnown.get(caseId)
}

/** Lets the waiting cases in, where they belong. */
export function letIn(): void {
  order.value = reorder(order.value, known.value, false)
}

/** The case that is open, as it was last read; and why it cannot be, in words. */
export const detail = signal<CaseDetail | undefined>(undefined)
export const detailTrouble = signal<string | undefined>(undefined)

/** The alert of the open case whose bars are shown; the top one until somebody chooses another. */
export const chosenAlertId = signal<string | undefined>(undefined)

export function go(to: 'field' | 'limits'): void {
  batch(() => {
    place.value = to
    openCase(undefined)
  })
}

/** The case that a link asks for, if it does. */
export function caseIn(hash: string): string | undefined {
  return /^#case=([\w-]+)$/.exec(hash)?.[1]
}

export function openCase(caseId: string | undefined): void {
  batch(() => {
    openCaseId.value = caseId
    if (detail.value?.case.caseId !== caseId) detail.value = undefined
    detailTrouble.value = undefined
    chosenAlertId.value = undefined
  })
  history.replaceState(null, '', caseId === undefined ? location.pathname : `#case=${caseId}`)
}

export async function readDetail(): Promise<void> {
  const caseId = openCaseId.peek()
  if (caseId === undefined) return
  const answer = await ask<CaseDetail>('GET', `/v1/cases/${encodeURIComponent(caseId)}`)
  if (openCaseId.peek() !== caseId) return
  batch(() => {
    if (answer.ok) detail.value = answer.body
    detailTrouble.value = answer.ok ? undefined : answer.says
  })
}

// The open case is read again whenever its row moved, a moment later so that a burst is one read.
let reading: number | undefined
effect(() => {
  const caseId = openCaseId.value
  if (caseId === undefined) return
  const revision = cases.value.get(caseId)?.revision
  if (detail.peek()?.case.caseId === caseId && detail.peek()?.case.revision === revision) return
  clearTimeout(reading)
  reading = setTimeout(readDetail, detail.peek() === undefined ? 0 : 120)
})

type OfKind<K extends PulseRow['kind']> = Extract<PulseRow, { kind: K }>
export type StreamChange = OfKind<'change'> & { readonly id: string }

/** The latest changes, eldest first, bounded by the same rule as on the server. */
export const changes = computed<readonly StreamChange[]>(() =>
  [...pulseRows.value.rows.values()]
    .flatMap(({ id, row }) => (row.kind === 'change' ? [{ id, ...row }] : []))
    .slice(-pulseChangesMax),
)

export const recentReversals = computed<readonly OfKind<'reversal'>[]>(() =>
  [...pulseRows.value.rows.values()]
    .flatMap(({ row }) => (row.kind === 'reversal' ? [row] : []))
    .sort((a, b) => b.at - a.at)
    .slice(0, pulseReversalsMax),
)

export const tally = computed(() => {
  const row = pulseRows.value.rows.get(tallyId)?.row
  return row?.kind === 'tally' ? row : undefined
})

/** How many open cases there are of each severity, the highest first. */
export const openCounts = computed<readonly (readonly [Severity, number])[]>(() =>
  severities
    .toReversed()
    .map((severity) => {
      const open = [...cases.value.values()].filter(
        (one) => one.severity === severity && one.state !== 'closed',
      )
      return [severity, open.length] as const
    })
    .filter(([, count]) => count > 0),
)
