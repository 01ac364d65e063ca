import { isUtf8 } from 'node:buffer'
import { needsScan, scanJson } from './json-scan.ts'
import { type Decoded, refusal } from './refusal.ts'

/** A JSON text as a plain value. The bytes from `from` on are the whole text. */
export function decodeJson(bytes: Buffer, from = 0): Decoded {
  // Node would put U+FFFD in the place of bad bytes, and two ids could become one.
  if (!isUtf8(from === 0 ? bytes : bytes.subarray(from))) return notUtf8(bytes, from)
  const text = bytes.toString('utf8', from + byteOrderMarkBytes(bytes, from))
  const fault = needsScan(text) ? scanJson(bytes, from) : undefined
  if (fault !== undefined) return fault
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return refusal('not-json', `byte ${from}`, error instanceof Error ? error.message : String(error))
  }
}

/** Length of the mark that some Windows programs write before UTF-8. */
function byteOrderMarkBytes(bytes: Buffer, from: number): number {
  return bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? 3 : 0
}

function notUtf8(bytes: Buffer, from: number): Decoded {
  if (bytes[from] === 0x1f && bytes[from + 1] === 0x8b) {
    const says = 'compressed with gzip: compression is a setting of the producer, never part of the value'
    return refusal('not-json', `byte ${from}`, says)
  }
  // There and back again, the first byte that differs is the first that is not UTF-8.
  const again = Buffer.from(bytes.toString('utf8', from))
  let at = 0
  while (bytes[from + at] === again[at]) at += 1
  return refusal('not-json', `byte ${from + at}`, 'not UTF-8')
}
