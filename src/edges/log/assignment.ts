/** Who reads which partition number. One number goes to one member for all topics of the subscription, so that
 *  what is read side by side (changes and verdicts of one actor) is held by one instance. Moves as few numbers
 *  as an even share allows: each move costs a restore of memory.
 *
 *  members          partitions    -> a       b
 *  a owns 0 1 2 3   4, b is new   -> 0 1     2 3
 *  a, b own nothing 3             -> 0 2     1
 *  a and b own 0    2             -> 0       1      (two claims: the first by id keeps it) */
export function assignPartitions(members: readonly Claim[], partitions: number): Map<string, number[]> {
  const order = members.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const shares = new Map(order.map(({ id }) => [id, [] as number[]]))
  if (order.length === 0) return shares

  const sharesMin = Math.floor(partitions / order.length)
  let largerShares = partitions % order.length
  const taken = new Set<number>()
  for (const { id, owns } of order) {
    const share = shares.get(id) ?? []
    for (const partition of owns.toSorted((a, b) => a - b)) {
      if (partition >= partitions || taken.has(partition)) continue
      if (share.length >= sharesMin && (share.length > sharesMin || largerShares === 0)) continue
      if (share.length === sharesMin) largerShares--
      share.push(partition)
      taken.add(partition)
    }
  }

  for (let partition = 0; partition < partitions; partition++) {
    if (!taken.has(partition)) smallest(shares).push(partition)
  }
  for (const share of shares.values()) share.sort((a, b) => a - b)
  return shares
}

export interface Claim {
  readonly id: string
  /** The partition numbers that it reads until now. */
  readonly owns: readonly number[]
}

function smallest(shares: ReadonlyMap<string, number[]>): number[] {
  let found: number[] = []
  let length = Number.POSITIVE_INFINITY
  for (const share of shares.values()) {
    if (share.length < length) {
      found = share
      length = share.length
    }
  }
  return found
}
