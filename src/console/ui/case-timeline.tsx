import type { CaseReversal } from '../../core/case/case-detail.ts'
import { type Alert, isOfChange } from '../../core/decision/alert.ts'
import { confirmedSays } from '../../core/reversal/countermeasures.ts'
import type { ReversalState } from '../../core/reversal/reversal.ts'
import { clock, duration } from './figures.ts'
import { welcome } from './live-client.ts'
import { SecondsOf2017 } from './seconds-of-2017.tsx'

interface Moment {
  readonly at: number
  readonly says: string
}

/** Time, drawn: acted, noticed, sent, seen restored or preserved, on one line with the seconds between. */
export function CaseTimeline({ alert, undoing }: CaseTimelineNeeds) {
  const moments = momentsOf(alert, undoing)
  const last = moments.at(-1)
  const first = moments[0]
  if (first === undefined || last === undefined || moments.length < 2) return null
  const confirmed = undoing?.reversal.confirmedAfterSeconds
  const places = moments.map(({ at }) => ((at - first.at) / Math.max(1, last.at - first.at)) * end)
  const labels = spread(places)
  return (
    <section class="timeline" aria-label="how it went">
      <svg class="line" viewBox="0 0 1000 22" preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" y1="5" x2={end * 1000} y2="5" />
        {places.map((place, index) => (
          <path
            key={moments[index]?.says}
            class="leader"
            d={`M${place * 1000} 5V12L${(labels[index] ?? 0) * 1000} 22`}
          />
        ))}
      </svg>
      {places.map((place, index) => (
        <i key={moments[index]?.says} class="moment" style={{ left: `${place * 100}%` }} />
      ))}
      <ol>
        {moments.map(({ at, says }, index) => (
          <li key={says} style={{ left: `${(labels[index] ?? 0) * 100}%` }}>
            <span class="says">{says}</span>
            <span class="number quiet">
              {clock(at)}
              {index > 0 && ` · +${duration((at - (moments[index - 1]?.at ?? at)) / 1000)}`}
            </span>
          </li>
        ))}
      </ol>
      {confirmed !== undefined && welcome.value?.features.demo && (
        <SecondsOf2017 seconds={confirmed} endsAt={end} />
      )}
    </section>
  )
}

interface CaseTimelineNeeds {
  readonly alert: Alert
  readonly undoing: CaseReversal | undefined
}

function momentsOf(alert: Alert, undoing: CaseReversal | undefined): readonly Moment[] {
  const at = (...states: readonly ReversalState[]) =>
    undoing?.steps.find(({ state }) => states.includes(state))?.at
  const stillStanding = undoing?.reversal.stillStands === true ? (['superseded'] as const) : []
  const acted = { at: alert.occurredAt, says: alert.change === undefined ? 'arrived' : 'acted' }
  const tippedAt = alert.decidedAt > alert.occurredAt ? alert.decidedAt : undefined
  const found = [
    ['tipped', tippedAt],
    [isOfChange(alert.kind) ? 'noticed' : 'told', alert.raisedAt],
    ['sent', at('intent', 'acked')],
    [`seen ${confirmedSays[undoing?.reversal.countermeasure ?? 'restore']}`, at('confirmed')],
    ['people must look', at('escalated', 'raced', ...stillStanding)],
  ] as const
  const later = found.flatMap(([says, at]) =>
    at === undefined ? [] : [{ says, at: Math.max(at, acted.at) }],
  )
  return [acted, ...later].sort((a, b) => a.at - b.at)
}

/** Where the words go: under their moment, and further right where they would stand on each other; the line
 *  and its dots stay true to time.
 *  0, 0.02, 0.05, 0.86 -> 0, 0.17, 0.34, 0.86 */
export function spread(places: readonly number[]): readonly number[] {
  const found: number[] = []
  for (const [index, place] of places.entries()) {
    const before = found[index - 1]
    const after = (places.length - 1 - index) * room
    const wanted = Math.min(place, end - after)
    found.push(before === undefined ? wanted : Math.max(wanted, before + room))
  }
  return found
}

/** The last moment stands here, with room for its words to the right. */
const end = 0.86
const room = 0.17
