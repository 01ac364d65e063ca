import {
  comparedScales,
  layoutVersion,
  massScalesMs,
  type SlotKind,
  slotCount,
  slotKinds,
  watermarkSlot,
} from './layout.ts'
import { type Pending, pendingMax } from './pending.ts'

/** What is remembered of one actor: a fixed number of numbers, and at most `pendingMax` flagged changes
 *  that wait for a verdict. Nobody changes one that `step` has handed out. */
export interface ActorMemory {
  /** Laid out as `layout.ts` says. */
  readonly slots: readonly number[]
  /** Oldest first. */
  readonly pending: readonly Pending[]
}

export function newMemory(): ActorMemory {
  return { slots: blankSlots(), pending: [] }
}

export function blankSlots(): number[] {
  const slots = zeroes()
  slots[watermarkSlot] = -1
  return slots
}

/** Filled with a fraction first, so that V8 keeps the array as plain doubles from the start. */
function zeroes(): number[] {
  return Array.from({ length: slotCount }, () => 0.5).fill(0)
}

/** The offset in the source topic that this memory includes; -1 where none. */
export function watermarkOf(memory: ActorMemory): number {
  return memory.slots[watermarkSlot] ?? -1
}

export function withWatermark(memory: ActorMemory, offset: number): ActorMemory {
  const slots = memory.slots.slice()
  slots[watermarkSlot] = offset
  return { slots, pending: memory.pending }
}

/** The bytes of a memory, for the memory topic: one byte of version, one bit for each slot that is not zero,
 *  those slots (8, 4 or 6 bytes by their kind), then what waits for verdicts. About 350 bytes for a person
 *  of some months, at most 1.5 KiB. */
export function encodeMemory(memory: ActorMemory): Uint8Array {
  const bytes = new Uint8Array(bytesMax)
  const view = new DataView(bytes.buffer)
  bytes[0] = layoutVersion
  let position = 1 + bitmapBytes
  for (let slot = 0; slot < slotCount; slot++) {
    const value = memory.slots[slot] ?? 0
    if (value === 0) continue
    const byte = 1 + (slot >> 3)
    bytes[byte] = (bytes[byte] ?? 0) | (1 << (slot & 7))
    const kind = slotKinds[slot] ?? 'exact'
    write(view, position, kind, value)
    position += sizeOf[kind]
  }
  bytes[position++] = memory.pending.length
  for (const pending of memory.pending) {
    writePending(view, position, pending)
    position += pendingBytes
  }
  return bytes.slice(0, position)
}

/** `undefined` for bytes of another version or that are no memory: the actor then starts afresh. */
export function decodeMemory(bytes: Uint8Array): ActorMemory | undefined {
  if (bytes[0] !== layoutVersion || bytes.length <= 1 + bitmapBytes || bytes.length > bytesMax)
    return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const slots = zeroes()
  let position = 1 + bitmapBytes
  for (let slot = 0; slot < slotCount; slot++) {
    if (((bytes[1 + (slot >> 3)] ?? 0) & (1 << (slot & 7))) === 0) continue
    const kind = slotKinds[slot] ?? 'exact'
    if (position + sizeOf[kind] > bytes.length) return undefined
    const value = read(view, position, kind)
    if (!Number.isFinite(value)) return undefined
    slots[slot] = value
    position += sizeOf[kind]
  }
  const count = bytes[position++] ?? 0
  if (count > pendingMax || position + count * pendingBytes !== bytes.length) return undefined
  const pending = Array.from({ length: count }, (_, i) => readPending(view, position + i * pendingBytes))
  return { slots, pending }
}

const sizeOf: Readonly<Record<SlotKind, number>> = { exact: 8, rough: 4, hash: 6 }
const bitmapBytes = Math.ceil(slotCount / 8)
const massScales = massScalesMs.length
/** Event, time, action, flags, reason, pace, mass. */
const pendingBytes = 6 + 8 + 1 + 1 + 6 + 4 * (comparedScales + massScales)
const massPosition = 22 + 4 * comparedScales
const bytesMax =
  2 + bitmapBytes + slotKinds.reduce((sum, kind) => sum + sizeOf[kind], 0) + pendingMax * pendingBytes

function write(view: DataView, position: number, kind: SlotKind, value: number): void {
  if (kind === 'exact') view.setFloat64(position, value)
  else if (kind === 'rough') view.setFloat32(position, value)
  else {
    view.setUint16(position, Math.floor(value / 0x100000000))
    view.setUint32(position + 2, value % 0x100000000)
  }
}

function read(view: DataView, position: number, kind: SlotKind): number {
  if (kind === 'exact') return view.getFloat64(position)
  if (kind === 'rough') return view.getFloat32(position)
  return view.getUint16(position) * 0x100000000 + view.getUint32(position + 2)
}

function writePending(view: DataView, position: number, pending: Pending): void {
  write(view, position, 'hash', pending.event)
  write(view, position + 6, 'exact', pending.at)
  view.setInt8(position + 14, pending.action)
  const flags = [pending.weight === 1, pending.notable, pending.protected, pending.ticket, pending.report]
  view.setUint8(
    position + 15,
    flags.reduce((bits, flag, i) => bits | (flag ? 1 << i : 0), 0),
  )
  write(view, position + 16, 'hash', pending.reason)
  for (let i = 0; i < comparedScales; i++) view.setFloat32(position + 22 + 4 * i, pending.pace[i] ?? 0)
  for (let i = 0; i < massScales; i++) {
    view.setFloat32(position + massPosition + 4 * i, pending.mass[i] ?? 0)
  }
}

function readPending(view: DataView, position: number): Pending {
  const flags = view.getUint8(position + 15)
  return {
    event: read(view, position, 'hash'),
    at: read(view, position + 6, 'exact'),
    action: view.getInt8(position + 14),
    weight: (flags & 1) === 0 ? 0 : 1,
    notable: (flags & 2) !== 0,
    protected: (flags & 4) !== 0,
    ticket: (flags & 8) !== 0,
    report: (flags & 16) !== 0,
    reason: read(view, position + 16, 'hash'),
    pace: Array.from({ length: comparedScales }, (_, i) => view.getFloat32(position + 22 + 4 * i)),
    mass: Array.from({ length: massScales }, (_, i) => view.getFloat32(position + massPosition + 4 * i)),
  }
}
