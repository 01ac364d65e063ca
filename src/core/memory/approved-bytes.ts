/** A yes to one exact change, in the memory of the actor who asked. */
export interface Approved {
  /** Hash of the change, 48 hex digits. */
  readonly cause: string
  /** Who said yes; '' once it is used up. */
  readonly by: string
  readonly until: number
}

/** Six of usual length find room. */
export const approvedBytesMax = 239

/** The newest of them, as many as there is room for; used ones leave first. */
export function withinBytes(all: readonly Approved[]): readonly Approved[] {
  let kept = all
  while (bytesOf(kept) > approvedBytesMax && kept.length > 1) {
    const used = kept.findIndex(({ by }) => by === '')
    kept = kept.toSpliced(Math.max(0, used), 1)
  }
  return kept
}

/** A byte of their number, then each: hash, end, length of the name, name. Nothing where there is none, so that
 *  whoever never asked takes no byte, and bytes of before it was remembered are read as they were. */
export function encodeApproved(all: readonly Approved[]): Uint8Array {
  const bytes = new Uint8Array(bytesOf(all))
  const view = new DataView(bytes.buffer)
  if (all.length > 0) bytes[0] = all.length
  let position = 1
  for (const { cause, by, until } of all) {
    for (let i = 0; i < hashBytes; i++)
      bytes[position + i] = Number.parseInt(cause.slice(2 * i, 2 * i + 2), 16)
    view.setFloat64(position + hashBytes, until)
    const name = utf8.encode(by)
    bytes[position + headBytes - 1] = name.length
    bytes.set(name, position + headBytes)
    position += headBytes + name.length
  }
  return bytes
}

/** `undefined` for bytes that are none of these. */
export function decodeApproved(bytes: Uint8Array): readonly Approved[] | undefined {
  if (bytes.length === 0) return none
  if (bytes.length > approvedBytesMax) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const all: Approved[] = []
  let position = 1
  while (all.length < (bytes[0] ?? 0)) {
    if (position + headBytes > bytes.length) return undefined
    const end = position + headBytes + (bytes[position + headBytes - 1] ?? 0)
    if (end > bytes.length) return undefined
    all.push({
      cause: hexOf(bytes.subarray(position, position + hashBytes)),
      until: view.getFloat64(position + hashBytes),
      by: fromUtf8.decode(bytes.subarray(position + headBytes, end)),
    })
    position = end
  }
  return position === bytes.length && all.length > 0 ? all : undefined
}

export const none: readonly Approved[] = []
const hashBytes = 24
const headBytes = hashBytes + 8 + 1
const utf8 = new TextEncoder()
const fromUtf8 = new TextDecoder()

function hexOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

function bytesOf(all: readonly Approved[]): number {
  if (all.length === 0) return 0
  return all.reduce((sum, { by }) => sum + headBytes + utf8.encode(by).length, 1)
}
