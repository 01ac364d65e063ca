import { createHmac } from 'node:crypto'
import type { Pseudonym } from '../core/case/veil.ts'

/** Names for staff that nobody reads an id out of, nor tries ids against, without the key: the first ten hex
 *  digits of an HMAC-SHA-256. The same id has the same name for as long as the key stays. */
export function openPseudonyms(key: string): Pseudonym {
  const known = new Map<string, string>()
  return (actorId) => {
    const name =
      known.get(actorId) ?? `actor-${createHmac('sha256', key).update(actorId).digest('hex').slice(0, 10)}`
    known.delete(actorId)
    known.set(actorId, name)
    const [eldest] = known.keys()
    if (known.size > knownMax && eldest !== undefined) known.delete(eldest)
    return name
  }
}

/** A busy stream names the same few thousand people again and again. */
const knownMax = 20_000
