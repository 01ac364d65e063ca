/** What was sent to one client and has not reached it yet, as far as its acknowledgements say. */
export function countSentFrames(): SentFrames {
  const underWay: { readonly bytes: number; readonly at: number }[] = []
  let acked = 0
  let bytes = 0
  return {
    bytes: () => bytes,
    oldestAt: () => underWay[0]?.at,
    sent(frameBytes, at) {
      underWay.push({ bytes: frameBytes, at })
      bytes += frameBytes
    },
    acknowledge(received) {
      const count = received - acked
      if (count < 0 || count > underWay.length) return false
      for (const frame of underWay.splice(0, count)) bytes -= frame.bytes
      acked = received
      return true
    },
  }
}

export interface SentFrames {
  /** Bytes under way. */
  bytes(): number
  /** When the oldest frame under way was sent. */
  oldestAt(): number | undefined
  sent(bytes: number, at: number): void
  /** False where the client claims what it cannot have received. */
  acknowledge(received: number): boolean
}
