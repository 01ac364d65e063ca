import { expect, test } from 'vitest'
import { step } from '../../../src/core/decision/step.ts'
import {
  type ActorMemory,
  decodeMemory,
  encodeMemory,
  withWatermark,
} from '../../../src/core/memory/actor-memory.ts'
import { slotsOfFive } from '../../../src/core/memory/earlier-bytes.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { add } from '../../../src/core/memory/learn.ts'
import { gradeOf } from '../../../src/core/memory/marks.ts'
import { learnUndone } from '../../../src/core/memory/undone.ts'
import { accounts, changeOf, memoryOfWork, nth, shippedPolicy, staff } from '../people.ts'

/** The same month of work as below, one flagged change and one that others undid, as version 4 wrote it. */
const written = Buffer.from(
  'BO8o9f//9/9/BIAKAAAA+AEB//////APwCBAsmcAAAAAAAFfGzhewAFffvZtgAFfGzhewMgAAAPBAAADwQEBAV99ETLAAV9+9m2A' +
    'RKugAAAAAAGxqK1zk+I/gAAAP4CAfkBZUDFB68rjQnyfLkOli7VELZK9P4CAfkBZUDFCfJ8uP4AAAD+AAAA/gAAARGn3ED+AAAA/' +
    'gAAAP4AAAD+AAAA/gAAARK4XGUQtNz88/FuLQ8MA70VOhYFGVo7oRwELK0gjH241u7h/Q2DogkaEJetImj52Scn70Ewqp4hDwwDv' +
    'RU6FgUcBCytDYOiCRoQl60nJ+9BELTc/RC03P0QtNz9ELTc/Qx4P90Ms6hVDLW4DQy3yWUFoKLZELTc/iGHd/vGurg7l8yy9XRyp' +
    'RfRauT6GQBD+SmmU4DpGKRhNXdAasVBSDzlYlODNXArkEtEtmqQXinHNFneC3O1sdO5ZmZzbXvjKzPmjpNyHGR9soDszIJ7+mTB0' +
    '+Q6veBY77JrzDrbCJQ+qZ/oxDQ0fbZIT1Nh+yYY/eyoN9DxU1lGka6Nf6G+xCCU9BWBWH+8m3/WhaFdEzoUlep6ik6UzVsrX0Nts' +
    'WEPXmMf6GtHlvuCet5paH04evAXs6dIvroXUs+H7+OO9EspgIJDNsN+4lTqd14eEvwos4DcVZk8hLqE13nkfwRU+2vTEWKT8C7Lx' +
    'ul1daa6VQDIAAAAAAAAMcFtzdMtCvgfFAUJ19+9m2AAAAAEAgQQLrg7l8yy9iGHd/vGuAAAAAAAAAAAAAAAAAAAAAAAAFC1yzTuA' +
    'fnxAGVAxQePK40J4ny5DpQu1O4B+fEAZUDFCeJ8uAA==',
  'base64',
)
/** The same as version 5 wrote it. */
const writtenAsFive = Buffer.from(
  'Be8o9f//9/9/BIAKAAAA+AEB////8A/AIOgkAV8bOF7AgLvwuwwAyMEHwQcBAYDQxp0MgLvwuwxAlXQAAAAAAAGxqK1zk+I/gAAAP4CA' +
    'fkBZUDFB68rjQnyfLkOli7VELZK9gYKEgICARGn3EICAgICARK4XGUQtNz88/FuLQ8MA70VOhYFGVo7oRwELK0gjH241u7h/Q2DogkaE' +
    'JetImj52Scn70Ewqp4iLjI6RkpSJiYmJQx4P90Ms6hVDLW4DQy3yWUFoKLaJ3f96EA7l8y1s7Wx07zac2175ZPmjpN1UH2ygO02e/pkw' +
    'lQ6veBc1mvMOt68Pqmf6Vw0fbZIh2H7JhxQqDfQ80FGka6Q2b7EIJiZgVh/vLPWhaFgkhSV6n3GlM1bLa9tsWESox/oa0n7gnrebGU4e' +
    'vAYM0i+uhr7h+/jkcWAgo5i4let9hL/htBVnL1k13qfBPtu12vwMC5ZdamjzEnBbc3TYQr4HxQEBX372bYAAAQCBBAsO5fMtbN3/ehAA' +
    'AAAAAAAAAAAAAAAULXLNO4B+fEAZUDFB48rjQnifLkOlC7U7gH58QBlQMUJ4ny4A',
  'base64',
)
const policy = shippedPolicy('demo')
const warm = memoryOfWork(staff.oldHand, policy, { hourly: 6 })
const bad = changeOf({ action: 'deactivate', actor: staff.contractorLastHour, account: accounts.headOfState })
const flagged = step(bad, { memory: withWatermark(warm, 4_711) }, policy).learned
const learnt = countedAsOdd(learnUndone(flagged, { eventId: 'e', accountId: 'a', at: bad.occurredAt }, 17))

/** As these versions counted it: an odd act also where somebody was told of it. */
function countedAsOdd(memory: ActorMemory): ActorMemory {
  const slots = [...memory.slots]
  const grade = gradeOf(memory.pending.at(-1)?.marks ?? 0)
  for (let i = 0; i < at.oddScales; i++) add(slots, at.oddSlot + i, grade)
  add(slots, at.oddHourSlot, 1)
  return { ...memory, slots }
}

const events = (slots: readonly number[]) =>
  slots.slice(at.eventHashSlot, at.eventHashSlot + at.eventsRemembered)
/** All but the last bit, which did not say then whether anything but a look was done. */
const touched = (slots: readonly number[]) =>
  slots.slice(at.accountHashSlot, at.accountHashSlot + at.accountsRemembered).map((hash) => hash >>> 1)
const rest = ({ slots, ...others }: ActorMemory) => ({
  ...others,
  slots: slots
    .with(at.eventCursorSlot, 0)
    .toSpliced(at.accountHashSlot, at.accountsRemembered, ...touched(slots))
    .toSpliced(at.eventHashSlot, at.eventsRemembered),
})

test('a memory of version 4 is read as if it had been learnt today, but for the places in its ring of events', () => {
  const read = decodeMemory(written) ?? missing()
  expect(rest(read)).toEqual(rest(learnt))
  // The ring that was longer has let some of them go.
  expect(events(read.slots).filter((event) => events(learnt.slots).includes(event)).length).toBeGreaterThan(
    12,
  )
  expect(read.slots[at.eventCursorSlot]).toBeLessThan(at.eventsRemembered)
})

test('one of version 5 just as it is', () => {
  const read = decodeMemory(writtenAsFive) ?? missing()
  expect(rest(read)).toEqual(rest(learnt))
  for (let length = 0; length < writtenAsFive.length; length++)
    expect(decodeMemory(writtenAsFive.subarray(0, length))).toBeUndefined()
})

test('an account that an earlier version knew was touched is still no other account', () => {
  const next = changeOf({ account: nth(accounts.neighbour, 20 * 48 - 1), actor: staff.oldHand })
  for (const bytes of [written, writtenAsFive]) {
    const { sight } = step(next, { memory: decodeMemory(bytes) }, policy)
    expect([sight.another, sight.again]).toEqual([false, true])
  }
})

test('older ones are none', () => {
  expect(decodeMemory(Uint8Array.of(3, ...written.subarray(1)))).toBeUndefined()
})

test('cut off or too long it is no memory', () => {
  for (let length = 0; length < written.length; length++)
    expect(decodeMemory(written.subarray(0, length))).toBeUndefined()
  expect(decodeMemory(Uint8Array.of(...written, 0))).toBeUndefined()
})

test('it is written as version 6, and shorter', () => {
  expect(encodeMemory(learnt)[0]).toBe(6)
  expect(encodeMemory(learnt).length).toBeLessThan(written.length)
})

test('a silence, which the month above has none of', () => {
  const map = Array.from({ length: Math.ceil((slotsOfFive + 8) / 8) }, (_, byte) =>
    byte === at.silenceSlot >> 3 ? 1 << (at.silenceSlot & 7) : 0,
  )
  const bytes = Uint8Array.of(4, ...map, 0, 0, 0x10, 0, 0, 7, 0, 0)
  expect(decodeMemory(bytes)?.slots[at.silenceSlot]).toBe(0x10000007)
})

function missing(): never {
  throw new Error('there is no memory')
}
