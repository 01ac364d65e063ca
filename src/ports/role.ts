/** A loop that carries data between the core and the edges: `detect`, `reverse`, `console`. */
export interface Role {
  readonly name: RoleName
  /** Why it takes no part yet, in words; `undefined` when it does. */
  unready(): string | undefined
  /** Finishes what is in hand, writes what must be written, leaves its groups. */
  stop(): Promise<void>
  /** Rejects when the role cannot go on: the process must end rather than act on a broken invariant. */
  readonly failed: Promise<never>
}

export const roleNames = ['detect', 'reverse', 'console'] as const
export type RoleName = (typeof roleNames)[number]
