import { actions } from '../change/actions.ts'
import { readSlot, writeSlot } from '../memory/slot-bytes.ts'
import { type AccountMemory, type Standing, standingLengthMax } from './account-memory.ts'
import { actedMax, actedSize, actSize, actsMax } from './ring.ts'

/** Any change in what the bytes mean needs a new one. */
const version = 1
const headBytes = 1 + 8 + 4 + 4 + 8 + 6 + 8 + 2
const actBytes = 6 + 6 + 8 + 1
const actedBytes = 6 + 8
const seenBytes = 6 + 8 + 8
const standingBytes = 8 + 1 + 1 + 2 + 2
const accountBytesMax =
  headBytes + actsMax * actBytes + actedMax * actedBytes + seenBytes + standingBytes + 2 * standingLengthMax

/** Written over from its start each time: a buffer of its own for each memory was a thirtieth of a busy start. */
const scratch = new DataView(new ArrayBuffer(accountBytesMax))

/** The bytes of a memory, for its topic: the numbers, then each ring as long as it is, then its state where the source
 *  tells of one, then what stands. 110 bytes for an account that was restricted once, at most 760. */
export function encodeAccountMemory(memory: AccountMemory): Uint8Array {
  const { acts, acted, seen, standing } = memory
  const view = scratch
  view.setUint8(0, version)
  view.setFloat64(1, memory.watermark)
  view.setUint32(9, Math.min(memory.restricted, 0xffffffff))
  view.setUint32(13, Math.min(memory.givenBack, 0xffffffff))
  view.setFloat64(17, memory.restrictedAt)
  setHash(view, 25, memory.restrictedBy)
  view.setFloat64(31, memory.givenBackAt)
  view.setUint8(39, acts.length / actSize)
  const tail = (standing === undefined ? 0 : hasStanding) + (seen === undefined ? 0 : hasSeen)
  view.setUint8(40, acted.length / actedSize + tail)
  let at = headBytes
  for (let i = 0; i < acts.length; i += actSize, at += actBytes) {
    setHash(view, at, acts[i] ?? 0)
    setHash(view, at + 6, acts[i + 1] ?? 0)
    view.setFloat64(at + 12, acts[i + 2] ?? 0)
    view.setUint8(at + 20, acts[i + 3] ?? 0)
  }
  for (let i = 0; i < acted.length; i += actedSize, at += actedBytes) {
    setHash(view, at, acted[i] ?? 0)
    view.setFloat64(at + 6, acted[i + 1] ?? 0)
  }
  if (seen !== undefined) {
    setHash(view, at, seen.state)
    view.setFloat64(at + 6, seen.at)
    view.setFloat64(at + 14, seen.until)
    at += seenBytes
  }
  if (standing !== undefined) at = setStanding(view, at, standing)
  return new Uint8Array(view.buffer.slice(0, at))
}

/** `undefined` for bytes of another version or that are no memory: the account then starts afresh. */
export function decodeAccountMemory(bytes: Uint8Array): AccountMemory | undefined {
  if (bytes[0] !== version || bytes.length < headBytes || bytes.length > accountBytesMax) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const actCount = view.getUint8(39)
  const tail = view.getUint8(40)
  const actedCount = tail % hasSeen
  const isSeen = (tail & hasSeen) !== 0
  const ringsEnd = headBytes + actCount * actBytes + actedCount * actedBytes
  const seenEnd = ringsEnd + (isSeen ? seenBytes : 0)
  if (actCount > actsMax || actedCount > actedMax || seenEnd > bytes.length) return undefined
  const standing = tail >= hasStanding ? standingFrom(view, seenEnd) : undefined
  if (tail >= hasStanding ? standing === undefined : seenEnd !== bytes.length) return undefined
  const acts: number[] = []
  for (let i = 0, at = headBytes; i < actCount; i++, at += actBytes) {
    acts.push(hashAt(view, at), hashAt(view, at + 6), view.getFloat64(at + 12), view.getUint8(at + 20))
  }
  const acted: number[] = []
  for (let i = 0, at = headBytes + actCount * actBytes; i < actedCount; i++, at += actedBytes) {
    acted.push(hashAt(view, at), view.getFloat64(at + 6))
  }
  return {
    watermark: view.getFloat64(1),
    restricted: view.getUint32(9),
    givenBack: view.getUint32(13),
    restrictedAt: view.getFloat64(17),
    restrictedBy: hashAt(view, 25),
    givenBackAt: view.getFloat64(31),
    standing,
    seen: isSeen
      ? {
          state: hashAt(view, ringsEnd),
          at: view.getFloat64(ringsEnd + 6),
          until: view.getFloat64(ringsEnd + 14),
        }
      : undefined,
    acts,
    acted,
  }
}

const hasStanding = 128
/** Bytes from before it was written have none. */
const hasSeen = 64

/** Ids are written as UTF-16: what they are made of is the platform's business, half a surrogate pair included. */
function setStanding(view: DataView, at: number, { actorId, eventId, ...rest }: Standing): number {
  view.setFloat64(at, rest.at)
  view.setUint8(at + 8, actions.indexOf(rest.action))
  view.setUint8(at + 9, rest.machine ? 1 : 0)
  view.setUint16(at + 10, actorId.length)
  view.setUint16(at + 12, eventId.length)
  const text = actorId + eventId
  for (let i = 0; i < text.length; i++) view.setUint16(at + standingBytes + 2 * i, text.charCodeAt(i))
  return at + standingBytes + 2 * text.length
}

function standingFrom(view: DataView, at: number): Standing | undefined {
  if (at + standingBytes > view.byteLength) return undefined
  const action = actions[view.getUint8(at + 8)]
  const actorLength = view.getUint16(at + 10)
  const length = actorLength + view.getUint16(at + 12)
  if (action === undefined || at + standingBytes + 2 * length !== view.byteLength) return undefined
  let text = ''
  for (let i = 0; i < length; i++) text += String.fromCharCode(view.getUint16(at + standingBytes + 2 * i))
  return {
    actorId: text.slice(0, actorLength),
    eventId: text.slice(actorLength),
    action,
    at: view.getFloat64(at),
    machine: view.getUint8(at + 9) === 1,
  }
}

function setHash(view: DataView, at: number, hash: number): void {
  writeSlot(view, at, 'whole', hash)
}

function hashAt(view: DataView, at: number): number {
  return readSlot(view, at, 'whole')
}
