import { type Aftermath } from '../aftermath/aftermath.ts'
import { followRestrictions, isCountedRestriction, isRestriction } from '../aftermath/follow-restrictions.ts'
import type { Label, Labels } from '../aftermath/labels.ts'
import type { AccountChange } from '../change/account-change.ts'
import { identity } from '../memory/identity.ts'
import type { MeasuredChanges } from './measured-changes.ts'
import { numberOf } from './number-of.ts'

/** Changes measured at one time; a longer history is evaluated window by window. At some hundred bytes each
 *  this is what fits into the memory of a small machine. */
export const measuredMax = 10_000_000

/** What is measured: changes from `from` on, and before `to`. The whole history warms up before it. */
export interface Window {
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** What history itself says, whatever any policy makes of it: its changes, what became of its restrictions,
 *  and its labels. */
export interface WatchedHistory {
  readonly changes: MeasuredChanges
  /** The window as it came out: from its beginning, or the first change, to its end, or the last. */
  readonly from: number
  readonly to: number
  readonly days: number
  isInWindow(at: number): boolean
  readonly labelled: readonly LabelledChange[]
  /** Labels, and rows of a platform's books, of which the whole history has no event, in the window or not. */
  readonly labelsWithoutEvent: number
  /** By row; what was never given back is not in it. */
  readonly givenBack: ReadonlyMap<number, GivenBack>
  /** Rows of events by their id; what is not in the window has none. */
  rowsOf(eventIds: ReadonlySet<string>): ReadonlyMap<string, number>
}

export type GivenBack = Extract<Aftermath, { readonly became: 'given-back' }>

export interface LabelledChange {
  readonly row: number
  readonly label: Label
  readonly isRestriction: boolean
}

const dayMs = 86_400_000

/** Watches a history go by, in order. `see` answers the row of a change, or undefined outside the window. */
export function watchHistory({ labels, aftermaths }: Labels, window: Window): HistoryWatch {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = window
  const times: number[] = []
  const actors: number[] = []
  const identities: number[] = []
  const isMeasured: number[] = []
  const labelled: LabelledChange[] = []
  const givenBack = new Map<number, GivenBack>()
  const unmet = new Set([...labels.keys(), ...aftermaths.keys()])
  const actorNumbers = new Map<string, number>()
  const restrictions = followRestrictions<number | undefined>((aftermath, row) => {
    if (row !== undefined && aftermath.became === 'given-back') givenBack.set(row, aftermath)
  })

  const isInWindow = (at: number) => at >= from && at < to

  return {
    see(change) {
      const { occurredAt, eventId } = change
      unmet.delete(eventId)
      const row = isInWindow(occurredAt) ? times.length : undefined
      // The platform's own books go before what we make of its history.
      const told = aftermaths.get(eventId)
      restrictions.see(change, told === undefined ? row : undefined)
      if (row === undefined) return undefined
      if (told?.became === 'given-back') givenBack.set(row, told)
      times.push(occurredAt)
      actors.push(numberOf(actorNumbers, `${change.source}\0${change.actor.id}`))
      identities.push(identity(eventId))
      isMeasured.push(isCountedRestriction(change) ? 1 : 0)
      const label = labels.get(eventId)
      if (label !== undefined) labelled.push({ row, label, isRestriction: isRestriction(change.action) })
      return row
    },
    end() {
      restrictions.end()
      const begins = window.from ?? times[0] ?? 0
      const ends = window.to ?? times.at(-1) ?? begins
      return {
        changes: {
          times: new Float64Array(times),
          actors: new Int32Array(actors),
          isMeasured: new Uint8Array(isMeasured),
        },
        from: begins,
        to: ends,
        days: Math.max((ends - begins) / dayMs, 1 / 24),
        isInWindow,
        labelled,
        labelsWithoutEvent: unmet.size,
        givenBack,
        rowsOf: (eventIds) => findRows(identities, eventIds),
      }
    },
  }
}

export interface HistoryWatch {
  see(change: AccountChange): number | undefined
  end(): WatchedHistory
}

/** Ids are kept as 48 bits: the few that are asked for are found among millions without a map of them all. */
function findRows(identities: readonly number[], eventIds: ReadonlySet<string>): Map<string, number> {
  const wanted = new Map([...eventIds].map((eventId) => [identity(eventId), eventId]))
  const rows = new Map<string, number>()
  for (const [row, id] of identities.entries()) {
    const eventId = wanted.get(id)
    if (eventId !== undefined && !rows.has(eventId)) rows.set(eventId, row)
  }
  return rows
}
