import type { Log, Membership, NewRecord, Position } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import { untilDurable } from '../persistence.ts'
import type { MemoryKind } from './memory-kind.ts'
import type { Remembered } from './remembered.ts'

/** What this instance holds of one partition number. */
export interface PartitionState<Memory> {
  readonly partition: number
  readonly memories: Remembered<Memory>
  /** By topic: the offset after the last record that was taken in. */
  readonly next: Map<string, number>
  /** What was said of the batches since the last commit, on its way to the log. True once durable, false where
   *  the partition went to somebody else meanwhile. */
  outputs: Promise<boolean>[]
  isCurrent: () => boolean
  /** Batches and cuts of the partition, one after another. */
  working: Promise<unknown>
}

/** Everything that one commit is about: the outputs, memories and offsets of the same moment. */
export interface Cut {
  readonly outputs: readonly Promise<boolean>[]
  readonly memories: readonly NewRecord[]
  readonly forgotten: number
  readonly positions: readonly Position[]
}

/** Taken between two batches, at once; what comes after belongs to the next commit. */
export function takeCut<Memory>(state: PartitionState<Memory>, kind: MemoryKind<Memory>): Cut {
  const { partition, next } = state
  const { changed, forgotten } = state.memories.takeUnwritten()
  const memories: NewRecord[] = []
  for (const [key, memory] of changed) memories.push({ key, value: kind.encode(memory), partition })
  for (const key of forgotten) memories.push({ key, value: null, partition })
  const positions = [...next].map(([topic, offset]) => ({ topic, partition, offset }))
  const { outputs } = state
  state.outputs = []
  next.clear()
  return { outputs, memories, forgotten: forgotten.length, positions }
}

export interface CommitEdges {
  readonly log: Log
  readonly membership: Membership
  readonly notice: Notify
}

/** Outputs, then memory, then the offsets, each durable before the next. What a partition that now belongs to
 *  somebody else holds is dropped: its new holder does the same work again. */
export async function writeCut<Memory>(
  { log, membership, notice }: CommitEdges,
  state: PartitionState<Memory>,
  kind: MemoryKind<Memory>,
  cut: Cut,
): Promise<void> {
  const { memories, positions, forgotten } = cut
  const said = await Promise.all(cut.outputs)
  if (said.includes(false) || !state.isCurrent()) return
  if (forgotten > 0) notice({ kind: 'MemoryEvicted', of: kind.of, count: forgotten })
  const remembered =
    memories.length === 0 || (await untilDurable(() => log.append(kind.topic, memories), state, notice))
  if (!remembered || positions.length === 0) return
  await untilDurable(() => membership.commit(positions), state, notice)
}
