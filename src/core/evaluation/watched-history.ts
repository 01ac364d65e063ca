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
  /** Events that labels, books or decisions name by their id alone, where several sources have that id. An id is
   *  unique only within its source: nobody can tell whom such a line is about. */
  readonly inSeveralSources: ReadonlyMap<string, readonly string[]>
  /** By row; what was never given back is not in it. */
  readonly givenBack: ReadonlyMap<number, GivenBack>
  /** Where the events of these ids stand; what is not in the window has no row. */
  rowsOf(eventIds: ReadonlySet<string>): Rows
}

/** The row of an event; where no source is told, of the first that has the id. */
export type Rows = (eventId: string, source: string | undefined) => number | undefined

export type GivenBack = Extract<Aftermath, { readonly became: 'given-back' }>

export interface LabelledChange {
  readonly row: number
  readonly label: Label
  readonly isRestriction: boolean
}

const dayMs = 86_400_000

/** Watches a history go by, in order. `see` answers the row of a change, or undefined outside the window.
 *  `namedAlone`: ids of events that something else than labels names without their source. */
export function watchHistory(
  { labels, aftermaths }: Labels,
  window: Window,
  namedAlone: Iterable<string> = [],
): HistoryWatch {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = window
  const times: number[] = []
  const actors: number[] = []
  const identities: number[] = []
  const sources: number[] = []
  const isMeasured: number[] = []
  const labelled: LabelledChange[] = []
  const givenBack = new Map<number, GivenBack>()
  const unmet = new Set([...labels.keys(), ...aftermaths.keys()])
  const actorNumbers = new Map<string, number>()
  const sourceNumbers = new Map<string, number>()
  const named = nameAlone([...unmet, ...namedAlone])
  const restrictions = followRestrictions<number | undefined>((aftermath, row) => {
    if (row !== undefined && aftermath.became === 'given-back') givenBack.set(row, aftermath)
  })

  const isInWindow = (at: number) => at >= from && at < to

  return {
    see(change) {
      const { occurredAt, eventId } = change
      unmet.delete(eventId)
      named.meet(change)
      const row = isInWindow(occurredAt) ? times.length : undefined
      // The platform's own books go before what we make of its history.
      const told = aftermaths.get(eventId)
      restrictions.see(change, told === undefined ? row : undefined)
      if (row === undefined) return undefined
      if (told?.became === 'given-back') givenBack.set(row, told)
      times.push(occurredAt)
      actors.push(numberOf(actorNumbers, `${change.source}\0${change.actor.id}`))
      identities.push(identity(eventId))
      sources.push(numberOf(sourceNumbers, change.source))
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
        inSeveralSources: named.inSeveralSources,
        givenBack,
        rowsOf: (eventIds) => findRows({ identities, sources, sourceNumbers }, eventIds),
      }
    },
  }
}

export interface HistoryWatch {
  see(change: AccountChange): number | undefined
  end(): WatchedHistory
}

/** Which of the events that are named by their id alone stand in several sources. */
function nameAlone(eventIds: readonly string[]) {
  const metIn = new Map<string, string | undefined>(eventIds.map((eventId) => [eventId, undefined]))
  const inSeveralSources = new Map<string, readonly string[]>()
  return {
    inSeveralSources,
    meet({ eventId, source }: AccountChange) {
      const first = metIn.get(eventId)
      if (first === source) return
      if (first === undefined) {
        if (metIn.has(eventId)) metIn.set(eventId, source)
        return
      }
      const known = inSeveralSources.get(eventId) ?? [first]
      if (!known.includes(source)) inSeveralSources.set(eventId, [...known, source])
    },
  }
}

interface EventColumns {
  /** By row. */
  readonly identities: readonly number[]
  readonly sources: readonly number[]
  readonly sourceNumbers: ReadonlyMap<string, number>
}

/** Ids are kept as 48 bits: the few that are asked for are found among millions without a map of them all. */
function findRows({ identities, sources, sourceNumbers }: EventColumns, eventIds: ReadonlySet<string>): Rows {
  const wanted = new Map([...eventIds].map((eventId) => [identity(eventId), eventId]))
  const rows = new Map<string, { readonly row: number; readonly source: number }[]>()
  for (const [row, id] of identities.entries()) {
    const eventId = wanted.get(id)
    if (eventId === undefined) continue
    const source = sources[row]!
    const found = rows.get(eventId)
    if (found === undefined) rows.set(eventId, [{ row, source }])
    else if (!found.some((one) => one.source === source)) found.push({ row, source })
  }
  return (eventId, source) => {
    const found = rows.get(eventId)
    if (source === undefined) return found?.[0]?.row
    return found?.find((one) => one.source === sourceNumbers.get(source))?.row
  }
}
