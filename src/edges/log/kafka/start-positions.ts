import type { Position, Subscription } from '../../../ports/log.ts'
import type { Connection } from './connection.ts'
import { kafkaFailed } from './failures.ts'
import type { Ends, Topics } from './topics.ts'

/** Where a member goes on in partitions that it was given. */
export interface StartPositions {
  find(partitions: readonly number[]): Promise<Found>
}

export interface Found {
  readonly positions: readonly Position[]
  /** Those that must be committed before anything else, so that a group which began at the end does not begin
   *  there again, further on, if it stops before its first commit. */
  readonly pinned: readonly Position[]
}

/** From the committed offsets of the group. One that is no longer there becomes the earliest, and is said. */
export function committedPositions(
  { admin, notice }: Connection,
  topics: Topics,
  { group, topics: names, from }: Subscription,
): StartPositions {
  async function committedOf(): Promise<Map<string, number>> {
    try {
      const offsets = await admin.fetchOffsets({ groupId: group, topics: [...names] })
      return new Map(
        offsets.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)]),
        ),
      )
    } catch (cause) {
      throw kafkaFailed(`asking for the offsets of ${group}`, cause)
    }
  }

  function choose(topic: string, partition: number, committed: number, { low, high }: Ends): number {
    if (committed === neverCommitted) return from === 'start' ? low : high
    if (committed >= low && committed <= high) return committed
    notice({ kind: 'RecordsMissed', group, topic, partition, wanted: committed, earliest: low })
    return low
  }

  return {
    async find(partitions) {
      const committed = await committedOf()
      const positions: Position[] = []
      const pinned: Position[] = []
      for (const topic of names) {
        const ends = await topics.ends(topic)
        for (const partition of partitions) {
          const end = ends.get(partition)
          if (end === undefined) continue
          const before = committed.get(`${topic}/${partition}`) ?? neverCommitted
          const position = { topic, partition, offset: choose(topic, partition, before, end) }
          positions.push(position)
          if (before === neverCommitted && from === 'end') pinned.push(position)
        }
      }
      return { positions, pinned }
    },
  }
}

/** Any other negative offset is kafkajs's mark for "out of range, the earliest from now on". */
const neverCommitted = -1
