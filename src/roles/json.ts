/** Our own small messages (sightings, verdicts, instructions, digests) as JSON bytes. */
export function encodeJson(message: unknown): Buffer {
  return Buffer.from(JSON.stringify(message), 'utf8')
}

/** `undefined` for bytes that are not JSON: the caller says what that means. */
export function decodeJson(value: Buffer | null): unknown {
  if (value === null) return undefined
  try {
    return JSON.parse(value.toString('utf8'))
  } catch {
    return undefined
  }
}
