import type { Alert } from '../decision/alert.ts'
import { isOfChange } from '../decision/alert.ts'
import type { Verdict } from '../decision/verdict.ts'
import { atLeast } from '../policy/severity.ts'

/** Actors with an open case that is grave and young: whoever acts on *their* account answers an incident. A small
 *  table that every instance holds in full. */
export interface Suspects {
  /** The table as it stood at a moment of event time. Holds until the next call. */
  asOf(at: number): SuspectsThen
  /** Any alert; only those of a change, `high` or above, make a suspect. */
  alerted(alert: SuspectAlert): void
  /** What was meant, or was a drill, makes no suspect; any other word leaves one. */
  judged(verdict: Verdict): void
  size(): number
  /** How many had to leave for want of room. */
  forgotten(): number
}

export interface SuspectsThen {
  has(source: string, actorId: string): boolean
  /** Already before this alert, and by another event than it is about. */
  hadBefore(alert: Pick<Alert, 'source' | 'eventId' | 'decidedAt'>, actorId: string): boolean
}

/** What makes a suspect of somebody: the fields of an `Alert`. */
export type SuspectAlert = Pick<Alert, 'kind' | 'source' | 'severity' | 'eventId' | 'decidedAt'> & {
  readonly actorId: string | undefined
}

const suspectMs = 86_400_000
/** Of one actor this many alerts wait for their verdicts; beyond it somebody has long been told. */
const alertsMax = 64

/** At most `suspectsMax` actors, those alerted longest ago leaving first. */
export function openSuspects(suspectsMax: number): Suspects {
  /** By actor: event times of the alerts that nobody has called meant, by event. The last alerted comes last. */
  const open = new Map<string, Map<string, number>>()
  /** Verdicts may be read before their alerts: they come on another topic. */
  const cleared = new Set<string>()
  let now = 0
  let forgotten = 0

  const then: SuspectsThen = {
    has(source, actorId) {
      if (open.size === 0) return false
      const alerts = open.get(`${source}\0${actorId}`)
      if (alerts === undefined) return false
      for (const at of alerts.values()) if (at <= now && at > now - suspectMs) return true
      return false
    },
    hadBefore({ source, eventId, decidedAt }, actorId) {
      for (const [other, at] of open.get(`${source}\0${actorId}`) ?? [])
        if (other !== eventId && at < decidedAt && at <= now && at > now - suspectMs) return true
      return false
    },
  }
  return {
    asOf(at) {
      now = at
      return then
    },
    alerted({ kind, source, severity, eventId, decidedAt, actorId }) {
      if (actorId === undefined || !isOfChange(kind) || !atLeast(severity, 'high')) return
      if (cleared.has(`${source}\0${eventId}`)) return
      const key = `${source}\0${actorId}`
      const alerts = open.get(key) ?? new Map<string, number>()
      alerts.set(eventId, decidedAt)
      dropFirst(alerts, alertsMax)
      open.delete(key)
      open.set(key, alerts)
      if (dropFirst(open, suspectsMax)) forgotten += 1
    },
    judged({ source, actorId, eventId, verdict }) {
      if (verdict !== 'meant' && verdict !== 'test') return
      cleared.add(`${source}\0${eventId}`)
      dropFirst(cleared, suspectsMax)
      const alerts = open.get(`${source}\0${actorId}`)
      alerts?.delete(eventId)
      if (alerts?.size === 0) open.delete(`${source}\0${actorId}`)
    },
    size: () => open.size,
    forgotten: () => forgotten,
  }
}

function dropFirst(held: Map<string, unknown> | Set<string>, most: number): boolean {
  if (held.size <= most) return false
  const [first] = held.keys()
  return first !== undefined && held.delete(first)
}
