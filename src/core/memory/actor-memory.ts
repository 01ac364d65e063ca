import { type Approved, approvedBytesMax, decodeApproved, encodeApproved, none } from './approved-bytes.ts'
import {
  layoutVersion,
  layoutVersionOldest,
  slotCount,
  slotKinds,
  usualWeekendSlot,
  usualWeightSlot,
  watermarkSlot,
} from './layout.ts'
import { type Pending, pendingBytes, pendingMax, readPending, writePending } from './pending.ts'
import { type Recent, recentBytesMax, recentMax } from './recent.ts'
import { readSlot, slotBytes, writeSlot } from './slot-bytes.ts'
import { weekendShare } from './week.ts'

/** What is remembered of one actor: a fixed number of numbers, at most `pendingMax` flagged changes that wait
 *  for a verdict, at most `recentMax` half-suspected ones of the present session, and the few that a second person
 *  said yes to beforehand. Nobody changes one that `step` has handed out. */
export interface ActorMemory {
  /** Laid out as `layout.ts` says. */
  readonly slots: readonly number[]
  /** Oldest first. */
  readonly pending: readonly Pending[]
  /** Oldest first. */
  readonly recent: readonly Recent[]
  /** Oldest first. */
  readonly approved: readonly Approved[]
}

export function newMemory(): ActorMemory {
  return { slots: blankSlots(), pending: [], recent: [], approved: none }
}

export function blankSlots(): number[] {
  const slots = zeroes.slice()
  slots[watermarkSlot] = -1
  return slots
}

/** The offset in the source topic that this memory includes; -1 where none. */
export function watermarkOf(memory: ActorMemory): number {
  return memory.slots[watermarkSlot] ?? -1
}

export function withWatermark(memory: ActorMemory, offset: number): ActorMemory {
  const slots = memory.slots.slice()
  slots[watermarkSlot] = offset
  return { ...memory, slots }
}

/** The bytes of a memory, for the memory topic: one byte of version, one bit for each slot that is not zero,
 *  those slots (8, 4 or 6 bytes by their kind), what waits for verdicts, then, each with its length, what
 *  hindsight may look at, and last what was approved beforehand. About 600 to 700 bytes of numbers for a person of some
 *  months, up to 1,900 more for the half-suspected changes of the last session, at most 4 KiB in all. */
export function encodeMemory(memory: ActorMemory): Uint8Array {
  const bytes = scratch
  const view = scratchView
  bytes.fill(0, 0, 1 + bitmapBytes)
  bytes[0] = layoutVersion
  let position = 1 + bitmapBytes
  for (let slot = 0; slot < slotCount; slot++) {
    const value = memory.slots[slot] ?? 0
    if (value === 0) continue
    const byte = 1 + (slot >> 3)
    bytes[byte] = (bytes[byte] ?? 0) | (1 << (slot & 7))
    const kind = slotKinds[slot] ?? 'exact'
    writeSlot(view, position, kind, value)
    position += slotBytes[kind]
  }
  bytes[position++] = memory.pending.length
  for (const pending of memory.pending) {
    writePending(view, position, pending)
    position += pendingBytes
  }
  bytes[position++] = memory.recent.length
  for (const recent of memory.recent) {
    const text = utf8.encode(JSON.stringify(recent))
    view.setUint16(position, text.length)
    bytes.set(text, position + 2)
    position += 2 + text.length
  }
  if (memory.approved.length > 0) {
    const approved = encodeApproved(memory.approved)
    bytes.set(approved, position)
    position += approved.length
  }
  return bytes.slice(0, position)
}

/** `undefined` for bytes of another version or that are no memory: the actor then starts afresh. */
export function decodeMemory(bytes: Uint8Array): ActorMemory | undefined {
  const version = bytes[0] ?? 0
  if (version < layoutVersionOldest || version > layoutVersion) return undefined
  if (bytes.length <= 1 + bitmapBytes || bytes.length > memoryBytesMax) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const slots = zeroes.slice()
  let position = 1 + bitmapBytes
  for (let slot = 0; slot < slotCount; slot++) {
    if (((bytes[1 + (slot >> 3)] ?? 0) & (1 << (slot & 7))) === 0) continue
    const kind = slotKinds[slot] ?? 'exact'
    if (position + slotBytes[kind] > bytes.length) return undefined
    const value = readSlot(view, position, kind)
    if (!Number.isFinite(value)) return undefined
    slots[slot] = value
    position += slotBytes[kind]
  }
  // Nobody counted weekends then: as many as an even week has, until a month has shown better.
  if (version < 4) slots[usualWeekendSlot] = Math.fround((slots[usualWeightSlot] ?? 0) * weekendShare)
  const count = bytes[position++] ?? 0
  if (count > pendingMax || position + count * pendingBytes > bytes.length) return undefined
  const from = position
  const pending = Array.from({ length: count }, (_, i) => readPending(view, from + i * pendingBytes))
  const recent = readRecent(bytes, from + count * pendingBytes)
  const approved = recent && decodeApproved(bytes.subarray(recent.end))
  if (recent === undefined || approved === undefined) return undefined
  return { slots, pending, recent: recent.read, approved }
}

/** What `encodeMemory` wrote; anything else is no memory. */
function readRecent(
  bytes: Uint8Array,
  from: number,
): { readonly read: readonly Recent[]; readonly end: number } | undefined {
  const recent: Recent[] = []
  const count = bytes[from] ?? recentMax + 1
  if (count > recentMax) return undefined
  let position = from + 1
  while (recent.length < count) {
    const length = ((bytes[position] ?? 0) << 8) | (bytes[position + 1] ?? 0)
    const end = position + 2 + length
    if (length === 0 || end > bytes.length) return undefined
    try {
      recent.push(JSON.parse(fromUtf8.decode(bytes.subarray(position + 2, end))) as Recent)
    } catch {
      return undefined
    }
    position = end
  }
  return { read: recent, end: position }
}

/** Filled with a fraction first, so that V8 keeps the array, and every copy of it, as plain doubles. */
const zeroes: readonly number[] = Array.from({ length: slotCount }, () => 0.5).fill(0)
const utf8 = new TextEncoder()
const fromUtf8 = new TextDecoder()
const bitmapBytes = Math.ceil(slotCount / 8)
/** What any memory takes at most. */
export const memoryBytesMax =
  3 +
  bitmapBytes +
  slotKinds.reduce((sum, kind) => sum + slotBytes[kind], 0) +
  pendingMax * pendingBytes +
  recentMax * (2 + recentBytesMax) +
  approvedBytesMax

/** Every memory is written here first: 4 KiB of fresh zeroes for each would cost more than the writing. */
const scratch = new Uint8Array(memoryBytesMax)
const scratchView = new DataView(scratch.buffer)
