import type { Action } from '../change/actions.ts'
import type { SeenState } from './account-state.ts'

/** What is remembered of one account: what was done to it, and, where the same id acts too, whom it acted on.
 *  Also of one network and one session: who acted from it. Nobody changes one that was handed out.
 *
 *  The two rings are flat and only as long as they must be: of 400,000 accounts in six years of a large
 *  platform's log nine in ten are touched once or twice. */
export interface AccountMemory {
  /** Offset in the digest that this memory includes; -1 before the first. */
  readonly watermark: number
  /** How often somebody took something away from it, and how often another hand gave it back. */
  readonly restricted: number
  readonly givenBack: number
  /** Event times; 0 for never. Hashes of actors; 0 for nobody. */
  readonly restrictedAt: number
  readonly restrictedBy: number
  readonly givenBackAt: number
  /** What stands on the account now, as far as we have seen. */
  readonly standing: Standing | undefined
  /** In which state we last saw it. */
  readonly seen: SeenState | undefined
  /** At most `actsMax` acts on it, oldest first, `actSize` numbers each; which ones, `withAct` says. */
  readonly acts: readonly number[]
  /** The last `actedMax` accounts that the same id acted on, oldest first, `actedSize` numbers each. */
  readonly acted: readonly number[]
}

/** The last restriction that nobody has lifted. Its ids are text, because whoever lifts it is told to the
 *  instance that reads its actor's changes. */
export interface Standing {
  readonly actorId: string
  readonly eventId: string
  readonly action: Action
  readonly at: number
  readonly machine: boolean
}

/** Longer ids than this, together, are not kept: nobody is told then. 200 code units are five UUIDs. */
export const standingLengthMax = 200

export const newAccountMemory: AccountMemory = {
  watermark: -1,
  restricted: 0,
  givenBack: 0,
  restrictedAt: 0,
  restrictedBy: 0,
  givenBackAt: 0,
  standing: undefined,
  seen: undefined,
  acts: [],
  acted: [],
}
