import type { Happening } from './audit.ts'

/** Who is signed in. The store keeps only a hash of each session's secret. */
export interface Sessions {
  /** The entry of the record is written with it, or neither is. */
  open(session: Session, happening: Happening): Promise<void>
  /** The session as it is, whether or not it has run out. */
  find(idHash: string): Promise<Session | undefined>
  /** The person was here. */
  touch(idHash: string, at: number): Promise<void>
  end(idHash: string, happening?: Happening): Promise<void>
  /** The console is open in this session. */
  sawLive(idHash: string, at: number): Promise<void>
  /** Whether the person has had the console open at this time or later. */
  wasLive(personId: string, since: number): Promise<boolean>
  /** Forgets sessions that nobody could use any more. */
  forget(openedBefore: number, seenBefore: number): Promise<void>
}

export interface Session {
  /** SHA-256 of the secret in the cookie, in hex. */
  readonly idHash: string
  readonly personId: string
  readonly openedAt: number
  readonly seenAt: number
}
