import * as at from './layout.ts'

/** How far behind the clock an event may lie before it counts as out of place. */
export const lateMsMax = 86_400_000
/** So many out of place in a row mean that the clock is wrong, not the events. */
const lateRunMax = 3
/** How far ahead of its arrival an event's time is believed: clocks differ. */
export const aheadMsMax = 300_000
/** A silence that begins a new spell of work. */
export const spellGapMs = 7 * 86_400_000

/** Moves a memory to the time of a change, and says what time that is. Every decayed number stands, after
 *  this, as of the clock.
 *
 *  Event time decides, but one event with a wrong time must not wipe what was learnt: where the time of
 *  arrival is known, nothing ahead of it is believed; where it is not, three events in a row from more than a
 *  day before the clock set it back to theirs. An event from before the clock leaves the clock where it is. */
export function moveClock(slots: number[], occurredAt: number, arrivedAt: number | undefined): number {
  const limit = arrivedAt === undefined ? Number.POSITIVE_INFINITY : arrivedAt + aheadMsMax
  const now = Math.min(occurredAt, limit)
  const clock = slots[at.clockSlot] ?? 0
  if (slots[at.changesSlot] === 0) {
    slots[at.firstAtSlot] = now
    slots[at.returnedAtSlot] = now
    slots[at.clockSlot] = now
    return now
  }
  const elapsed = now - clock
  if (elapsed > 0) {
    decay(slots, elapsed)
    if (elapsed >= spellGapMs) {
      slots[at.returnedAtSlot] = now
      slots[at.silenceSlot] = elapsed
    }
    slots[at.clockSlot] = now
    slots[at.lateRunSlot] = 0
  } else if (-elapsed > lateMsMax) {
    const run = (slots[at.lateRunSlot] ?? 0) + 1
    slots[at.lateRunSlot] = run < lateRunMax ? run : 0
    if (run >= lateRunMax) slots[at.clockSlot] = now
  } else slots[at.lateRunSlot] = 0
  return now
}

/** `count * exp(-elapsed / tau)`: exact for any spacing of events. What is usual ages only by time at work,
 *  or a person back from half a year of leave would be a stranger to us, and a sleeper's habits forgotten. */
function decay(slots: number[], elapsedMs: number): void {
  for (let i = 0; i < at.scalesMs.length; i++) {
    const slot = at.paceSlot + i
    const count = slots[slot] ?? 0
    if (count !== 0) slots[slot] = Math.fround(count * Math.exp(-elapsedMs / (at.scalesMs[i] ?? 1)))
  }
  for (let i = 0; i < at.massScalesMs.length; i++) {
    const mass = slots[at.massSlot + i] ?? 0
    if (mass === 0) continue
    const kept = Math.exp(-elapsedMs / (at.massScalesMs[i] ?? 1))
    slots[at.massSlot + i] = Math.fround(mass * kept)
    slots[at.notableMassSlot + i] = Math.fround((slots[at.notableMassSlot + i] ?? 0) * kept)
  }
  const worked = elapsedMs < at.silenceMsMax ? elapsedMs : at.silenceMsMax
  const kept = Math.exp(-worked / at.baselineMs)
  for (let slot = at.usualWeightSlot; slot < at.usualEndSlot; slot++) {
    const weight = slots[slot] ?? 0
    if (weight !== 0) slots[slot] = Math.fround(weight * kept)
  }
}
