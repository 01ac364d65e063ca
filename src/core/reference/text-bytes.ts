/** Texts in bytes: two of head (length in characters, and whether one byte holds each of them), then the
 *  characters. One byte holds all of Latin-1, and with it nearly every id and handle. */
export function textBytes(text: string): number {
  return 2 + (isWide(text) ? 2 * text.length : text.length)
}

/** Writes at `at` and answers where it ends. */
export function writeText(bytes: Uint8Array, at: number, text: string): number {
  const wide = isWide(text)
  bytes[at] = text.length & 0xff
  bytes[at + 1] = (text.length >> 8) | (wide ? wideBit : 0)
  let to = at + 2
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    bytes[to++] = unit & 0xff
    if (wide) bytes[to++] = unit >> 8
  }
  return to
}

export function readText(bytes: Uint8Array, at: number): string {
  const head = bytes[at + 1] ?? 0
  const length = (bytes[at] ?? 0) | ((head & ~wideBit) << 8)
  const step = (head & wideBit) === 0 ? 1 : 2
  let text = ''
  for (let i = 0, from = at + 2; i < length; i++, from += step) {
    text += String.fromCharCode((bytes[from] ?? 0) | (step === 1 ? 0 : (bytes[from + 1] ?? 0) << 8))
  }
  return text
}

/** Whether this very text stands there. */
export function isText(bytes: Uint8Array, at: number, text: string): boolean {
  const head = bytes[at + 1] ?? 0
  const length = (bytes[at] ?? 0) | ((head & ~wideBit) << 8)
  if (length !== text.length) return false
  const step = (head & wideBit) === 0 ? 1 : 2
  for (let i = 0, from = at + 2; i < length; i++, from += step) {
    const unit = (bytes[from] ?? 0) | (step === 1 ? 0 : (bytes[from + 1] ?? 0) << 8)
    if (unit !== text.charCodeAt(i)) return false
  }
  return true
}

/** Where a text ends. */
export function textEnd(bytes: Uint8Array, at: number): number {
  const head = bytes[at + 1] ?? 0
  const length = (bytes[at] ?? 0) | ((head & ~wideBit) << 8)
  return at + 2 + ((head & wideBit) === 0 ? length : 2 * length)
}

function isWide(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return true
  return false
}

const wideBit = 0x80
