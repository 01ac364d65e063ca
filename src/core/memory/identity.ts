/** A 48-bit hash of one or two strings, never 0 (0 is an empty place in memory).
 *
 *  48 bits because a number holds them exactly and two ids of the 32 remembered collide once in 10^13
 *  changes; with 32 bits a platform of a billion changes a year would lose several unseen. Not for secrets:
 *  whoever could choose an event's id freely could make one collide, and platforms choose them, not staff.
 *  The mixing constants are those of MurmurHash3's finaliser. */
export function identity(a: string, b = '', kind = 0): number {
  let high = 0x9e3779b9 ^ kind
  let low = 0x85ebca6b
  for (let i = 0; i < a.length; i++) {
    const code = a.charCodeAt(i)
    high = Math.imul(high ^ code, 0x85ebca6b)
    low = Math.imul(low ^ code, 0xc2b2ae35)
  }
  // The separator keeps ("ab", "c") apart from ("a", "bc").
  high = Math.imul(high ^ 0x1f, 0x85ebca6b)
  low = Math.imul(low ^ 0x2f, 0xc2b2ae35)
  for (let i = 0; i < b.length; i++) {
    const code = b.charCodeAt(i)
    high = Math.imul(high ^ code, 0x85ebca6b)
    low = Math.imul(low ^ code, 0xc2b2ae35)
  }
  high ^= high >>> 16
  low = Math.imul(low ^ (low >>> 13) ^ high, 0x27d4eb2f)
  high = Math.imul(high ^ (low >>> 15), 0x165667b1)
  const hash = ((high ^ (high >>> 13)) & 0xffff) * 0x100000000 + ((low ^ (low >>> 16)) >>> 0)
  return hash === 0 ? 1 : hash
}

/** By what an actor's memory knows a session, network, device or tool; 0 without one. One id may be both a
 *  session and a network: the kind keeps them apart. Memories are stored with these hashes. */
export function placeIdentity(kind: PlaceKind, id: string | undefined): number {
  return id === undefined ? 0 : identity(id, '', placeKinds[kind])
}

const placeKinds = { session: 1, network: 2, device: 3, tool: 4 } as const
type PlaceKind = keyof typeof placeKinds
