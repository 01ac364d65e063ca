/** Which partition a key belongs to: the same on both logs, and the same as Kafka's own Java client chooses,
 *  so that a platform's producers and ours agree.
 *
 *  21 of 4 -> 2   foobar of 4 -> 2   a-little-bit-long-string of 4 -> 0 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions
}

/** MurmurHash2 by Austin Appleby with the seed that Kafka uses
 *  (org.apache.kafka.common.utils.Utils.murmur2). A signed 32-bit integer.
 *  21 -> -973932308   abc -> 479470107   foobar -> -790332482 */
export function murmur2(bytes: Uint8Array): number {
  const m = 0x5bd1e995
  const { length } = bytes
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  let hash = 0x9747b28c ^ length

  const whole = length & ~3
  for (let at = 0; at < whole; at += 4) {
    const word = Math.imul(view.getInt32(at, true), m)
    hash = Math.imul(hash, m) ^ Math.imul(word ^ (word >>> 24), m)
  }
  if (length > whole) {
    for (let at = length - 1; at >= whole; at--) hash ^= view.getUint8(at) << ((at - whole) * 8)
    hash = Math.imul(hash, m)
  }

  hash = Math.imul(hash ^ (hash >>> 13), m)
  return hash ^ (hash >>> 15)
}
