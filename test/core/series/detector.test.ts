import { describe, expect, it } from 'vitest'
import { observe, startSeries } from '../../../src/core/series/detector.ts'
import { chanceOf, normal } from '../../../src/demo/chance.ts'

const step = 300_000

function scored(values: readonly number[], at: (row: number) => number = (row) => row * step): number[] {
  const series = startSeries()
  return values.map((value, row) => observe(series, at(row), value))
}

/** About 100, with a spread of 5. */
function noise(rows: number, seed = 1): number[] {
  const chance = chanceOf(seed)
  return Array.from({ length: rows }, () => 100 + 5 * normal(chance))
}

describe('a series', () => {
  it('has the scores that its docstring gives', () => {
    const then = (...values: readonly number[]) =>
      Number((scored([...noise(2000), ...values]).at(-1) ?? Number.NaN).toFixed(2))
    expect([100, 120, 130, 150, 1000, 0].map((value) => then(value))).toEqual([
      0.05, 0.52, 0.66, 0.74, 0.89, 0.8,
    ])
    expect(then(150, 100)).toBe(0.21)
  })

  it('has the rates of false flags that its docstring gives', () => {
    const all = Array.from({ length: 40 }, (_, seed) => scored(noise(5000, seed + 100))).flat()
    const oneIn = (least: number) => Math.round(all.length / all.filter((score) => score >= least).length)
    expect([0.5, 0.6, 0.65].map(oneIn)).toEqual([427, 1724, 5714])
  })

  it('of which little was seen yet is seldom odd: two rows in a thousand at most, of rows 60 to 300', () => {
    const starts = Array.from({ length: 200 }, (_, seed) => scored(noise(300, seed + 500)).slice(60)).flat()
    expect(starts.filter((score) => score >= 0.5).length / starts.length).toBeLessThan(0.002)
  })

  it('is not odd for a gap in its times, however far it has moved meanwhile, but for what it does there', () => {
    const daily = (at: number) => 100 + 40 * Math.sin((2 * Math.PI * at) / 86_400_000)
    const chance = chanceOf(5)
    const times = Array.from({ length: 3000 }, (_, row) => step * (row < 2900 ? row : row + 100))
    const values = times.map((at) => daily(at) + normal(chance))
    const across = scored(values, (row) => times[row] ?? 0)
    expect(Math.max(...across.slice(2900, 2903))).toBeLessThan(0.5)
    const unknown = scored(values, () => Number.NaN)
    expect(Math.max(...unknown.slice(2900, 2903))).toBeGreaterThan(0.5)
  })

  it('of one value for ever is never odd, until the value is another', () => {
    const scores = scored([...Array.from({ length: 3000 }, () => 42), 43, 42, 42])
    expect(Math.max(...scores.slice(0, 3000))).toBe(0)
    expect(scores[3000]).toBeGreaterThan(0.99)
    expect(Math.max(...scores.slice(3001))).toBeLessThan(0.21)
  })

  it('that goes flat is noticed once, within twenty rows, although each value is usual', () => {
    const scores = scored([...noise(2000), ...Array.from({ length: 100 }, () => 101)]).slice(2000)
    const first = scores.findIndex((score) => score >= 0.6)
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThan(20)
    expect(scores.filter((score) => score >= 0.6).length).toBeLessThan(4)
  })

  it('that goes up for good is said at once and then becomes the usual', () => {
    const shifted = noise(1000, 2).map((value) => value + 30)
    const scores = scored([...noise(2000), ...shifted]).slice(2000)
    expect(Math.max(...scores.slice(0, 3))).toBeGreaterThan(0.6)
    expect(scores.slice(20).filter((score) => score >= 0.6)).toHaveLength(0)
  })

  it('scored to its end has the same scores so far as one scored half way: nobody looks ahead', () => {
    const values = noise(3000)
    expect(scored(values).slice(0, 1500)).toEqual(scored(values.slice(0, 1500)))
  })

  it('in other units has the same scores', () => {
    const values = noise(3000)
    expect(scored(values.map((value) => value * 1024))).toEqual(scored(values))
    expect(scored(values.map((value) => value / 65_536))).toEqual(scored(values))
  })

  it('goes on over values that are no numbers as if they were not there', () => {
    const values = noise(500)
    const torn = values.flatMap((value, row) =>
      row % 50 === 0 ? [Number.NaN, Number.POSITIVE_INFINITY, value] : [value],
    )
    const scores = scored(torn, () => Number.NaN)
    const kept = scores.filter((_, index) => Number.isFinite(torn[index]))
    expect(kept).toEqual(scored(values, () => Number.NaN))
    expect(scores.filter((_, index) => !Number.isFinite(torn[index])).every((score) => score === 0)).toBe(
      true,
    )
  })

  it('whose clock stands still, runs back or is unknown is scored all the same', () => {
    for (const at of [() => 0, (row: number) => -row * step, () => Number.NaN]) {
      const scores = scored([...noise(2000), 150], at)
      expect(scores.at(-1)).toBeGreaterThan(0.6)
    }
  })

  it('stays within 0 and 1 at the ends of what a number can hold', () => {
    const extremes = [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 0, 1e-300]
    const values = Array.from({ length: 2000 }, (_, row) => extremes[(row * row) % extremes.length] ?? 0)
    expect(scored(values).filter((score) => !(score >= 0 && score <= 1))).toEqual([])
  })

  it('takes no more room after 30,000 rows than after 1,000', () => {
    const roomAfter = (rows: number) => {
      const series = startSeries()
      for (const [row, value] of noise(rows).entries()) observe(series, row * step, value)
      return numbersIn(series)
    }
    expect(roomAfter(30_000)).toBe(roomAfter(1_000))
    expect(roomAfter(1_000) * 8).toBeLessThanOrEqual(36 * 1024)
  })
})

function numbersIn(state: unknown): number {
  if (typeof state === 'number') return 1
  if (state instanceof Float64Array) return state.length
  if (typeof state !== 'object' || state === null) return 0
  return Object.values(state).reduce<number>((sum, part) => sum + numbersIn(part), 0)
}
