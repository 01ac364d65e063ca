import { encodeMemory } from '../../core/memory/actor-memory.ts'
import type { Log, Membership, NewRecord } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import { ownTopics } from '../../ports/topics.ts'
import { untilDurable } from '../persistence.ts'
import type { RememberedActors } from './remembered-actors.ts'

/** What this instance holds of one partition number. */
export interface PartitionState {
  readonly actors: RememberedActors
  /** By topic: the offset after the last change whose outputs are durable. */
  readonly next: Map<string, number>
  isCurrent: () => boolean
  /** Batches and commits of the partition, one after another. */
  working: Promise<unknown>
}

/** Writes the memory of everybody who acted since the last commit, then the offsets. Runs between batches, so
 *  memory and offsets are of one cut. What a partition that now belongs to somebody else holds is dropped. */
export async function commitPartition(
  log: Log,
  membership: Membership,
  partition: number,
  state: PartitionState,
  notice: Notify,
): Promise<void> {
  if (!state.isCurrent()) return
  const { changed, forgotten } = state.actors.takeUnwritten()
  const records: NewRecord[] = []
  for (const [key, memory] of changed) records.push({ key, value: encodeMemory(memory), partition })
  for (const key of forgotten) records.push({ key, value: null, partition })
  if (forgotten.length > 0) notice({ kind: 'MemoryEvicted', count: forgotten.length })
  const durable =
    records.length === 0 ||
    (await untilDurable(() => log.append(ownTopics.memory.name, records), state, notice))
  if (!durable) return
  const positions = [...state.next].map(([topic, offset]) => ({ topic, partition, offset }))
  state.next.clear()
  if (positions.length > 0) await untilDurable(() => membership.commit(positions), state, notice)
}
