/** A 48-bit hash of one or two strings, never 0 (0 is an empty place in memory): a number holds it exactly.
 *
 *  Not for secrets: whoever could choose an id freely could make one collide, and platforms choose them, not staff.
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

/** By what an actor's memory knows an event: 40 bits of its identity, never 0. A new event is taken for one of the 24
 *  remembered once in 4 * 10^10 changes; with 32 bits a platform of a billion changes a year would lose several of them
 *  unseen. */
export function eventIdentity(eventId: string, accountId: string): number {
  return eventOf(identity(eventId, accountId))
}

export function eventOf(whole: number): number {
  return folded(whole, 2 ** 40)
}

/** By what it knows anything else of which it holds a few: 32 bits, never 0. That the wrong account, device or code is
 *  found among eight of them happens once in 5 * 10^8 looks, and then costs a point or two of suspicion. */
export function shortIdentity(id: string, kind = 0): number {
  return shortOf(identity(id, '', kind))
}

/** The same of an identity that is known. */
export function shortOf(whole: number): number {
  return folded(whole, 2 ** 32)
}

/** 1 more than the rest of a division by `size - 1`, without dividing: every bit of the hash takes part in it. */
function folded(hash: number, size: number): number {
  const high = Math.floor(hash / size)
  const sum = high + (hash - high * size)
  return sum < size - 1 ? sum + 1 : sum - size + 2
}

/** By what an actor's memory knows a session, network, device or tool; 0 without one. One id may be both a
 *  session and a network: the kind keeps them apart. Memories are stored with these hashes. */
export function placeIdentity(kind: PlaceKind, id: string | undefined): number {
  return id === undefined ? 0 : shortIdentity(id, placeKinds[kind])
}

const placeKinds = { session: 1, network: 2, device: 3, tool: 4 } as const
type PlaceKind = keyof typeof placeKinds
