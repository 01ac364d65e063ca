import { expect, test } from 'vitest'
import { dayMs, hourMs } from '../../../src/demo/world/act.ts'
import { hourlyAt, isOff, workdayOf } from '../../../src/demo/world/shifts.ts'
import { actorOf, type Person, personIn, seats } from '../../../src/demo/world/staff.ts'
import { createWorld } from '../../../src/demo/world/world.ts'

const tuesday = Date.UTC(2026, 10, 10)
const world = createWorld(2017)

test('some sixty people work there, in seven teams, a third of them contractors', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const staff = createWorld(seed).staffAt(tuesday)
    expect(staff.length).toBeGreaterThanOrEqual(52)
    expect(staff.length).toBeLessThanOrEqual(60)
    const contractors = staff.filter(({ kind }) => kind === 'contractor').length
    expect(contractors / staff.length).toBeGreaterThan(0.25)
    expect(contractors / staff.length).toBeLessThan(0.5)
    expect(new Set(staff.map(({ team }) => team.name)).size).toBe(7)
    expect(new Set(staff.map(({ id }) => id)).size).toBe(staff.length)
  }
})

test('over a year people come and go, and nobody is two people', () => {
  const before = new Set(world.staffAt(tuesday).map(({ id }) => id))
  const after = world.staffAt(tuesday + 365 * dayMs)
  const stayed = after.filter(({ id }) => before.has(id)).length
  expect(stayed).toBeGreaterThan(15)
  expect(stayed).toBeLessThan(50)
})

test('the records show an end for every contractor and for employees only once they gave notice', () => {
  for (const person of world.staffAt(tuesday)) {
    const { leavesAt, accessEndsAt, hiredAt } = actorOf(person, tuesday)
    expect(hiredAt).toBeLessThanOrEqual(tuesday)
    expect(accessEndsAt).toBe(leavesAt)
    const hasGivenNotice = person.endsAt - tuesday < 30 * dayMs
    expect(leavesAt !== undefined).toBe(person.kind === 'contractor' || hasGivenNotice)
    expect(leavesAt ?? Infinity).toBeGreaterThan(tuesday)
  }
})

test('a contract that is renewed is renewed a month before it ends', () => {
  const person = contractor()
  const ends = new Set<number>()
  for (let at = person.hiredAt; at < person.endsAt - 31 * dayMs; at += dayMs) {
    const { leavesAt = 0 } = actorOf(person, at)
    ends.add(leavesAt)
    expect(leavesAt === person.endsAt || leavesAt - at >= 30 * dayMs).toBe(true)
  }
  expect(ends.size).toBeGreaterThan(1)
})

test('people work eight hours of a working day and not at night', () => {
  const person = someoneOf('trust-and-safety')
  const hours = Array.from({ length: 21 * 24 * 4 }, (_, quarter) => tuesday + (quarter * hourMs) / 4)
  const worked = hours.filter((at) => hourlyAt(person, at) > 0)
  const days = new Set(worked.map((at) => workdayOf(person, at)))
  expect(worked.length / 4 / days.size).toBeCloseTo(8, 0)
  expect(days.size).toBeGreaterThan(8)
  expect(days.size).toBeLessThan(16)
  for (const day of days) expect(isOff(person, day)).toBe(false)
})

test('somebody is at work at every hour of the week, fewer at weekends', () => {
  const atWork = (at: number) => world.staffAt(at).filter((person) => hourlyAt(person, at) > 0.5).length
  const week = Array.from({ length: 168 }, (_, hour) => tuesday + hour * hourMs)
  for (const at of week) expect(atWork(at)).toBeGreaterThan(0)
  const average = (day: number) =>
    week.slice(day * 24, day * 24 + 24).reduce((sum, at) => sum + atWork(at), 0) / 24
  // Tuesday is day 0, so Saturday and Sunday are 4 and 5.
  expect(average(4) + average(5)).toBeLessThan(0.8 * (average(0) + average(1)))
})

test('the security team is called at night now and then, support is not', () => {
  const asleep = (person: Person) =>
    Array.from({ length: 24 }, (_, hour) => hourlyAt(person, tuesday + hour * hourMs)).reduce((a, b) =>
      Math.min(a, b),
    )
  expect(asleep(someoneOf('security'))).toBe(0.1)
  expect(asleep(someoneOf('support'))).toBe(0)
})

test('who leaves does less in the last days and nothing on the last morning', () => {
  for (const seat of seats) {
    const person = personIn(5, seat, tuesday)
    if (person === undefined) continue
    expect(hourlyAt(person, person.endsAt - hourMs)).toBe(0)
    expect(hourlyAt(person, person.endsAt + hourMs)).toBe(0)
    expect(hourlyAt(person, person.hiredAt - hourMs)).toBe(0)
  }
})

function someoneOf(team: string): Person {
  const person = world
    .staffAt(tuesday)
    .find(
      (person) =>
        person.team.name === team &&
        person.hiredAt < tuesday - 90 * dayMs &&
        person.endsAt > tuesday + 60 * dayMs,
    )
  if (person === undefined) throw new Error(`nobody is in ${team}`)
  return person
}

function contractor(): Person {
  const person = world
    .staffAt(tuesday)
    .find(
      (person) =>
        person.kind === 'contractor' && person.endsAt - person.hiredAt > 1.6 * person.termDays * dayMs,
    )
  if (person === undefined) throw new Error('no contractor was renewed')
  return person
}
