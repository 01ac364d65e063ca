import { describe, expect, it } from 'vitest'
import { learnMean, learnSize, newMean } from '../../../src/core/series/mean.ts'
import { learnPattern, newPatterns, noveltyOf } from '../../../src/core/series/pattern.ts'
import { expectedBySeason, learnSeason, newSeason } from '../../../src/core/series/season.ts'
import { newShadow, sayOnce } from '../../../src/core/series/shadow.ts'
import { newTail, rarityThenLearn, type Tail } from '../../../src/core/series/tail.ts'
import { chanceOf, normal } from '../../../src/demo/chance.ts'

const hour = 3_600_000

describe('the rarity of a size among all before it', () => {
  const afterRows = (rows: number, sizeAt: (row: number) => number): Tail => {
    const tail = newTail()
    for (let row = 0; row < rows; row += 1) rarityThenLearn(tail, sizeAt(row))
    return tail
  }
  const asked = (tail: Tail, size: number) => Number(rarityThenLearn(structuredClone(tail), size).toFixed(1))

  it('is small for what comes every time, and little more beyond what so few rows can prove', () => {
    const always1 = afterRows(100, () => 1)
    expect([1, 2, 4, -1, 0].map((size) => asked(always1, size))).toEqual([0, 2, 2.2, 2, 0])
  })

  it('knows a 1 that comes each tenth row, however many zeros stand between', () => {
    const eachTenth = afterRows(1000, (row) => (row % 10 === 0 ? 1 : 0))
    expect([0, 1, 2, 4].map((size) => asked(eachTenth, size))).toEqual([0, 0.7, 3, 4.2])
  })

  it('is that of the normal curve where it was seen, and careful where it never was', () => {
    const chance = chanceOf(7)
    const bell = afterRows(1000, () => normal(chance))
    expect([1, 2, 4, 10].map((size) => asked(bell, size))).toEqual([0.5, 1.4, 2.4, 3.4])
  })

  it('says nothing before 60 rows', () => {
    expect(
      asked(
        afterRows(59, () => 1),
        1000,
      ),
    ).toBe(0)
    expect(
      asked(
        afterRows(60, () => 1),
        1000,
      ),
    ).toBeGreaterThan(2)
  })

  it('fades: after 20,000 rows the past counts half', () => {
    expect(afterRows(20_001, () => 1).total).toBe(10_000.5)
  })
})

it('a pair of values is as novel as its second nearest is far', () => {
  const patterns = newPatterns()
  for (const level of [10, 20]) for (let row = 0; row < 40; row += 1) learnPattern(patterns, level, level, 0)
  expect(noveltyOf(patterns, 20, 20)).toBe(0)
  expect(noveltyOf(patterns, 20, 10)).toBe(10)
  expect(noveltyOf(patterns, 15, 15)).toBe(10)
  learnPattern(patterns, 15, 15, 3)
  expect(noveltyOf(patterns, 15, 15)).toBe(10)
  learnPattern(patterns, 15, 15, 3)
  expect(noveltyOf(patterns, 15, 15)).toBe(0)
})

describe('the season', () => {
  const afterDays = (days: number, valueAt: (hourOfDay: number) => number) => {
    const season = newSeason()
    const slow = newMean()
    for (let row = 0; row < days * 24; row += 1) {
      const value = valueAt(row % 24)
      expectedBySeason(season, row * hour, value, slow.mean)
      learnSeason(season, value)
      learnMean(slow, value, 300)
    }
    return (at: number) => expectedBySeason(structuredClone(season), at, 0, slow.mean)
  }

  it('expects at nine what every nine o’clock brought, once it has proved itself', () => {
    const dayAndNight = (hourOfDay: number) => (hourOfDay >= 8 && hourOfDay < 18 ? 100 : 10)
    expect(afterDays(9, dayAndNight)(9 * hour)).toBeUndefined()
    const expected = afterDays(20, dayAndNight)
    expect(expected(9 * hour)).toBe(100)
    expect(expected(-15 * hour)).toBe(100)
    expect(expected(23 * hour)).toBe(10)
    expect(expected(Number.NaN)).toBeUndefined()
  })

  it('expects nothing where every hour is like the next', () => {
    const chance = chanceOf(3)
    expect(afterDays(60, () => 50 + normal(chance))(9 * hour)).toBeUndefined()
  })
})

it('what was said is said again when it is thirty times rarer, or when it has faded', () => {
  const said = (...surprises: readonly number[]) => {
    const shadow = newShadow()
    return surprises.map((surprise) => sayOnce(shadow, surprise))
  }
  const quiet = Array.from({ length: 299 }, () => 0)
  expect(said(0.3, 1.9, 2)).toEqual([0.3, 1, 2])
  expect(said(4, 5.4, 5.5, 6.9, 7.1)).toEqual([4, 1, 5.5, 1, 7.1])
  expect(said(4, ...quiet, 2.9).at(-1)).toBe(1)
  expect(said(4, ...quiet, 3).at(-1)).toBe(3)
})

it('one outlier makes the usual size no more than a sixtieth larger', () => {
  const size = newMean()
  for (let row = 0; row < 300; row += 1) learnSize(size, 1, 300)
  learnSize(size, 1_000_000, 300)
  expect(size.mean).toBeCloseTo(1 + 4 / 300, 12)
})
