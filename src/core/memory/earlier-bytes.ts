import { eventOf, shortOf } from './identity.ts'
import * as at from './layout.ts'
import type { Pending } from './pending.ts'
import { type FixedKind, readSlot, slotBytes } from './slot-bytes.ts'

/** Memories as earlier layouts wrote them: an update must not make strangers of a whole staff.
 *
 *  5: as today's, without the last slot.
 *  4: the same slots as 5 in the same order but for a longer ring of events, every number in all of its bytes, every
 *  hash in 48 bits. */
export function isFour(version: number): boolean {
  return version === 4
}

export function isFive(version: number): boolean {
  return version === 5
}

/** Places of layout 5, and of 4 but for its longer ring. */
export const slotsOfFive = 192

/** None of layout 4 was longer. */
export const earlierBytesMax = 4_096

/** As `readSlots` does it.
 *  @throws RangeError where these are no such bytes, or not all of them. */
export function readEarlierSlots(view: DataView, from: number, slots: number[]): number {
  const slotCount = slotsOfFive + eventsMore
  let position = from + Math.ceil(slotCount / 8)
  for (let earlier = 0; earlier < slotCount; earlier++) {
    if ((view.getUint8(from + (earlier >> 3)) & (1 << (earlier & 7))) === 0) continue
    const slot = slotNow(earlier)
    const kind = earlierKind(slot)
    const value = readSlot(view, position, kind)
    if (!Number.isFinite(value)) throw new RangeError('a slot holds no number')
    position += slotBytes[kind]
    if (slot !== noSlot) slots[slot] = shortened(value, at.slotKinds[slot])
  }
  slots[at.eventCursorSlot] = (slots[at.eventCursorSlot] ?? 0) % at.eventsRemembered
  return position
}

/** So many more events were remembered; the last places of the ring are let go. */
const eventsMore = 8
const noSlot = -1

function slotNow(earlier: number): number {
  const ringEnd = at.eventHashSlot + at.eventsRemembered
  if (earlier < ringEnd) return earlier
  return earlier < ringEnd + eventsMore ? noSlot : earlier - eventsMore
}

export const earlierPendingBytes = 8 + 1 + 1 + 4 + 6 * 5 + 4 * (at.comparedScales + at.massScalesMs.length)

/** @throws RangeError where the bytes end before it does. */
export function readEarlierPending(view: DataView, position: number): Pending {
  const hash = (i: number): number => readSlot(view, position + 14 + 6 * i, 'whole')
  const short = (i: number): number => shortened(hash(i), 'hash')
  const paceAt = position + 44
  const massAt = paceAt + 4 * at.comparedScales
  return {
    at: view.getFloat64(position),
    action: view.getInt8(position + 8),
    weight: view.getUint8(position + 9) === 0 ? 0 : 1,
    again: false,
    marks: view.getUint32(position + 10),
    event: shortened(hash(0), 'event'),
    reason: short(1),
    network: short(2),
    device: short(3),
    tool: short(4),
    pace: Array.from({ length: at.comparedScales }, (_, i) => view.getFloat32(paceAt + 4 * i)),
    mass: Array.from({ length: at.massScalesMs.length }, (_, i) => view.getFloat32(massAt + 4 * i)),
  }
}

function earlierKind(slot: number): FixedKind {
  if (slot === at.silenceSlot) return 'whole'
  if (slot === at.undoneOffsetSlot) return 'exact'
  if (slot === at.flaggedCentiSlot) return 'rough'
  if (slot === noSlot) return 'whole'
  const kind = at.slotKinds[slot] ?? 'exact'
  if (kind === 'offset') return 'exact'
  if (kind === 'count') return 'hash'
  return kind === 'event' || kind === 'hash' || kind === 'time' ? 'whole' : kind
}

function shortened(value: number, kind: at.SlotKind | undefined): number {
  if (value === 0) return 0
  if (kind === 'event') return eventOf(value)
  return kind === 'hash' ? shortOf(value) : value
}
