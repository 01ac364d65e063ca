import { decay } from './decay.ts'
import * as at from './layout.ts'

/** How far behind the clock an event may lie before it counts as out of place. */
export const lateMsMax = 86_400_000
/** So many out of place in a row mean that the clock is wrong, not the events. */
const lateRunMax = 3
/** How far ahead of its arrival an event's time is believed: clocks differ. */
export const aheadMsMax = 300_000
/** An operation is one act while it runs: one that rests for an hour is over, whatever its id says later. */
const operationGapMs = 3_600_000
/** A silence that ends a session, where no session id says it. */
export const sessionGapMs = 6 * 3_600_000
/** A silence that begins a new spell of work. */
export const spellGapMs = 7 * 86_400_000

/** Moves a memory to the time of a change, and says what time that is. Every decayed number stands, after
 *  this, as of the clock.
 *
 *  Event time decides, but one event with a wrong time must not wipe what was learnt: where the time of
 *  arrival is known, nothing ahead of it is believed; where it is not, three events in a row from more than a
 *  day before the clock set it back to theirs. An event from before the clock leaves the clock where it is: where
 *  arrival is known, so do any number of them, or whoever dates a few trifles back would end their own session; but
 *  not where the clock itself, learnt without arrivals, is ahead of when they arrived. */
export function moveClock(slots: number[], occurredAt: number, arrivedAt: number | undefined): number {
  const limit = arrivedAt === undefined ? Number.POSITIVE_INFINITY : arrivedAt + aheadMsMax
  const now = Math.min(occurredAt, limit)
  const clock = slots[at.clockSlot] ?? 0
  if (slots[at.changesSlot] === 0) {
    slots[at.firstAtSlot] = now
    slots[at.returnedAtSlot] = now
    slots[at.sessionAtSlot] = now
    slots[at.clockSlot] = now
    return now
  }
  const elapsed = now - clock
  if (elapsed > 0) {
    decay(slots, elapsed)
    if (elapsed >= operationGapMs) forgetOperations(slots)
    if (elapsed >= sessionGapMs) slots[at.sessionAtSlot] = now
    if (elapsed >= spellGapMs) {
      slots[at.returnedAtSlot] = now
      slots[at.silenceSlot] = elapsed
      slots[at.actsBackSlot] = 0
    }
    slots[at.clockSlot] = now
    slots[at.lateRunSlot] = 0
  } else if (-elapsed > lateMsMax && (arrivedAt === undefined || clock > limit)) {
    const run = (slots[at.lateRunSlot] ?? 0) + 1
    slots[at.lateRunSlot] = run < lateRunMax ? run : 0
    if (run >= lateRunMax) slots[at.clockSlot] = now
  } else slots[at.lateRunSlot] = 0
  return now
}

function forgetOperations(slots: number[]): void {
  for (let i = 0; i < at.operationsRemembered; i++) slots[at.operationHashSlot + i] = 0
}
