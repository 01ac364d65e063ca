import { expect, test } from 'vitest'
import {
  accountIdOf,
  accountNumberOf,
  known,
  notable,
  populationSize,
  profileOf,
} from '../../../src/demo/world/population.ts'

const seed = 2017
const everyThousandth = Array.from({ length: populationSize / 1_000 }, (_, nth) =>
  profileOf(seed, nth * 1_000 + 500),
)
const wellKnown = Array.from({ length: notable }, (_, number) => profileOf(seed, number))

test('an account is the same each time it is looked at, and another with another seed', () => {
  expect(profileOf(seed, 123_456)).toEqual(profileOf(seed, 123_456))
  expect(profileOf(seed + 1, 123_456)).not.toEqual(profileOf(seed, 123_456))
})

test('most accounts have few followers, and one in a hundred has a third of all', () => {
  const followers = everyThousandth.map((profile) => profile.followers).sort((a, b) => a - b)
  const median = followers[followers.length / 2] ?? 0
  expect(median).toBeGreaterThan(60)
  expect(median).toBeLessThan(110)
  const all = followers.reduce((sum, one) => sum + one, 0)
  const topHundredth = followers.slice(-followers.length / 100).reduce((sum, one) => sum + one, 0)
  expect(topHundredth / all).toBeGreaterThan(0.35)
})

test('the tail is a power law: ten times the followers, a twenty-fifth of the accounts', () => {
  const above = (followers: number) => wellKnown.filter((profile) => profile.followers >= followers).length
  expect(above(100_000)).toBeGreaterThanOrEqual(notable - 2)
  expect(above(1_000_000)).toBeGreaterThan(280)
  expect(above(1_000_000)).toBeLessThan(360)
  expect(above(10_000_000)).toBeGreaterThan(8)
  expect(above(10_000_000)).toBeLessThan(18)
  expect(profileOf(seed, known).followers).toBeLessThan(10_000)
})

test('the more follow an account, the likelier it is verified', () => {
  const share = (least: number, most: number) => {
    const some = [...wellKnown, ...everyThousandth].filter(
      ({ followers }) => followers >= least && followers < most,
    )
    return some.filter(({ verified }) => verified !== 'none').length / some.length
  }
  expect(share(1_000_000, Infinity)).toBeGreaterThan(0.7)
  expect(share(100_000, 1_000_000)).toBeGreaterThan(0.3)
  expect(share(100_000, 1_000_000)).toBeLessThan(0.42)
  expect(share(0, 10_000)).toBeLessThan(0.02)
})

test('heads of state, media and candidates are among the well known only', () => {
  const classes = new Set(wellKnown.flatMap(({ protectedClass }) => protectedClass))
  expect([...classes].sort()).toEqual(
    ['candidate', 'elected', 'emergency', 'government', 'head-of-state', 'media'].sort(),
  )
  const protectedOrdinary = everyThousandth.filter(
    ({ followers, protectedClass }) => followers < 10_000 && protectedClass.length > 0,
  )
  expect(protectedOrdinary).toEqual([])
})

test('only ids of the population lead to an account of it', () => {
  expect(accountNumberOf(accountIdOf(17))).toBe(17)
  for (const id of ['a', 'a-1', 'a40000000', 'a1e3', 'x1', 'a123456789'])
    expect(accountNumberOf(id)).toBe(undefined)
})
