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
  open(person: Person): Promise<string>
  /** The person behind the cookie header, if the session still stands; being asked for keeps it alive. */
  visitor(cookieHeader: string | undefined): Promise<Visitor | undefined>
  /** Whether a session still stands, without keeping it alive. */
  stands(idHash: string): Promise<boolean>
  /** Signs out and gives the cookie that clears the other. */
  end(idHash: string): Promise<string>
  forgetOld(): Promise<void>
}

export const idleMsMax = 30 * 60_000
export const absoluteMsMax = 10 * 60 * 60_000
/** Being seen is written down once a minute, not with every request. */
const touchMs = 60_000

/** `__Host-` binds the cookie to this very host, this path and a secure context; browsers count loopback as
 *  one. */
const cookieName = '__Host-sid'
const cookieTail = 'Path=/; Secure; HttpOnly; SameSite=Strict'

export function openSessionDoor(needs: {
  readonly sessions: Sessions
  readonly people: readonly Person[]
  readonly now: () => number
}): SessionDoor {
  const { sessions, people, now } = needs
  const standing = async (idHash: string) => {
    const session = await sessions.find(idHash)
    if (session === undefined) return undefined
    const time = now()
    const over = time - session.seenAt > idleMsMax || time - session.openedAt > absoluteMsMax
    return over ? undefined : session
  }
  return {
    async open(person) {
      const secret = newSecret()
      const time = now()
      await sessions.open({ idHash: hashOf(secret), personId: person.id, openedAt: time, seenAt: time })
      return `${cookieName}=${secret}; Max-Age=${absoluteMsMax / 1000}; ${cookieTail}`
    },
    async visitor(cookieHeader) {
      const secret = cookieValue(cookieHeader ?? '')
      if (secret === undefined) return undefined
      const session = await standing(hashOf(secret))
      const person = people.find((person) => person.id === session?.personId)
      if (session === undefined || person === undefined) return undefined
      if (now() - session.seenAt > touchMs) await sessions.touch(session.idHash, now())
      return { person, idHash: session.idHash }
    },
    stands: async (idHash) => (await standing(idHash)) !== undefined,
    async end(idHash) {
      await sessions.end(idHash)
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
