/** Damaged copies of good records, the same for the same seed: what bad disks, bad producers and bad people
 *  make of them. */
export function* mutantsOf(good: readonly Buffer[], seed: number, count: number): Generator<Buffer> {
  const below = randomBelow(seed)
  for (let made = 0; made < count; made += 1) {
    let bytes = good[below(good.length)] as Buffer
    for (let times = 1 + below(3); times > 0; times -= 1) bytes = damaged(bytes, below)
    yield bytes
  }
}

type Below = (limit: number) => number

function damaged(bytes: Buffer, below: Below): Buffer {
  const at = below(bytes.length + 1)
  const until = at + below(bytes.length - at + 1)
  switch (below(6)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(until)])
    case 2:
      return Buffer.concat([bytes.subarray(0, until), bytes.subarray(at)])
    case 3:
      return Buffer.concat([bytes.subarray(0, at), claim(below), bytes.subarray(at)])
    case 4:
      return Buffer.concat([bytes.subarray(0, at), claim(below), bytes.subarray(at + 1)])
    default: {
      const copy = Buffer.from(bytes)
      if (at < copy.length) copy[at] = below(256)
      return copy
    }
  }
}

/** A number that would hurt if it were believed as a length or a count: large, huge, negative, endless. */
function claim(below: Below): Buffer {
  const hurtful = ['80c2d72f', 'ffffffff0f', 'ffffffffffffffffff01', 'feffffffffffffffff01', '01', '03', 'ff']
  const endless = 'ffffffffffffffffffffffffff'
  return Buffer.from([...hurtful, endless][below(hurtful.length + 1)] as string, 'hex')
}

/** Mulberry32, after Tommy Ettinger's public-domain generator. */
function randomBelow(seed: number): Below {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}

/** How long a piece of work takes this thread, in ms. Time that other programs of a busy machine take does not
 *  count; what still seems slow is done again, for only work that is slow each time is slow. */
export function leastMs(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 10 && least >= 20; tries += 1) {
    const start = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(start)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}
