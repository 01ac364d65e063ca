import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../ports/clock.ts'
import type { Stoppable } from '../ports/log.ts'
import type { Notify } from '../ports/notice.ts'
import type { AccountBook } from './platform/account-book.ts'
import { dayMs } from './world/act.ts'
import { mergeInOrder, type World } from './world/world.ts'

export interface LiveOptions {
  readonly world: World
  readonly book: Pick<AccountBook, 'flush'>
  /** Does what people and machines set out to do, or what of it may be done. */
  readonly perform: AccountBook['perform']
  readonly clock: Clock
  readonly notice: Notify
  /** Changes a second of all automations together; asked at every tick. */
  readonly ratePerSecond: () => number
  /** Up to where time was played before. */
  readonly from: number
}

/** So short that the stream is one, and no burst ten times a second. */
const tickMs = 25
/** After a pause (a laptop that slept) people's work is caught up with, the machines' only for so long. */
const machinesCatchUpMsMax = 10_000
const peopleCatchUpMsMax = 21 * dayMs
const retryMs = 1_000

/** Lets the simulated platform live: everybody does what they do, as the wall clock goes. */
export function liveOn({ world, book, perform, clock, notice, ratePerSecond, from }: LiveOptions): Stoppable {
  const stopping = new AbortController()
  let playedTo = from

  async function tick(): Promise<void> {
    const now = clock.now()
    // A clock that was set back: what was played stays played.
    if (now <= playedTo) return
    const people = world.peopleActs(Math.max(playedTo, now - peopleCatchUpMsMax), now)
    const machines = world.automationActs(
      Math.max(playedTo, now - machinesCatchUpMsMax),
      now,
      ratePerSecond(),
    )
    playedTo = now
    await perform(mergeInOrder(people, machines), now)
  }

  /** What could not be put on the topic waits in the outbox; nothing new is done until it is out. */
  async function tickSafely(): Promise<void> {
    try {
      await book.flush()
      await tick()
    } catch (cause) {
      notice({ kind: 'DemoTrouble', what: 'changes could not be put on the topic; they wait', cause })
      await pause(retryMs)
    }
  }

  async function pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await tickSafely()
      await pause(tickMs)
    }
  }

  const ended = run()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
