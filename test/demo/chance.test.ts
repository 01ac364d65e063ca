import { expect, test } from 'vitest'
import { chanceOf, hashOf, logNormal, normal, pickWeighted, poisson } from '../../src/demo/chance.ts'

test('the same keys give the same numbers on every machine, other keys others', () => {
  const chance = chanceOf(2017, 11, 2)
  expect([chance(), chance(), chance()].map((draw) => draw.toFixed(6))).toEqual([
    '0.104406',
    '0.521403',
    '0.718278',
  ])
  expect(hashOf(2017, 11, 2)).toBe(4113671331)
  expect(hashOf(2017, 2, 11)).not.toBe(hashOf(2017, 11, 2))
  expect(hashOf(1)).not.toBe(hashOf(1 + 2 ** 32))
})

test('draws fill the range evenly', () => {
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let key = 0; key < 10_000; key++) {
    const tenth = Math.floor(chanceOf(key)() * 10)
    tenths[tenth] = (tenths[tenth] ?? 0) + 1
  }
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(120)
})

test('what happens a given number of times on average does', () => {
  for (const mean of [0.2, 3, 12, 80]) {
    const chance = chanceOf(1, mean * 10)
    const all = Array.from({ length: 4_000 }, () => poisson(chance, mean))
    const average = all.reduce((sum, count) => sum + count, 0) / all.length
    expect(Math.abs(average - mean) / mean).toBeLessThan(0.08)
  }
  expect(poisson(chanceOf(1), 0)).toBe(0)
})

test('half of a log-normal crowd lies below its median', () => {
  const chance = chanceOf(3)
  const below = Array.from({ length: 4_000 }, () => logNormal(chance, 80, 1.8)).filter((value) => value < 80)
  expect(Math.abs(below.length - 2_000)).toBeLessThan(150)
  expect(Number.isFinite(normal(() => 0))).toBe(true)
})

test('weights are kept to, and a weight of nothing is never picked', () => {
  const chance = chanceOf(4)
  const choices = [{ weight: 3 }, { weight: 0 }, { weight: 1 }]
  const picked = Array.from({ length: 4_000 }, () => choices.indexOf(pickWeighted(chance, choices)))
  expect(picked.filter((index) => index === 1)).toEqual([])
  expect(Math.abs(picked.filter((index) => index === 0).length - 3_000)).toBeLessThan(120)
  expect(() => pickWeighted(chance, [])).toThrow('nothing to pick from')
})
