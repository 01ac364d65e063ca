import type { Membership, Subscription } from '../../../ports/log.ts'
import type { Notify } from '../../../ports/notice.ts'
import { createEnding } from '../ending.ts'
import { type Lane, openLane } from '../lane.ts'
import { settlesWithin } from '../waiting.ts'
import type { Group } from './group.ts'
import type { Partition } from './partitions.ts'
import { refused } from './partitions.ts'
import type { Positions } from './positions.ts'
import { createReader, type Reader } from './reader.ts'
import type { Records } from './records.ts'
import type { Tidings } from './tidings.ts'

export interface MembershipOptions {
  readonly id: string
  readonly group: Group
  readonly subscription: Subscription
  /** Of all topics of the subscription. */
  readonly partitions: readonly Partition[]
  readonly records: Records
  readonly positions: Positions
  readonly tidings: Tidings
  readonly notice: Notify
  readonly handoverMsMax: number
}

/** One member of a group inside this process. */
export function joinGroup(options: MembershipOptions): Membership {
  const { group, subscription, positions, notice } = options
  const ending = createEnding(`the membership in ${subscription.group}`, notice)
  const lanes = new Map<number, Lane>()
  const readers = new Map<number, Reader>()

  const seated = {
    id: options.id,
    sit(partition: number): Lane {
      const own = options.partitions.filter((one) => one.partition === partition)
      const after = lanes.get(partition)?.done ?? Promise.resolve()
      const reader = createReader(options.records, options.tidings)
      const lane = openLane({
        partition,
        subscription,
        notice,
        after,
        failed: leave,
        async next(signal) {
          if (!reader.isSet()) reader.set(own.map((one) => [one, positions.start(subscription, one)]))
          return await reader.next(signal)
        },
      })
      lanes.set(partition, lane)
      readers.set(partition, reader)
      return lane
    },
  }

  let leaving = false
  function leave(failure?: unknown): void {
    if (failure !== undefined) ending.fail(failure)
    if (leaving) return
    leaving = true
    group.leave(seated)
    void allDone(lanes).then(ending.end)
  }

  group.enter(seated)
  return {
    ended: ending.ended,
    async stop() {
      leave()
      // Longer than this no batch in hand is waited for: its lane is fenced by now.
      await settlesWithin(ending.settled, options.handoverMsMax)
      ending.end()
    },
    async commit(committed) {
      await positions.commit(subscription.group, committed, () => {
        for (const { topic, partition } of committed) {
          if (lanes.get(partition)?.isCurrent() === true) continue
          throw refused(`${topic}/${partition} is not this member's to commit in ${subscription.group}`)
        }
      })
    },
    lag() {
      const lag = new Map<string, number>()
      for (const [partition, lane] of lanes) {
        if (!lane.isCurrent()) continue
        for (const [one, offset] of readers.get(partition)?.reached() ?? []) {
          lag.set(`${one.topic}/${partition}`, one.nextOffset - offset)
        }
      }
      return lag
    },
  }
}

async function allDone(lanes: ReadonlyMap<number, Lane>): Promise<void> {
  for (const lane of lanes.values()) await lane.done
}
