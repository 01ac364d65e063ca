import type { Sessions } from '../../ports/sessions.ts'
import type { Person } from './people.ts'
import { hashOf, newSecret } from './secrets.ts'

/** Who stands behind a cookie. */
export interface Visitor {
  readonly person: Person
  readonly idHash: string
}

export interface SessionDoor {
  /** Signs a person in and gives the cookie to set. Always a new secret, so that one which somebody planted
   *  beforehand is worth nothing. */
  open(person: Person, how: 'link' | 'secret', requestId: string): Promise<string>
  /** The person behind the cookie header, if the session still stands; being asked for keeps it alive. */
  visitor(cookieHeader: string | undefined): Promise<Visitor | undefined>
  /** The person of a session, if it still stands; without keeping it alive. */
  visitorOf(idHash: string): Promise<Visitor | undefined>
  /** The console is open in this session. */
  sawLive(idHash: string): Promise<void>
  /** Whether the person may work on cases and had the console open just now. */
  isOnShift(person: Person): Promise<boolean>
  /** Signs out and gives the cookie that clears the other. */
  end(visitor: Visitor, requestId: string): Promise<string>
  forgetOld(): Promise<void>
}

export const idleMsMax = 30 * 60_000
export const absoluteMsMax = 10 * 60 * 60_000
/** Whoever had the console open this short a time ago is at the desk. */
export const onShiftMs = 2 * 60_000
/** Being seen is written down once a minute, not with every request. */
const touchMs = 60_000

/** `__Host-` binds the cookie to this very host, this path and a secure context; browsers count loopback as
 *  one. */
const cookieName = '__Host-sid'
const cookieTail = 'Path=/; Secure; HttpOnly; SameSite=Strict'

export function openSessionDoor(needs: {
  readonly sessions: Sessions
  /** Who somebody is now: roles that were taken away are gone with the next request. */
  readonly personOf: (id: string) => Promise<Person | undefined>
  readonly now: () => number
}): SessionDoor {
  const { sessions, personOf, now } = needs
  const standing = async (idHash: string) => {
    const session = await sessions.find(idHash)
    if (session === undefined) return undefined
    const time = now()
    const over = time - session.seenAt > idleMsMax || time - session.openedAt > absoluteMsMax
    return over ? undefined : session
  }
  return {
    async open(person, how, requestId) {
      const secret = newSecret()
      const at = now()
      await sessions.open(
        { idHash: hashOf(secret), personId: person.id, openedAt: at, seenAt: at },
        { deed: 'signed-in', at, by: person.id, after: { how }, requestId },
      )
      return `${cookieName}=${secret}; Max-Age=${absoluteMsMax / 1000}; ${cookieTail}`
    },
    async visitor(cookieHeader) {
      const secret = cookieValue(cookieHeader ?? '')
      if (secret === undefined) return undefined
      const session = await standing(hashOf(secret))
      const person = session === undefined ? undefined : await personOf(session.personId)
      if (session === undefined || person === undefined) return undefined
      if (now() - session.seenAt > touchMs) await sessions.touch(session.idHash, now())
      return { person, idHash: session.idHash }
    },
    async visitorOf(idHash) {
      const session = await standing(idHash)
      const person = session === undefined ? undefined : await personOf(session.personId)
      return person === undefined ? undefined : { person, idHash }
    },
    sawLive: (idHash) => sessions.sawLive(idHash, now()),
    isOnShift: async ({ id, permissions }) =>
      permissions.includes('work') && (await sessions.wasLive(id, now() - onShiftMs)),
    async end({ person, idHash }, requestId) {
      await sessions.end(idHash, { deed: 'signed-out', at: now(), by: person.id, requestId })
      return `${cookieName}=; Max-Age=0; ${cookieTail}`
    },
    forgetOld: () => sessions.forget(now() - absoluteMsMax, now() - idleMsMax),
  }
}

function cookieValue(header: string): string | undefined {
  for (const pair of header.split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === cookieName && value !== undefined && value !== '') return value
  }
  return undefined
}
