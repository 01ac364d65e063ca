/** A page asks every few seconds: seen is what it had not been shown before. Answers whether this is new to the session,
 *  and remembers it; the longest silent sessions are forgotten first. */
export function openShownBefore(): (session: string, shown: string) => boolean {
  const last = new Map<string, string>()
  return (session, shown) => {
    const isNew = last.get(session) !== shown
    last.delete(session)
    last.set(session, shown)
    const [eldest] = last.keys()
    if (last.size > sessionsMax && eldest !== undefined) last.delete(eldest)
    return isNew
  }
}

const sessionsMax = 1_000
