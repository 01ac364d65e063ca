import { type Chance, normal, poisson } from '../../../src/demo/chance.ts'

/** What goes on at one row besides the usual. Oddities differ from the usual in these and in nothing else. */
export interface Alteration {
  /** The mean is multiplied by this, */
  readonly times: number
  /** then so many of the spreads of the noise are added. */
  readonly plus: number
  /** The noise is multiplied by this. */
  readonly noise: number
  /** The season is read this much later. */
  readonly clockMs: number
}

export const usual: Alteration = { times: 1, plus: 0, noise: 1, clockMs: 0 }

/** The next value of an invented series, at a time, with something odd going on or not. */
export interface Shape {
  readonly stepMs: number
  /** Its days resemble each other. */
  readonly isDaily?: boolean
  /** No value is ever above. */
  readonly most?: number
  next(at: number, alteration: Alteration): number
}

/** A parameter between two bounds: where between them depends on the half of the series. */
export type Draw = (low: number, high: number) => number

export type MakeShape = (draw: Draw, chance: Chance) => Shape

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export function wave(at: number, periodMs: number): number {
  return Math.sin((2 * Math.PI * at) / periodMs)
}

export function weekend(at: number): boolean {
  return at % (7 * day) >= 5 * day
}

export function additive(
  stepMs: number,
  spread: number,
  mean: (at: number) => number,
  chance: Chance,
): Shape {
  return leaning(stepMs, 0, spread, mean, chance)
}

/** Noise of which each row keeps the share `lean` of the one before. `spread` is that of one row's own part. */
export function leaning(
  stepMs: number,
  lean: number,
  spread: number,
  mean: (at: number) => number,
  chance: Chance,
): Shape {
  let kept = 0
  const whole = spread / Math.sqrt(1 - lean * lean)
  return {
    stepMs,
    isDaily: hasDay(mean),
    next(at, { times, plus, noise, clockMs }) {
      kept = lean * kept + spread * noise * normal(chance)
      return mean(at + clockMs) * times + plus * whole + kept
    },
  }
}

/** Counts whose own mean varies log-normally by `heaviness`, then Poisson. */
export function counted(
  stepMs: number,
  mean: (at: number) => number,
  heaviness: number,
  chance: Chance,
): Shape {
  return {
    stepMs,
    isDaily: hasDay(mean),
    next(at, { times, plus, noise, clockMs }) {
      const here = mean(at + clockMs)
      const spread = Math.sqrt(here + (here * heaviness) ** 2)
      const rate = Math.max(0, here * times + plus * spread)
      return poisson(chance, rate * Math.exp(heaviness * noise * normal(chance) - heaviness ** 2 / 2))
    },
  }
}

/** Levels that the series stays on for about so many rows each. */
export function dwelling(
  levels: readonly number[],
  rows: number,
  spread: number,
  stepMs: number,
  chance: Chance,
): Shape {
  let on = 0
  return {
    stepMs,
    next(_at, { times, plus, noise }) {
      if (chance() < 1 / rows) on = (on + 1 + Math.floor(chance() * (levels.length - 1))) % levels.length
      return (levels[on] ?? 0) * times + plus * spread + spread * noise * normal(chance)
    },
  }
}

/** The same, seen through something: a ceiling, a rounding, a logarithm. */
export function seenThrough(inner: Shape, lens: (value: number) => number): Shape {
  return { ...inner, next: (at, alteration) => lens(inner.next(at, alteration)) }
}

/** Loads that come by chance, once in so many rows, and die away: normal, however it looks. */
export function withLoads(
  inner: Shape,
  rows: number,
  height: number,
  halfRows: number,
  chance: Chance,
): Shape {
  let load = 0
  return {
    ...inner,
    next(at, alteration) {
      load *= 2 ** (-1 / halfRows)
      if (chance() < 1 / rows) load += height * -Math.log(1 - chance())
      return inner.next(at, alteration) + load * alteration.times
    },
  }
}

/** Whether every Tuesday's hours resemble every Wednesday's and differ from each other. */
function hasDay(mean: (at: number) => number): boolean {
  const hours = Array.from({ length: 48 }, (_, index) => mean(day + index * hour))
  const differs = hours.some((value) => Math.abs(value - (hours[0] ?? 0)) > 1e-9)
  const repeats = hours.every((value, index) => Math.abs(value / (hours[index % 24] ?? 0) - 1) < 0.05)
  return differs && repeats
}
