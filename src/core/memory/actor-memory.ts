import { type Approved, approvedBytesMax, decodeApproved, encodeApproved, none } from './approved-bytes.ts'
import {
  earlierBytesMax,
  earlierPendingBytes,
  isFive,
  isFour,
  readEarlierPending,
  readEarlierSlots,
  slotsOfFive,
} from './earlier-bytes.ts'
import { layoutVersion, slotCount, watermarkSlot } from './layout.ts'
import { readSlots, slotsBytesMax, writeSlots } from './packed-slots.ts'
import { type Pending, pendingBytes, pendingMax, readPending, writePending } from './pending.ts'
import { type Recent, recentBytesMax, recentMax, recentsBytesMax } from './recent.ts'
import { decodeEarlierRecent, decodeRecent, encodeRecent } from './recent-bytes.ts'

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

/** The bytes of a memory, for the memory topic: one byte of version, the numbers (`packed-slots.ts`), what waits for
 *  verdicts, then, each with its length, what hindsight may look at, and last what was approved beforehand. About 600
 *  bytes for a person of some months, up to 2,080 more where a session was half-suspected four times, at most 4 KiB. */
export function encodeMemory(memory: ActorMemory): Uint8Array {
  const bytes = scratch
  const view = scratchView
  bytes[0] = layoutVersion
  let position = writeSlots(view, 1, memory.slots)
  bytes[position++] = memory.pending.length
  for (const pending of memory.pending) {
    writePending(view, position, pending)
    position += pendingBytes
  }
  bytes[position++] = memory.recent.length
  for (const recent of memory.recent) {
    const entry = encodeRecent(recent)
    view.setUint16(position, entry.length)
    bytes.set(entry, position + 2)
    position += 2 + entry.length
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
  try {
    return readMemory(bytes)
  } catch (cause) {
    if (cause instanceof RangeError) return undefined
    throw cause
  }
}

/** @throws RangeError where the bytes end too early. */
function readMemory(bytes: Uint8Array): ActorMemory | undefined {
  const version = bytes[0] ?? 0
  const isOld = isFour(version)
  if (!isOld && !isFive(version) && version !== layoutVersion) return undefined
  if (bytes.length > (isOld ? earlierBytesMax : memoryBytesMax)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const slots = zeroes.slice()
  const end = isOld
    ? readEarlierSlots(view, 1, slots)
    : readSlots(view, 1, slots, isFive(version) ? slotsOfFive : slotCount)
  const count = view.getUint8(end)
  if (count > pendingMax) return undefined
  const [read, size] = isOld ? [readEarlierPending, earlierPendingBytes] : [readPending, pendingBytes]
  const pending = Array.from({ length: count }, (_, i) => read(view, end + 1 + i * size))
  const recent = readRecent(bytes, end + 1 + count * size, isOld ? decodeEarlierRecent : decodeRecent)
  const approved = recent && decodeApproved(bytes.subarray(recent.end))
  if (recent === undefined || approved === undefined) return undefined
  return { slots, pending, recent: recent.read, approved }
}

/** What `encodeMemory` wrote; anything else is no memory. */
function readRecent(
  bytes: Uint8Array,
  from: number,
  decode: (entry: Uint8Array) => Recent | undefined,
): { readonly read: readonly Recent[]; readonly end: number } | undefined {
  const recent: Recent[] = []
  const count = bytes[from] ?? recentMax + 1
  if (count > recentMax) return undefined
  let position = from + 1
  while (recent.length < count) {
    const length = ((bytes[position] ?? 0) << 8) | (bytes[position + 1] ?? 0)
    const end = position + 2 + length
    if (length > recentBytesMax || end > bytes.length) return undefined
    const entry = decode(bytes.subarray(position + 2, end))
    if (entry === undefined) return undefined
    recent.push(entry)
    position = end
  }
  return { read: recent, end: position }
}

/** Filled with a fraction first, so that V8 keeps the array, and every copy of it, as plain doubles. */
const zeroes: readonly number[] = Array.from({ length: slotCount }, () => 0.5).fill(0)
/** What any memory takes at most. */
export const memoryBytesMax =
  3 + slotsBytesMax + pendingMax * pendingBytes + recentsBytesMax + approvedBytesMax

/** Every memory is written here first: 4 KiB of fresh zeroes for each would cost more than the writing. */
const scratch = new Uint8Array(memoryBytesMax)
const scratchView = new DataView(scratch.buffer)
