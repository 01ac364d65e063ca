import { LRUCache } from 'lru-cache'

/** A page asks every few seconds: seen is what it had not been shown before. Answers whether this is new to the session,
 *  and remembers it; the longest silent sessions are forgotten first. */
export function openShownBefore(): (session: string, shown: string) => boolean {
  const last = new LRUCache<string, string>({ max: sessionsMax })
  return (session, shown) => {
    const isNew = last.get(session) !== shown
    last.set(session, shown)
    return isNew
  }
}

const sessionsMax = 1_000
