import { effect, signal } from '@preact/signals'
import type { RefusedWord } from '../../core/case/refused-word.ts'
import type { Able } from '../../core/case/undo-by-person.ts'
import type { WaitingReversal } from '../../core/case/waiting.ts'
import { readDetail, recentReversals } from './desk.ts'
import { ask } from './requests.ts'
import { person } from './session.ts'
import type { Word } from './waiting-words.ts'

/** Reversals that wait for people, in the order in which they are shown. */
interface Waiting {
  readonly rows: ReadonlyMap<string, WaitingReversal>
  readonly shown: readonly string[]
  /** Came while somebody pointed at the list. */
  readonly outside: readonly string[]
  /** How many wait in all: the nearest are sent. */
  readonly total: number
}

export const waiting = signal<Waiting>({ rows: new Map(), shown: [], outside: [], total: 0 })
/** Somebody points at the list, works in it with the keyboard, or is being asked for a reason. */
export const waitingHeld = signal(false)
export const approvers = signal<readonly { readonly id: string; readonly name: string }[]>([])
export const approving = signal<readonly string[]>([])
/** What each platform can be asked for. */
export const able = signal<readonly Able[]>([])
/** Rows as they were last known, for those that left while somebody held the list. */
const lastKnown = new Map<string, WaitingReversal>()

export function waitingRow(reversalId: string): WaitingReversal | undefined {
  return waiting.value.rows.get(reversalId) ?? lastKnown.get(reversalId)
}

/** What this person said lately and was not followed in. */
export const notFollowed = signal<readonly RefusedWord[]>([])

/** What this person has just said, until the reversal has moved on. */
export const told = signal<
  ReadonlyMap<string, { readonly word: Word; readonly version: number; readonly at: number }>
>(new Map())

interface Answer {
  readonly reversals: readonly WaitingReversal[]
  readonly total: number
  readonly refused: readonly RefusedWord[]
  readonly approvers: readonly { readonly id: string; readonly name: string }[]
  readonly approving: readonly string[]
  readonly able: readonly Able[]
}

export async function readWaiting(): Promise<void> {
  if (!person.peek()) return
  const answer = await ask<Answer>('GET', '/v1/reversals')
  if (!answer.ok) return
  approvers.value = answer.body.approvers
  approving.value = answer.body.approving
  able.value = answer.body.able
  notFollowed.value = answer.body.refused
  const rows = new Map(answer.body.reversals.map((row) => [row.reversal.reversalId, row]))
  waiting.value = ordered(rows, waiting.peek().shown, waitingHeld.peek(), answer.body.total)
}

/** While it is held no row moves: those that left stay, as they last were, and new ones wait outside. */
function ordered(
  rows: ReadonlyMap<string, WaitingReversal>,
  before: readonly string[],
  held: boolean,
  total: number,
): Waiting {
  for (const [id, row] of rows) lastKnown.set(id, row)
  const shown = held ? before : [...rows.keys()]
  const inSight = new Set(shown)
  for (const id of lastKnown.keys()) if (!inSight.has(id) && !rows.has(id)) lastKnown.delete(id)
  return { rows, shown, outside: [...rows.keys()].filter((id) => !inSight.has(id)), total }
}

export function letWaitingIn(): void {
  const { rows, total } = waiting.peek()
  waiting.value = ordered(rows, [], false, total)
}

/** Read again whenever a reversal moved, a moment later so that a burst is one read; and every few seconds, because
 *  a hint may be lost. */
export function startWaiting(): void {
  let soon: number | undefined
  effect(() => {
    void recentReversals.value
    clearTimeout(soon)
    soon = setTimeout(readWaiting, 120)
  })
  effect(() => {
    if (!waitingHeld.value) letWaitingIn()
  })
  setInterval(readWaiting, readEveryMs)
}

const readEveryMs = 4_000

/** Says a word about what the page shows. Answers why not, in words, where it was not taken. */
export async function say(
  { reversal }: WaitingReversal,
  word: Word,
  more: object,
  key: string,
): Promise<string | undefined> {
  const { reversalId, commandHash, version } = reversal
  const route = word === 'take-over' ? 'hand-over' : word
  const path = `/v1/reversals/${encodeURIComponent(reversalId)}/${route}`
  const answer = await ask('POST', path, { body: { commandHash, ...more }, key })
  if (answer.ok) told.value = new Map([...told.value, [reversalId, { word, version, at: Date.now() }]])
  await Promise.all([readWaiting(), readDetail()])
  return answer.ok ? undefined : answer.says
}
