/** The first byte of a record in Confluent's wire format; four bytes of the schema's id follow, highest
 *  first. No JSON text begins with it, so both may stand on one topic. */
const magic = 0
export const headBytes = 5

export function isFramed(value: Buffer): boolean {
  return value[0] === magic
}

/** `undefined` where the head is cut off. */
export function framedId(value: Buffer): number | undefined {
  return value.length < headBytes ? undefined : value.readUInt32BE(1)
}

export function frame(id: number, body: Buffer): Buffer {
  const value = Buffer.allocUnsafe(headBytes + body.length)
  value[0] = magic
  value.writeUInt32BE(id, 1)
  body.copy(value, headBytes)
  return value
}
