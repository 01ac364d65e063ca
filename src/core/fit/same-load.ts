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
 *  ship are nearer to zero than any history. Many thresholds have the same load, all that lie in one gap between two
 *  alerts, or, after a quiet stretch, all above the last. Of them the nearest to the old one is taken, moved by
 *  `startsCenti`, as far as the fit moved where suspicions start; severities and `approve` move on with the alerts.
 *
 *  Severities keep their load in the same way. `approve` keeps as many grants; `veto` and `auto` never ask for
 *  less than the shift of the alerts' own threshold gives: a machine earns no new powers by a fit. */
export function sameLoad(
  before: Thresholds,
  old: LoadSample,
  now: LoadSample,
  startsCenti: number,
): Thresholds {
  const alertAt = sameAlerts(before.alertAt, old, now, startsCenti)
  return {
    alertAt,
    bands: sameBands(before, alertAt, old, now),
    modes: before.modes.map((from, tier) => sameModes(from, tier, before, alertAt, old, now)),
  }
}

function sameAlerts(
  before: Policy['alertAt'],
  old: LoadSample,
  now: LoadSample,
  startsCenti: number,
): Policy['alertAt'] {
  const wanted = alertsShown(old, before)
  const moved = shifted(before, startsCenti)
  if (alertsShown(now, moved) === wanted) return moved
  // Where nothing alerted no change says how the one threshold should lie to the other: as before.
  const from = wanted === 0 ? moved : sameReach(before, old, now)
  const aim = (moved.suspicionCenti - from.suspicionCenti + moved.scoreCenti - from.scoreCenti) / 2
  const shown = (by: number) => alertsShown(now, shifted(from, by))
  return shifted(from, nearestWith(wanted, Math.round(aim), [-shiftMax, shiftMax], shown))
}

const shiftMax = 2 * pointsCentiMax

/** Each threshold as far up as it was for the changes that reach it, whatever the other says. */
function sameReach(before: Policy['alertAt'], old: LoadSample, now: LoadSample): Policy['alertAt'] {
  return {
    suspicionCenti: sameCount(old.suspicionCenti, before.suspicionCenti, now.suspicionCenti),
    scoreCenti: sameCount(old.scoreCenti, before.scoreCenti, now.scoreCenti),
  }
}

function shifted({ suspicionCenti, scoreCenti }: Policy['alertAt'], by: number): Policy['alertAt'] {
  return { suspicionCenti: within(suspicionCenti + by), scoreCenti: within(scoreCenti + by) }
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
  const moved = band + alertAt.scoreCenti - before.scoreCenti
  if (wanted === 0) {
    const [was, is] = [amongAlerts(old.scoreCenti, old, before), amongAlerts(now.scoreCenti, now, alertAt)]
    return aboveAll(was, band, is, moved)
  }
  const shown = (scoreCenti: number) => alertsShown(now, { ...alertAt, scoreCenti })
  return nearestWith(wanted, moved, [alertAt.scoreCenti, pointsCentiMax], shown)
}

function sameModes(
  from: Thresholds['modes'][number],
  tier: number,
  before: Thresholds,
  alertAt: Policy['alertAt'],
  old: LoadSample,
  now: LoadSample,
): Thresholds['modes'][number] {
  const granting = (sample: LoadSample, at: Policy['alertAt']) =>
    sample.suspicionCenti.filter((_, i) => sample.tiers[i] === tier && isAlert(sample, i, at))
  const [oldSuspicion, newSuspicion] = [granting(old, before.alertAt), granting(now, alertAt)]
  const shift = alertAt.suspicionCenti - before.alertAt.suspicionCenti
  const granted: Partial<Record<Mode, number>> = {}
  let below = -pointsCentiMax
  for (const mode of modes) {
    const least = from[mode]
    if (least === undefined) continue
    const isOfMachine = mode === 'veto' || mode === 'auto'
    const isUnreached = !oldSuspicion.some((suspicion) => suspicion >= least)
    const asked =
      isUnreached && !isOfMachine
        ? aboveAll(oldSuspicion, least, newSuspicion, least + shift)
        : sameCount(oldSuspicion, least, newSuspicion)
    granted[mode] = Math.max(below, within(isOfMachine ? Math.max(asked, least + shift) : asked))
    below = granted[mode]
  }
  return granted
}

/** Alerts at or above both thresholds, one an actor and hour. */
export function alertsShown(sample: LoadSample, at: Policy['alertAt']): number {
  const shownAt = new Map<number, number>()
  let shown = 0
  sample.times.forEach((time, i) => {
    if (!isAlert(sample, i, at)) return
    const actor = sample.actors[i]!
    if (!startsAnHour(shownAt.get(actor), time)) return
    shownAt.set(actor, time)
    shown += 1
  })
  return shown
}

/** Only alerts have a severity: what has high stakes and no suspicion may score far above every band, and is never
 *  shown. */
function amongAlerts(values: Int32Array, sample: LoadSample, at: Policy['alertAt']): Int32Array {
  return values.filter((_, i) => isAlert(sample, i, at))
}

function isAlert(sample: LoadSample, i: number, at: Policy['alertAt']): boolean {
  return sample.suspicionCenti[i]! >= at.suspicionCenti && sample.scoreCenti[i]! >= at.scoreCenti
}

/** The value that as many of `now` reach as of `old` reach `least`. Where none does, as far above the greatest.
 *    old 1 2 3 4, least 3; now 10 20 30 40 -> 30      least 6 -> 42 */
function sameCount(old: Int32Array, least: number, now: Int32Array): number {
  const reached = old.reduce((count, value) => count + (value >= least ? 1 : 0), 0)
  if (reached === 0) return greatest(now) + Math.max(1, least - greatest(old))
  const falling = now.toSorted().reverse()
  return falling[Math.min(reached, falling.length) - 1] ?? least
}

/** For a threshold that no alert reached: where it moved to, or, if that is not as far above the greatest as it was,
 *  so far above it.
 *    old 1 2, least 6; now 11 12, moved 14 -> 16     moved 18 -> 18     nothing old, now 11 12, moved 9 -> 13 */
function aboveAll(old: Int32Array, least: number, now: Int32Array, moved: number): number {
  const margin = old.length === 0 ? 1 : Math.max(1, least - greatest(old))
  return Math.max(moved, greatest(now) + margin)
}

function greatest(values: Int32Array): number {
  return values.reduce((most, value) => Math.max(most, value), -pointsCentiMax)
}

/** Of the whole numbers in a range the nearest to `aim` for which `count`, which falls as they rise, is `wanted`; where
 *  it leaps over that, the next lower count.
 *    counts 3 2 2 2 0 of 1 to 5: wanted 2, aim 9 -> 4     aim 3 -> 3     wanted 1, aim 1 -> 5 */
function nearestWith(
  wanted: number,
  aim: number,
  [low, high]: readonly [number, number],
  count: (value: number) => number,
): number {
  const least = leastWhere(low, high, (value) => count(value) <= wanted)
  const same = count(least)
  // One beyond the range where it never falls further.
  const beyond = leastWhere(least, high + 1, (value) => value > high || count(value) < same)
  return Math.min(Math.max(aim, least), Math.max(least, beyond - 1))
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
