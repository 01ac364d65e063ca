import { startsAnHour } from '../evaluation/alert-load.ts'
import type { Policy } from '../policy/policy.ts'
import { type Mode, modes } from '../policy/severity.ts'

/** What a policy made of some changes, one place each, in order of time. Points in hundredths. */
export interface LoadSample {
  readonly times: Float64Array
  readonly actors: Int32Array
  readonly suspicionCenti: Int32Array
  readonly scoreCenti: Int32Array
  /** Place of the tier in the policy's list; 255 for none. */
  readonly tiers: Uint8Array
}

/** Where alerts, severities and modes begin. */
export interface Thresholds {
  readonly alertAt: Policy['alertAt']
  readonly bands: Policy['bands']
  /** By tier, in the policy's order. */
  readonly modes: readonly Policy['tiers'][number]['modes'][]
}

export function thresholdsOf({ alertAt, bands, tiers }: Policy): Thresholds {
  return { alertAt, bands, modes: tiers.map((tier) => tier.modes) }
}

/** As the policy's reader wants it. */
const pointsCentiMax = 5_000

/** The thresholds under which new weights alert as often as the old ones did on the same changes, counting
 *  alerts as people see them: one an actor and hour. New weights move all suspicions, mostly down: those that
 *  ship are nearer to zero than any history.
 *
 *  Severities keep their load in the same way. `approve` keeps as many grants; `veto` and `auto` never ask for
 *  less than the shift of the alerts' own threshold gives: a machine earns no new powers by a fit. */
export function sameLoad(before: Thresholds, old: LoadSample, now: LoadSample): Thresholds {
  const alertAt = sameAlerts(before.alertAt, old, now)
  return {
    alertAt,
    bands: sameBands(before, alertAt, old, now),
    modes: before.modes.map((from, tier) => sameModes(from, tier, before, alertAt, old, now)),
  }
}

function sameAlerts(before: Policy['alertAt'], old: LoadSample, now: LoadSample): Policy['alertAt'] {
  const wanted = alertsShown(old, before)
  const at = {
    suspicionCenti: sameCount(old.suspicionCenti, before.suspicionCenti, now.suspicionCenti),
    scoreCenti: sameCount(old.scoreCenti, before.scoreCenti, now.scoreCenti),
  }
  const shifted = (by: number) => ({
    suspicionCenti: within(at.suspicionCenti + by),
    scoreCenti: within(at.scoreCenti + by),
  })
  return shifted(leastWhere(-1_000, 1_000, (by) => alertsShown(now, shifted(by)) <= wanted))
}

function sameBands(
  before: Thresholds,
  alertAt: Policy['alertAt'],
  old: LoadSample,
  now: LoadSample,
): Policy['bands'] {
  const bands = { ...before.bands }
  let below = -pointsCentiMax
  for (const name of ['low', 'medium', 'high', 'critical'] as const) {
    const band = before.bands[name]
    bands[name] = Math.max(below + 1, within(sameBand(band, before.alertAt, alertAt, old, now)))
    below = bands[name]
  }
  return bands
}

function sameBand(
  band: number,
  before: Policy['alertAt'],
  alertAt: Policy['alertAt'],
  old: LoadSample,
  now: LoadSample,
): number {
  // Every alert is of this severity at least: it stays so, and as far below.
  if (band <= before.scoreCenti) return alertAt.scoreCenti - (before.scoreCenti - band)
  const wanted = alertsShown(old, { ...before, scoreCenti: band })
  if (wanted === 0) return greatest(now.scoreCenti) + Math.max(1, band - greatest(old.scoreCenti))
  const shown = (scoreCenti: number) => alertsShown(now, { ...alertAt, scoreCenti })
  return leastWhere(alertAt.scoreCenti, pointsCentiMax, (scoreCenti) => shown(scoreCenti) <= wanted)
}

function sameModes(
  from: Thresholds['modes'][number],
  tier: number,
  before: Thresholds,
  alertAt: Policy['alertAt'],
  old: LoadSample,
  now: LoadSample,
): Thresholds['modes'][number] {
  const alerting = (sample: LoadSample, at: Policy['alertAt']) =>
    sample.suspicionCenti.filter(
      (suspicion, i) =>
        sample.tiers[i] === tier && suspicion >= at.suspicionCenti && sample.scoreCenti[i]! >= at.scoreCenti,
    )
  const [oldSuspicion, newSuspicion] = [alerting(old, before.alertAt), alerting(now, alertAt)]
  const shift = alertAt.suspicionCenti - before.alertAt.suspicionCenti
  const granted: Partial<Record<Mode, number>> = {}
  let below = -pointsCentiMax
  for (const mode of modes) {
    const least = from[mode]
    if (least === undefined) continue
    const same = sameCount(oldSuspicion, least, newSuspicion)
    const asked = mode === 'veto' || mode === 'auto' ? Math.max(same, least + shift) : same
    granted[mode] = Math.max(below, within(asked))
    below = granted[mode]
  }
  return granted
}

/** Alerts at or above both thresholds, one an actor and hour. */
export function alertsShown(sample: LoadSample, at: Policy['alertAt']): number {
  const shownAt = new Map<number, number>()
  let shown = 0
  sample.times.forEach((time, i) => {
    if (sample.suspicionCenti[i]! < at.suspicionCenti || sample.scoreCenti[i]! < at.scoreCenti) return
    const actor = sample.actors[i]!
    if (!startsAnHour(shownAt.get(actor), time)) return
    shownAt.set(actor, time)
    shown += 1
  })
  return shown
}

/** The value that as many of `now` reach as of `old` reach `least`. Where none does, as far above the greatest.
 *    old 1 2 3 4, least 3; now 10 20 30 40 -> 30      least 6 -> 42 */
function sameCount(old: Int32Array, least: number, now: Int32Array): number {
  const reached = old.reduce((count, value) => count + (value >= least ? 1 : 0), 0)
  if (reached === 0) return greatest(now) + Math.max(1, least - greatest(old))
  const falling = now.toSorted().reverse()
  return falling[Math.min(reached, falling.length) - 1] ?? least
}

function greatest(values: Int32Array): number {
  return values.reduce((most, value) => Math.max(most, value), -pointsCentiMax)
}

/** The least whole number from `low` to `high` where the condition holds, which holds from there on. */
function leastWhere(low: number, high: number, holds: (value: number) => boolean): number {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}

function within(centi: number): number {
  return Math.min(pointsCentiMax, Math.max(-pointsCentiMax, centi))
}
