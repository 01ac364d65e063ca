import { describe, expect, test } from 'vitest'
import { BaselineBook } from '../../../src/core/baseline/baseline-book.ts'
import {
  closeMinute,
  type FleetMemory,
  type FleetMinute,
  type FleetRates,
  fleetPlace,
  fleetPlaces,
  newFleet,
  ratesOf,
  takeLate,
} from '../../../src/core/baseline/fleet.ts'
import { actions } from '../../../src/core/change/actions.ts'
import { minuteMs } from '../people.ts'

const place = fleetPlace(actions.indexOf('suspend'), false)
/** One to three suspensions a minute are usual; so many a minute are a tool gone wrong. */
const burstFrom = 1_986
const burst = 100

describe('what holds at a minute', () => {
  test('is the same for whoever is read first, by order or with one change minutes ahead', () => {
    const inOrder = new BaselineBook()
    const ahead = new BaselineBook()
    for (let minute = 1; minute <= 1_994; minute++) {
      const partial = staff(minute, minute >= burstFrom ? burst : usual(minute))
      inOrder.takeMinute(0, partial)
      ahead.takeMinute(0, partial)
      inOrder.at(minute * minuteMs)
      if (minute < burstFrom) ahead.at(minute * minuteMs)
    }
    const asked = [1_995, 1_996, 1_997].map((minute) => bitsAt(inOrder, minute))
    expect(bitsAt(ahead, 1_997)).toEqual(asked[2])
    expect(bitsAt(ahead, 1_996)).toEqual(asked[1])
    expect(bitsAt(ahead, 1_995)).toEqual(asked[0])
    expect(asked[1]).toBeGreaterThan(30)
  })

  test('is what was known last before it, after a change five minutes ahead, and not the oldest kept', () => {
    const book = new BaselineBook()
    for (let minute = 1; minute <= 2_000; minute++) {
      book.takeMinute(0, staff(minute, minute >= 1_990 ? burst : usual(minute)))
      book.at(minute * minuteMs)
    }
    const before = bitsAt(book, 2_000)
    book.at(2_005 * minuteMs)
    const after = bitsAt(book, 2_003)
    expect(before).toBeGreaterThan(30)
    expect(after).toBeGreaterThan(30)
    expect(book.at(2_003 * minuteMs)?.fleet?.asOf).toBe('1970-01-02 09:23')
  })

  test('long before the others is the oldest kept', () => {
    const book = new BaselineBook()
    for (let minute = 1; minute <= 2_000; minute++) {
      book.takeMinute(0, staff(minute, usual(minute)))
      book.at(minute * minuteMs)
    }
    expect(book.at(5 * minuteMs)).toEqual(book.at(1_760 * minuteMs))
    expect(book.at(5 * minuteMs)?.fleet?.asOf).toBe('1970-01-02 05:20')
  })
})

describe('a burst of all staff', () => {
  test('dies down in the hours in which nobody does anything', () => {
    const fleet = afterBurst()
    const bits = [1, 2, 12, 602].map((later) => round(bitsOf(ratesOf(fleet, 1_995 + later))))
    expect(bits[0]).toBe(bits[1])
    expect(bits[1]).toBeGreaterThan(30)
    expect(bits[2]).toBeLessThan(bits[1] ?? 0)
    expect(bits[3]).toBe(0)
  })
})

describe('minutes of a partition that lags', () => {
  test('are taken up at the next minute, as much as is left of them', () => {
    const book = new BaselineBook()
    for (let minute = 1; minute <= 2_000; minute++) {
      book.takeMinute(0, staff(minute, usual(minute)))
      book.at(minute * minuteMs)
    }
    expect(bitsAt(book, 2_000)).toBe(0)
    for (let minute = 1_981; minute <= 1_990; minute++) book.takeMinute(1, staff(minute, burst))
    expect(bitsAt(book, 2_000)).toBe(0)
    expect(bitsAt(book, 2_001)).toBeGreaterThan(30)
  })

  test('count once, although the log tells them again', () => {
    const [once, again] = [new BaselineBook(), new BaselineBook()]
    for (const book of [once, again]) {
      for (let minute = 1; minute <= 2_000; minute++) {
        book.takeMinute(0, staff(minute, usual(minute)))
        book.at(minute * minuteMs)
      }
    }
    for (let minute = 1_900; minute <= 1_998; minute++) again.takeMinute(0, staff(minute, usual(minute)))
    once.at(2_001 * minuteMs)
    again.at(2_001 * minuteMs)
    expect(again.fleetHeld()).toEqual(once.fleetHeld())
  })

  test('are known already to a fleet that was restored after them', () => {
    const book = new BaselineBook()
    book.restoreFleet(afterBurst())
    book.takeMinute(0, staff(1_990, burst))
    book.at(1_999 * minuteMs)
    expect(book.fleetHeld()).toEqual(afterBurst())
  })

  test('ten minutes late leave a third in ten minutes; four hours late, nothing', () => {
    const fleet = closeMinute(newFleet, staff(1_000, 0))
    expect(takeLate(fleet, staff(990, 100)).pace[place * 2]).toBe(100 * Math.exp(-1))
    expect(takeLate(fleet, staff(759, 100))).toBe(fleet)
  })
})

function afterBurst(): FleetMemory {
  let held = newFleet
  for (let minute = 1; minute <= 1_995; minute++) {
    held = closeMinute(held, staff(minute, minute >= burstFrom ? burst : usual(minute)))
  }
  return held
}

function staff(minute: number, suspended: number): FleetMinute {
  return { minute, counts: Array.from({ length: fleetPlaces }, (_, at) => (at === place ? suspended : 0)) }
}

function usual(minute: number): number {
  return 1 + (minute % 3)
}

function bitsAt(book: BaselineBook, minute: number): number {
  return bitsOf(book.at(minute * minuteMs)?.fleet)
}

function bitsOf(fleet: FleetRates | undefined): number {
  return fleet === undefined ? Number.NaN : (fleet.surges[place]?.bits ?? 0)
}

function round(bits: number): number {
  return Math.round(bits * 100) / 100
}
