import type { Aftermath } from '../aftermath/aftermath.ts'
import { followRestrictions, isRestriction } from '../aftermath/follow-restrictions.ts'
import { isCaught, isHarm, type Labels, type LabelWord } from '../aftermath/labels.ts'
import type { AccountChange } from '../change/account-change.ts'
import { atLeast } from '../policy/severity.ts'
import type { Decided } from './decided.ts'
import { type IncidentMeasure, measureIncidents } from './incidents.ts'
import { isBefore, type Moment } from './moment.ts'
import { measureOutage, type Outage } from './outage.ts'

/** One labelled incident of a whole history, and what one policy made of it. */
export interface IncidentFigures extends IncidentMeasure {
  /** Event time of its first labelled change. */
  readonly firstAt: number
  readonly outage: Outage
}

/** Watches all labelled incidents of a history go by, in order, whatever window is measured. It keeps labelled changes
 *  alone, so that it takes no room to speak of. */
export interface IncidentWatch {
  /** The next change, and every alert that it made the policy raise: of itself, and of earlier ones. */
  see(change: AccountChange, alerts: readonly Decided[]): void
  /** In the order of their first changes. */
  end(): readonly IncidentFigures[]
}

interface Seen {
  readonly incident: string
  readonly word: LabelWord
  readonly isRestriction: boolean
  readonly moment: Moment
  alertedAt: Moment | undefined
  grantedAt: Moment | undefined
  becameOf: Aftermath | undefined
}

export function watchIncidents({ labels, aftermaths }: Labels): IncidentWatch {
  const seen: Seen[] = []
  const byEvent = new Map<string, Seen[]>()
  let order = 0
  const followed = followRestrictions<Seen | undefined>((aftermath, one) => {
    if (one !== undefined) one.becameOf ??= aftermath
  })
  return {
    see(change, alerts) {
      const moment = { at: change.occurredAt, order }
      order += 1
      const label = labels.get(change.eventId)
      let one: Seen | undefined
      if (label !== undefined && isCaught(label.word)) {
        one = {
          incident: label.incident,
          word: label.word,
          isRestriction: isRestriction(change.action),
          moment,
          alertedAt: undefined,
          grantedAt: undefined,
          // The platform's own books go before what we make of its history.
          becameOf: aftermaths.get(change.eventId),
        }
        seen.push(one)
        byEvent.set(eventKey(change), [...(byEvent.get(eventKey(change)) ?? []), one])
      }
      followed.see(change, one)
      for (const alert of alerts) {
        const decidedAt = { at: alert.decidedAt, order: moment.order }
        for (const about of byEvent.get(eventKey(alert)) ?? []) {
          if (atLeast(alert.severity, 'medium')) about.alertedAt = earlier(about.alertedAt, decidedAt)
          if (alert.mode === 'auto' && alert.restores) about.grantedAt = earlier(about.grantedAt, decidedAt)
        }
      }
    },
    end() {
      followed.end()
      const groups = Map.groupBy(seen, ({ incident }) => incident)
      const measured = measureIncidents(seen.map((one) => ({ ...one, isHarm: isHarm(one.word) })))
      return measured.map((one) => {
        const group = groups.get(one.incident) ?? []
        return { ...one, firstAt: group[0]?.moment.at ?? 0, outage: outageOf(group) }
      })
    },
  }
}

function outageOf(group: readonly Seen[]): Outage {
  const harmful = group.filter((one) => one.isRestriction && isHarm(one.word))
  return measureOutage(
    harmful.map(({ becameOf, grantedAt, moment }) => ({
      undoneAfterMs: becameOf?.became === 'given-back' ? becameOf.afterMs : undefined,
      decidedAfterMs: grantedAt === undefined ? undefined : grantedAt.at - moment.at,
    })),
  )
}

function earlier(known: Moment | undefined, moment: Moment): Moment {
  return known === undefined || isBefore(moment, known) ? moment : known
}

function eventKey({ source = '', eventId }: Pick<Decided, 'source' | 'eventId'>): string {
  return `${source}\0${eventId}`
}
