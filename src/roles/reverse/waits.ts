import type { Happening } from '../../core/reversal/life.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { Lives } from './lives.ts'
import { moveOn } from './move-on.ts'
import type { Performing } from './performing.ts'

/** How often the ledger is asked whose time has come: a countdown ends at most so much after its deadline. */
export const waitsEveryMs = 200
const waitsAtOnce = 100

export interface Waits {
  /** Looks after all whose time has come, in these partitions. Does nothing while it is still at it. */
  look(partitions: readonly number[]): Promise<void>
  /** Resolves when it is not at it. */
  idle(): Promise<void>
}

/** Deadlines are kept in the ledger and nowhere else, so that they are what they were when we start again. */
export function openWaits(performing: Performing, lives: Lives): Waits {
  const { clock, ledger, notice } = performing
  let running: Promise<void> | undefined

  async function lookNow(partitions: readonly number[]): Promise<void> {
    for (const entry of await ledger.due(partitions, clock.now(), waitsAtOnce)) {
      const due: Happening = { kind: 'due', at: clock.now() }
      const moved = await moveOn(performing, entry, due)
      if (typeof moved !== 'string' && moved.life.state === 'authorised') void lives.start(moved)
    }
  }

  return {
    async look(partitions) {
      if (running !== undefined) return
      running = lookNow(partitions)
        .catch((cause: unknown) => {
          if (!(cause instanceof EdgeError)) throw cause
          notice({ kind: 'StoreTrouble', what: 'deadlines are looked at later', cause })
        })
        .finally(() => (running = undefined))
      await running
    },
    idle: async () => running,
  }
}
