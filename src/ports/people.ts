/** Who may sign in, kept in the store. Two of them, one contract: SQLite and PostgreSQL. */
export interface People {
  find(id: string): Promise<StoredPerson | undefined>
  list(): Promise<readonly StoredPerson[]>
  /** Whether anybody was ever added. */
  any(): Promise<boolean>
  /** False where the id is taken, however it is spelt, also by somebody who is disabled: an id is never given to another person. */
  add(person: NewPerson, by: string, at: number): Promise<boolean>
  /** Changes roles, name or team. False where there is nobody of that id. */
  change(
    id: string,
    to: Partial<Pick<NewPerson, 'name' | 'team' | 'roles'>>,
    by: string,
    at: number,
  ): Promise<boolean>
  /** Ends every session of theirs too. False where there is nobody of that id, or they are disabled already. */
  disable(id: string, by: string, reason: string, at: number): Promise<boolean>
  /** Ends every session of theirs too. False where there is nobody of that id. */
  setSecret(id: string, secretHash: string, by: string, at: number): Promise<boolean>
  /** Counts a try to sign in as something, and answers the how manieth it is within the window. Counted before it
   *  is looked at, so that many at once gain nothing. */
  countTry(what: string, windowMs: number, now: number): Promise<number>
  /** The try was right, and counts for nothing. */
  forgiveTry(what: string): Promise<void>
  forgetTries(now: number): Promise<void>
}

export interface NewPerson {
  readonly id: string
  readonly name: string
  readonly team: string | undefined
  readonly roles: readonly DeskRole[]
  readonly secretHash: string
}

export interface StoredPerson extends NewPerson {
  readonly disabledAt: number | undefined
}

export const deskRoles = ['viewer', 'analyst', 'approver', 'cleared', 'admin', 'auditor'] as const
export type DeskRole = (typeof deskRoles)[number]

/** Shown everywhere, written on a command line, compared with ids of staff. */
export const personIdForm = /^[a-zA-Z0-9][\w.@:+-]{0,99}$/
