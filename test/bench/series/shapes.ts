import { between, type Chance, normal, poisson } from '../../../src/demo/chance.ts'

/** What goes on at one row besides the usual. Oddities differ from the usual in these and in nothing else. */
export interface Alteration {
  /** The mean is multiplied by this, */
  readonly times: number
  /** then so many of the series' usual spreads are added. */
  readonly plus: number
  /** The noise is multiplied by this. */
  readonly noise: number
  /** The season is read this much later. */
  readonly clockMs: number
}

/** The next value of an invented series, at a time, with something odd going on or not. */
export interface Shape {
  readonly stepMs: number
  /** Its days resemble each other. */
  readonly isDaily?: boolean
  next(at: number, alteration: Alteration): number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Shapes the detector was built on. Those in `heldOutShapes` were looked at only for the figures reported. */
export const developmentShapes: Readonly<Record<string, (chance: Chance) => Shape>> = {
  'plain noise': (chance) => {
    const level = between(chance, 20, 200)
    const spread = level * between(chance, 0.02, 0.2)
    return additive(5 * minute, spread, () => level, chance)
  },
  'daily wave': (chance) => {
    const height = between(chance, 10, 50)
    const spread = height * between(chance, 0.03, 0.2)
    return additive(5 * minute, spread, (at) => 80 + height * wave(at, day), chance)
  },
  'hourly counts by day and week': (chance) => {
    const busy = between(chance, 200, 9000)
    const mean = (at: number) => busy * (1.1 + wave(at, day)) * (weekend(at) ? 0.6 : 1)
    return counted(between(chance, 0, 1) < 0.5 ? 30 * minute : hour, mean, 0.08, chance)
  },
  'processor with jobs': (chance) => {
    const everyMs = between(chance, 2, 8) * hour
    const height = between(chance, 5, 30)
    const mean = (at: number) => 4 + (at % everyMs < 15 * minute ? height : 0)
    return leaning(5 * minute, 0.7, between(chance, 0.1, 1), mean, chance)
  },
  'bursty counts': (chance) => {
    const mean = between(chance, 5, 60)
    const heaviness = between(chance, 0.5, 1.1)
    return counted(5 * minute, (at) => mean * (1 + 0.4 * wave(at, day)), heaviness, chance)
  },
  'sparse counts': (chance) => {
    const mean = between(chance, 0.03, 0.4)
    return counted(5 * minute, () => mean, 0.6, chance)
  },
  sawtooth: (chance) => {
    const everyMs = between(chance, 3, 20) * hour
    const spread = between(chance, 0.5, 2)
    return additive(5 * minute, spread, (at) => 20 + (60 * (at % everyMs)) / everyMs, chance)
  },
  'two modes': (chance) => dwelling([20, between(chance, 40, 80)], 40, 5 * minute, chance),
  'slow temperature': (chance) => {
    const spread = between(chance, 0.3, 1)
    const wander = leaning(hour, 0.98, spread * 0.3, (at) => 70 + 4 * wave(at, day), chance)
    return wander
  },
}

export const heldOutShapes: Readonly<Record<string, (chance: Chance) => Shape>> = {
  'office hours': (chance) => {
    const height = between(chance, 20, 80)
    const mean = (at: number) =>
      10 + (at % day > 8 * hour && at % day < 18 * hour && !weekend(at) ? height : 0)
    return additive(15 * minute, height * between(chance, 0.03, 0.15), mean, chance)
  },
  'two peaks a day': (chance) => {
    const busy = between(chance, 50, 500)
    const mean = (at: number) => busy * (1.8 + wave(at, day) + 0.8 * wave(at + 5 * hour, day / 2))
    return counted(10 * minute, mean, between(chance, 0.1, 0.3), chance)
  },
  'network bytes': (chance) => {
    const everyMs = between(chance, 1, 6) * hour
    const busy = between(chance, 1e5, 1e7)
    const mean = (at: number) => busy * (at % everyMs < 10 * minute ? 4 : 1)
    return counted(5 * minute, mean, between(chance, 0.2, 0.7), chance)
  },
  mentions: (chance) => {
    const busy = between(chance, 3, 40)
    return counted(5 * minute, (at) => busy * (1.2 + wave(at, day)), between(chance, 0.4, 0.9), chance)
  },
  'three modes': (chance) => dwelling([12, 30, between(chance, 45, 90)], 25, 5 * minute, chance),
  'near the ceiling': (chance) => {
    const inner = leaning(5 * minute, 0.8, between(chance, 0.5, 3), () => 97, chance)
    return { stepMs: inner.stepMs, next: (at, alteration) => Math.min(100, inner.next(at, alteration)) }
  },
  'whole-number plateaus': (chance) => {
    const inner = leaning(5 * minute, 0.97, between(chance, 0.1, 0.4), () => 34, chance)
    return { stepMs: inner.stepMs, next: (at, alteration) => Math.round(inner.next(at, alteration)) }
  },
  'growth with a week': (chance) => {
    const growth = between(chance, 0.002, 0.01)
    const start = between(chance, 100, 1000)
    const mean = (at: number) =>
      start * (1 + (growth * at) / day) * (1.5 + wave(at, day)) * (weekend(at) ? 0.7 : 1)
    return counted(hour, mean, 0.1, chance)
  },
  'pulses of no clock': (chance) => {
    const everyMs = between(chance, 0.7, 3.3) * hour
    const height = between(chance, 10, 40)
    const mean = (at: number) => 30 + (at % everyMs < everyMs * 0.4 ? height : 0)
    return additive(5 * minute, between(chance, 0.5, 3), mean, chance)
  },
  'noise that comes and goes': (chance) => {
    const inner = leaning(5 * minute, 0.3, 1, () => 50, chance)
    return {
      stepMs: inner.stepMs,
      next: (at, alteration) =>
        inner.next(at, { ...alteration, noise: alteration.noise * (1.5 + wave(at, day)) }),
    }
  },
}

function wave(at: number, periodMs: number): number {
  return Math.sin((2 * Math.PI * at) / periodMs)
}

function weekend(at: number): boolean {
  return at % (7 * day) >= 5 * day
}

/** Whether every Tuesday's hours resemble every Wednesday's and differ from each other. */
function hasDay(mean: (at: number) => number): boolean {
  const hours = Array.from({ length: 48 }, (_, index) => mean(day + index * hour))
  const differs = hours.some((value) => Math.abs(value - (hours[0] ?? 0)) > 1e-9)
  const repeats = hours.every((value, index) => Math.abs(value / (hours[index % 24] ?? 0) - 1) < 0.05)
  return differs && repeats
}

function additive(stepMs: number, spread: number, mean: (at: number) => number, chance: Chance): Shape {
  return leaning(stepMs, 0, spread, mean, chance)
}

/** Noise of which each row keeps the share `lean` of the one before. `spread` is that of one row's own part. */
function leaning(
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
function counted(stepMs: number, mean: (at: number) => number, heaviness: number, chance: Chance): Shape {
  return {
    stepMs,
    isDaily: hasDay(mean),
    next(at, { times, plus, noise, clockMs }) {
      const usual = mean(at + clockMs)
      const spread = Math.sqrt(usual + (usual * heaviness) ** 2)
      const rate = Math.max(0, usual * times + plus * spread)
      return poisson(chance, rate * Math.exp(heaviness * noise * normal(chance) - heaviness ** 2 / 2))
    },
  }
}

/** Levels that the series stays on for about so many rows each. */
function dwelling(levels: readonly number[], rows: number, stepMs: number, chance: Chance): Shape {
  let on = 0
  return {
    stepMs,
    next(_at, { times, plus, noise }) {
      if (chance() < 1 / rows) on = (on + 1 + Math.floor(chance() * (levels.length - 1))) % levels.length
      return (levels[on] ?? 0) * times + plus * 1.5 + 1.5 * noise * normal(chance)
    },
  }
}
