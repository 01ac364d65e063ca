import { createHmac } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Pseudonym } from '../core/case/veil.ts'

/** Names for staff that nobody reads an id out of, nor tries ids against, without the key: the first ten hex
 *  digits of an HMAC-SHA-256. The same id has the same name for as long as the key stays. */
export function openPseudonyms(key: string): Pseudonym {
  const known = new LRUCache<string, string>({ max: knownMax })
  return (actorId) => {
    const before = known.get(actorId)
    if (before !== undefined) return before
    const name = `actor-${createHmac('sha256', key).update(actorId).digest('hex').slice(0, 10)}`
    known.set(actorId, name)
    return name
  }
}

/** A busy stream names the same few thousand people again and again. */
const knownMax = 20_000
