/** Who is signed in. The store keeps only a hash of each session's secret. */
export interface Sessions {
  open(session: Session): Promise<void>
  /** The session as it is, whether or not it has run out. */
  find(idHash: string): Promise<Session | undefined>
  /** The person was here. */
  touch(idHash: string, at: number): Promise<void>
  end(idHash: string): Promise<void>
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
