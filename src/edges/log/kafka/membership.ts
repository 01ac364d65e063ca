import { EdgeError } from '../../../ports/edge-error.ts'
import type { Membership, Position, Subscription } from '../../../ports/log.ts'
import { createEnding } from '../ending.ts'
import { backOffMs, pause } from '../waiting.ts'
import type { Connection } from './connection.ts'
import { type Fate, type Life, startLife } from './life.ts'
import type { StartPositions } from './start-positions.ts'
import type { Topics } from './topics.ts'
import { createWatch } from './watch.ts'

/** One member of a group: one consumer after another, because a kafkajs consumer may crash, stall or be taken
 *  for dead, and then only a new one helps. Resolves once the first is in the group. */
export async function joinGroup(
  connection: Connection,
  topics: Topics,
  subscription: Subscription,
  starts: StartPositions,
): Promise<Membership> {
  const { notice } = connection
  const { group } = subscription
  const counts = new Map<string, number>()
  for (const topic of subscription.topics) counts.set(topic, await topics.partitionCount(topic))
  const ending = createEnding(`the membership in ${group}`, notice)
  const stopping = new AbortController()
  const watch = createWatch(connection, topics, subscription.topics)
  const lanesDone = new Map<number, Promise<unknown>>()

  function begin(): Life {
    const laneBefore = async (partition: number) => await lanesDone.get(partition)
    return startLife({ connection, subscription, starts, counts, laneBefore })
  }

  async function live(): Promise<void> {
    for (let failures = 0; ; ) {
      const beganMs = connection.clock.monotonicMs()
      const unwatch = watch.follow(life)
      void life.joined.then(joined.resolve)
      const fate = await Promise.race([life.over, stopped(stopping.signal)])
      unwatch()
      for (const [partition, { lane }] of life.seats) lanesDone.set(partition, lane.done)
      await life.close()
      if (fate === 'stopped') return
      if (fate.kind === 'failed') throw fate.error
      if (!hasJoined && connection.clock.monotonicMs() > joinByMs) throw unavailable(group, fate)

      notice({ kind: 'GroupRejoined', group, says: fate.says })
      failures = connection.clock.monotonicMs() - beganMs > steadyMsMin ? 1 : failures + 1
      await pause(backOffMs(failures), stopping.signal)
      if (stopping.signal.aborted) return
      life = begin()
    }
  }

  const joined = Promise.withResolvers<void>()
  const joinByMs = connection.clock.monotonicMs() + joinMsMax
  let life = begin()
  let hasJoined = false
  const lived = live()
  lived.then(ending.end, ending.fail)
  await Promise.race([joined.promise, lived])
  hasJoined = true

  async function commit(positions: readonly Position[]): Promise<void> {
    // The lanes as they are now: one that was lost and came back meanwhile reads from another place.
    const lanes = new Map(positions.map((one) => [one, life.seats.get(one.partition)?.lane]))
    const check = () => {
      for (const [position, lane] of lanes) {
        if (lane?.isCurrent() !== true) throw refusedCommit(group, position)
      }
    }
    for (let failures = 1; ; failures++) {
      check()
      try {
        await life.commit(positions)
        check()
        return
      } catch (cause) {
        const mayRetry = cause instanceof EdgeError && cause.retryable
        if (!mayRetry || stopping.signal.aborted) throw cause
        await pause(backOffMs(failures), stopping.signal)
      }
    }
  }

  return {
    ended: ending.ended,
    commit,
    lag: () => watch.lag(life.seats),
    async stop() {
      stopping.abort()
      await ending.settled
    },
  }
}

/** A broker that has just started takes no members yet, and kafkajs gives up at its first no. */
const joinMsMax = 20_000
/** A consumer that lasted longer did not fail for what its predecessor failed for. */
const steadyMsMin = 60_000

async function stopped(signal: AbortSignal): Promise<'stopped'> {
  if (!signal.aborted) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  return 'stopped'
}

function unavailable(group: string, { says }: Extract<Fate, { kind: 'fell' }>): EdgeError {
  return new EdgeError('log-unavailable', `joining ${group}: ${says}`, { retryable: true })
}

function refusedCommit(group: string, { topic, partition }: Position): EdgeError {
  const says = `${topic}/${partition} is not this member's to commit in ${group}`
  return new EdgeError('log-refused', says, { retryable: false })
}
