const hourMs = 3_600_000

/** How many alerts people are shown: all of them, and what is left where one hand's alerts of an hour are one.
 *  `kept` is the load that every figure here goes by: an alert is kept if none by the same actor was kept in
 *  the hour before it. `clockHours` counts distinct pairs of actor and hour of the clock; it comes out a
 *  little higher, since a burst that straddles the full hour is two.
 *
 *  ann 10:10, 10:40, 11:05, 11:10; bob 10:20 -> raised 5, kept 3 (ann 10:10, bob 10:20, ann 11:10), clockHours 3
 *  ann 10:50, 11:10 -> raised 2, kept 1, clockHours 2 */
export interface AlertLoad {
  readonly raised: number
  readonly kept: number
  readonly clockHours: number
}

export interface RaisedAlert {
  readonly actorId: string
  /** When it was decided: hindsight belongs to the hour of what tipped it. */
  readonly decidedAt: number
}

export function measureLoad(alerts: readonly RaisedAlert[]): AlertLoad {
  const keptAt = new Map<string, number>()
  const clockHours = new Set<string>()
  let kept = 0
  for (const { actorId, decidedAt } of alerts.toSorted((a, b) => a.decidedAt - b.decidedAt)) {
    clockHours.add(`${Math.floor(decidedAt / hourMs)} ${actorId}`)
    if (!startsAnHour(keptAt.get(actorId), decidedAt)) continue
    keptAt.set(actorId, decidedAt)
    kept += 1
  }
  return { raised: alerts.length, kept, clockHours: clockHours.size }
}

/** Whether an alert is shown, given when the same actor's last shown one was decided.
 *  none before -> true   59 min 59 s before -> false   60 min before -> true */
export function startsAnHour(keptAt: number | undefined, decidedAt: number): boolean {
  return keptAt === undefined || decidedAt - keptAt >= hourMs
}
