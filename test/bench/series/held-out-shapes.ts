import { normal } from '../../../src/demo/chance.ts'
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

/** Shapes that nothing was built or chosen on: they were looked at only for the figures reported. */
export const heldOutShapes: Readonly<Record<string, MakeShape>> = {
  'office hours': (draw, chance) => {
    const height = draw(20, 80)
    const isWork = (at: number) => at % day > 8 * hour && at % day < 18 * hour && !weekend(at)
    return additive(15 * minute, height * draw(0.03, 0.15), (at) => 10 + (isWork(at) ? height : 0), chance)
  },
  'two peaks a day': (draw, chance) => {
    const busy = draw(50, 500)
    const mean = (at: number) => busy * (1.8 + wave(at, day) + 0.8 * wave(at + 5 * hour, day / 2))
    return counted(10 * minute, mean, draw(0.1, 0.3), chance)
  },
  'network bytes': (draw, chance) => {
    const everyMs = draw(1, 6) * hour
    const busy = draw(1e5, 1e7)
    const mean = (at: number) => busy * (at % everyMs < 10 * minute ? 4 : 1)
    return counted(5 * minute, mean, draw(0.2, 0.7), chance)
  },
  mentions: (draw, chance) => {
    const busy = draw(3, 40)
    return counted(5 * minute, (at) => busy * (1.2 + wave(at, day)), draw(0.4, 0.9), chance)
  },
  'three modes': (draw, chance) => dwelling([12, 30, draw(45, 90)], 25, 1.5, 5 * minute, chance),
  'near the ceiling': (draw, chance) => {
    const inner = leaning(5 * minute, 0.8, draw(0.5, 3), () => 97, chance)
    return { ...seenThrough(inner, (value) => Math.min(100, value)), most: 100 }
  },
  'whole-number plateaus': (draw, chance) =>
    seenThrough(
      leaning(5 * minute, 0.97, draw(0.1, 0.4), () => 34, chance),
      Math.round,
    ),
  'growth with a week': (draw, chance) => {
    const [growth, start] = [draw(0.002, 0.01), draw(100, 1000)]
    const mean = (at: number) =>
      start * (1 + (growth * at) / day) * (1.5 + wave(at, day)) * (weekend(at) ? 0.7 : 1)
    return counted(hour, mean, 0.1, chance)
  },
  'pulses of no clock': (draw, chance) => {
    const everyMs = draw(0.7, 3.3) * hour
    const height = draw(10, 40)
    const mean = (at: number) => 30 + (at % everyMs < everyMs * 0.4 ? height : 0)
    return additive(5 * minute, draw(0.5, 3), mean, chance)
  },
  'noise that comes and goes': (draw, chance) => {
    const inner = leaning(5 * minute, draw(0.1, 0.5), 1, () => 50, chance)
    return {
      ...inner,
      next: (at, alteration) =>
        inner.next(at, { ...alteration, noise: alteration.noise * (1.5 + wave(at, day)) }),
    }
  },
  'queue, mostly empty': (draw, chance) => {
    const [load, size] = [draw(0.5, 0.9), draw(2, 20)]
    const arrivals = counted(5 * minute, () => load * size, draw(0.3, 0.8), chance)
    let waiting = 0
    return seenThrough(arrivals, (arrived) => {
      waiting = Math.max(0, waiting + arrived - size)
      return waiting
    })
  },
  'price with jumps': (draw, chance) => {
    const inner = leaning(hour, 0.9, draw(0.03, 0.12), (at) => Math.log(40) + 0.3 * wave(at, day), chance)
    const jumping = withLoads(inner, draw(100, 500), draw(0.3, 1), draw(1, 5), chance)
    return seenThrough(jumping, (log) => Math.exp(Math.min(log, 10)))
  },
  'heating, on and off': (draw, chance) => {
    const [high, low] = [draw(1, 3), draw(-3, -1)]
    let isOn = false
    let degrees = 0
    const noise = additive(5 * minute, draw(0.02, 0.15), () => 20, chance)
    return seenThrough(noise, (value) => {
      if (degrees > high) isOn = false
      if (degrees < low) isOn = true
      degrees += (isOn ? 0.5 : -0.3) + 0.05 * normal(chance)
      return Math.round(10 * (degrees + value)) / 10
    })
  },
  'memory with restarts': (draw, chance) => {
    const noise = additive(5 * minute, draw(1, 6), () => 200, chance)
    const [everyRows, perRow] = [draw(200, 900), draw(0.1, 1)]
    let held = 0
    return seenThrough(noise, (value) => {
      held = chance() < 1 / everyRows ? 0 : held + perRow
      return Math.max(0, held + value)
    })
  },
  'requests that errors follow': (draw, chance) => {
    const share = draw(0.001, 0.02)
    const mean = (at: number) => 900 * (1.2 + wave(at, day)) * share
    return withLoads(counted(5 * minute, mean, 0.3, chance), draw(150, 600), draw(3, 10), 2, chance)
  },
  tide: (draw, chance) => {
    const mean = (at: number) => 4 + 2 * wave(at, 12.42 * hour) + 0.5 * wave(at, 29.5 * day)
    return leaning(6 * minute, 0.9, draw(0.01, 0.06), mean, chance)
  },
}
