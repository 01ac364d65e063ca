import {
  additive,
  counted,
  day,
  dwelling,
  hour,
  leaning,
  type MakeShape,
  minute,
  seenThrough,
  wave,
  weekend,
  withLoads,
} from './shape-parts.ts'

/** Shapes the detector was built on. */
export const developmentShapes: Readonly<Record<string, MakeShape>> = {
  'plain noise': (draw, chance) => {
    const level = draw(20, 200)
    return additive(5 * minute, level * draw(0.02, 0.2), () => level, chance)
  },
  'daily wave': (draw, chance) => {
    const height = draw(10, 50)
    return additive(5 * minute, height * draw(0.03, 0.2), (at) => 80 + height * wave(at, day), chance)
  },
  'hourly counts by day and week': (draw, chance) => {
    const busy = draw(200, 9000)
    const mean = (at: number) => busy * (1.1 + wave(at, day)) * (weekend(at) ? 0.6 : 1)
    return counted(draw(0, 1) < 0.5 ? 30 * minute : hour, mean, 0.08, chance)
  },
  'processor with jobs': (draw, chance) => {
    const everyMs = draw(2, 8) * hour
    const height = draw(5, 30)
    const mean = (at: number) => 4 + (at % everyMs < 15 * minute ? height : 0)
    return leaning(5 * minute, 0.7, draw(0.1, 1), mean, chance)
  },
  'bursty counts': (draw, chance) => {
    const busy = draw(5, 60)
    return counted(5 * minute, (at) => busy * (1 + 0.4 * wave(at, day)), draw(0.5, 1.1), chance)
  },
  'sparse counts': (draw, chance) => {
    const mean = draw(0.03, 0.4)
    return counted(5 * minute, () => mean, 0.6, chance)
  },
  sawtooth: (draw, chance) => {
    const everyMs = draw(3, 20) * hour
    return additive(5 * minute, draw(0.5, 2), (at) => 20 + (60 * (at % everyMs)) / everyMs, chance)
  },
  'two modes': (draw, chance) => dwelling([20, draw(40, 80)], draw(20, 80), 1.5, 5 * minute, chance),
  'slow temperature': (draw, chance) =>
    leaning(hour, 0.98, draw(0.1, 0.3), (at) => 70 + 4 * wave(at, day), chance),
  'latency with a heavy tail': (draw, chance) => {
    const median = draw(5, 300)
    const inner = leaning(5 * minute, draw(0, 0.8), draw(0.15, 0.5), () => Math.log(median), chance)
    return seenThrough(inner, (log) => Math.exp(Math.min(log, 20)))
  },
  'processor with loads': (draw, chance) => {
    const idleShare = draw(3, 20)
    const idle = leaning(5 * minute, 0.5, draw(0.3, 2), () => idleShare, chance)
    const loaded = withLoads(idle, draw(60, 400), draw(10, 60), draw(1, 8), chance)
    return { ...seenThrough(loaded, (share) => Math.max(0, Math.min(100, share))), most: 100 }
  },
  'disk that fills and is cleaned': (draw, chance) => {
    const [perRow, cleaned] = [draw(0.02, 0.2), draw(30, 60)]
    const noise = leaning(5 * minute, 0.5, draw(0.1, 0.4), () => 30, chance)
    let filled = 0
    const shape = seenThrough(noise, (value) => {
      filled = filled > cleaned * (0.8 + 0.4 * chance()) ? 0 : filled + perRow * 2 * chance()
      return Math.min(100, filled + value)
    })
    return { ...shape, most: 100 }
  },
  'room temperature in half degrees': (draw, chance) => {
    const inner = leaning(10 * minute, 0.95, draw(0.05, 0.2), (at) => 21 + 1.5 * wave(at, day), chance)
    return seenThrough(inner, (value) => Math.round(2 * value) / 2)
  },
  'counts with empty nights': (draw, chance) => {
    const busy = draw(2, 80)
    const mean = (at: number) => busy * Math.max(0, wave(at, day) + 0.2) * (weekend(at) ? 0.4 : 1)
    return counted(15 * minute, mean, draw(0.1, 0.5), chance)
  },
  'levels of days': (draw, chance) =>
    dwelling([40, draw(45, 60), draw(20, 35)], draw(300, 1500), draw(0.5, 3), 5 * minute, chance),
  'trend with a day': (draw, chance) => {
    const [start, perDay, height] = [draw(50, 500), draw(-1, 4), draw(5, 30)]
    const mean = (at: number) => start + perDay * ((at % (365 * day)) / day) + height * wave(at, day)
    return { ...leaning(15 * minute, 0.6, height * draw(0.05, 0.2), mean, chance), isDaily: true }
  },
}
