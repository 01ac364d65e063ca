import type { Act } from '../world/act.ts'
import type { Profile } from '../world/population.ts'
import type { Person } from '../world/staff.ts'
import type { World } from '../world/world.ts'

/** An incident, written down: who takes part, what had happened before, what happens and when. Whoever plays
 *  it, live or in simulated time, is told the same. */
export interface Script {
  /** Accounts that nothing has ever happened to, by id. */
  readonly accounts: ReadonlyMap<string, Profile>
  /** What the people in it did before, in the order of time: nobody is a stranger. */
  readonly history: readonly Act[]
  readonly beats: readonly Beat[]
}

export interface Beat {
  /** Since the first beat. */
  readonly afterMs: number
  /** `at` is the clock when it is played. */
  act(at: number): Act
}

export interface Run {
  readonly seed: number
  readonly startsAt: number
  readonly world: World
  /** Stands in the ids of all that the run brings along: the same for the same incident and seed. */
  readonly tag: string
  /** Not as it was, but as it might have been: by somebody of the staff, to others, at another pace and under
   *  other words, all drawn from the seed. A detector that knows only the one telling has learnt it by heart. */
  readonly varied: boolean
  /** A reason code in place of the script's own. */
  readonly reason?: string
}

/** Whose hands an incident needs. */
export interface Hands {
  readonly kind: Person['kind']
  readonly teams: readonly string[]
}

export interface Incident {
  readonly name: string
  /** One sentence for whoever chooses. */
  readonly says: string
  /** The first of the teams is the one of the telling as it was. */
  readonly hands: Hands
  script(run: Run): Script
}

/** As it was, no incident is played for longer than this, so that whoever watches need not wait. */
export const playMsMax = 20_000
