import type { Act } from '../world/act.ts'
import type { Profile } from '../world/population.ts'
import type { World } from '../world/world.ts'

/** An incident, written down: who takes part, what had happened before, what happens and when. */
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
  /** `at` is the wall clock when it is played. */
  act(at: number): Act
}

export interface Run {
  readonly seed: number
  readonly startsAt: number
  readonly world: World
  /** Stands in the ids of all that the run brings along: the same for the same incident and seed. */
  readonly tag: string
  /** A reason code in place of the script's own. */
  readonly reason?: string
}

export interface Incident {
  readonly name: string
  /** One sentence for whoever chooses. */
  readonly says: string
  script(run: Run): Script
}

/** No incident is played for longer than this, so that whoever watches need not wait. */
export const playMsMax = 20_000
