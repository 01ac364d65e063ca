import { firstAtSlot, slotCount, slotKinds } from './layout.ts'
import { type FixedKind, readSlot, slotBytes, writeSlot } from './slot-bytes.ts'

/** The numbers of a memory as bytes: one bit for each slot that is not zero, then those slots, each in as few bytes as
 *  its kind allows.
 *
 *  count: seven bits a byte, the lowest first; the highest bit of a byte says that another follows.
 *  offset: the number after it, as a count, for it may be -1.
 *  time: twice its distance from `firstAt`, as a count; one less than twice where it lies before. `firstAt` itself, from
 *  which they count, is written whole.
 *  rough: four bytes, or one where the same number stands among the rough ones before it: then the highest bit is set,
 *  which no number that is not negative has, and the others say which of them. What is true of every act (it names a
 *  device, it has a reason) was counted to the very same number as the acts.
 *  All others: as `slot-bytes.ts` says. */

/** Writes all slots; the position after them. */
export function writeSlots(view: DataView, from: number, slots: readonly number[]): number {
  for (let byte = 0; byte < bitmapBytes; byte++) view.setUint8(from + byte, 0)
  const writer = new SlotWriter(view, from + bitmapBytes, slots[firstAtSlot] ?? 0)
  for (let slot = 0; slot < slotCount; slot++) {
    const value = slots[slot] ?? 0
    if (value === 0) continue
    const byte = from + (slot >> 3)
    view.setUint8(byte, view.getUint8(byte) | (1 << (slot & 7)))
    const kind = slotKinds[slot] ?? 'exact'
    if (slot === firstAtSlot) writer.fixed('whole', value)
    else if (kind === 'rough') writer.rough(value)
    else if (kind === 'time') writer.time(value)
    else if (kind === 'count') writer.count(value)
    else if (kind === 'offset') writer.count(value + 1)
    else writer.fixed(kind, value)
  }
  return writer.position
}

/** Reads them into `slots`, which were all zero; the position after them. Layout 5 had `count` of them, today's but for
 *  the last.
 *  @throws RangeError where these are no such bytes, or not all of them. */
export function readSlots(view: DataView, from: number, slots: number[], count = slotCount): number {
  const reader = new SlotReader(view, from + Math.ceil(count / 8))
  for (let slot = 0; slot < count; slot++) {
    if ((view.getUint8(from + (slot >> 3)) & (1 << (slot & 7))) === 0) continue
    const kind = slotKinds[slot] ?? 'exact'
    let value: number
    if (slot === firstAtSlot) value = reader.began = reader.fixed('whole')
    else if (kind === 'rough') value = reader.rough()
    else if (kind === 'time') value = reader.time()
    else if (kind === 'count') value = reader.count()
    else if (kind === 'offset') value = reader.count() - 1
    else value = reader.fixed(kind)
    if (!Number.isFinite(value)) throw new RangeError('a slot holds no number')
    slots[slot] = value
  }
  return reader.position
}

const bitmapBytes = Math.ceil(slotCount / 8)

/** What one number of each kind takes at most: a count has at most 53 bits. */
const bytesMax = { ...slotBytes, count: 8, offset: 8, time: 8 }
export const slotsBytesMax = bitmapBytes + slotKinds.reduce((sum, kind) => sum + bytesMax[kind], 0)

const pointerBit = 0x80
/** So many different rough numbers can be pointed at. */
const roughsMax = 0x80

class SlotWriter {
  private readonly view: DataView
  position: number
  private readonly began: number
  private roughs = 0

  constructor(view: DataView, position: number, began: number) {
    this.view = view
    this.position = position
    this.began = began
  }

  fixed(kind: FixedKind, value: number): void {
    writeSlot(this.view, this.position, kind, value)
    this.position += slotBytes[kind]
  }

  rough(value: number): void {
    for (let place = 0; place < this.roughs; place++) {
      if (seen[place] !== value) continue
      this.view.setUint8(this.position++, pointerBit | place)
      return
    }
    if (this.roughs < roughsMax) seen[this.roughs++] = value
    this.fixed('rough', value)
  }

  time(value: number): void {
    const since = value - this.began
    this.count(since < 0 ? -2 * since - 1 : 2 * since)
  }

  count(value: number): void {
    let left = value
    while (left >= 0x80) {
      this.view.setUint8(this.position++, (left % 0x80) | 0x80)
      left = Math.floor(left / 0x80)
    }
    this.view.setUint8(this.position++, left)
  }
}

class SlotReader {
  private readonly view: DataView
  position: number
  began = 0
  private roughs = 0

  constructor(view: DataView, position: number) {
    this.view = view
    this.position = position
  }

  fixed(kind: FixedKind): number {
    const value = readSlot(this.view, this.position, kind)
    this.position += slotBytes[kind]
    return value
  }

  rough(): number {
    const first = this.view.getUint8(this.position)
    if ((first & pointerBit) === 0) {
      const value = this.fixed('rough')
      if (this.roughs < roughsMax) seen[this.roughs++] = value
      return value
    }
    this.position += 1
    const place = first & ~pointerBit
    if (place >= this.roughs) throw new RangeError('a number is said to stand where none does')
    return seen[place] ?? 0
  }

  time(): number {
    const twice = this.count()
    return this.began + (twice % 2 === 0 ? twice / 2 : -(twice + 1) / 2)
  }

  count(): number {
    let value = 0
    for (let unit = 1; unit <= 2 ** 49; unit *= 0x80) {
      const byte = this.view.getUint8(this.position++)
      value += (byte & 0x7f) * unit
      if (byte < 0x80) return value
    }
    throw new RangeError('a count has more than eight bytes')
  }
}

/** The different rough numbers of the memory in hand, in the order in which they stand there. */
const seen = new Float64Array(roughsMax)
