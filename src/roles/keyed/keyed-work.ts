import type { Clock } from '../../ports/clock.ts'
import type { Batch, Log, Membership } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import type { Role } from '../../ports/role.ts'
import { untilDurable } from '../persistence.ts'
import { type PartitionState, takeCut, writeCut } from './commit.ts'
import type { MemoryKind } from './memory-kind.ts'
import { restoreMemory } from './memory-restore.ts'
import { type Remembered, rememberIdlestLeave } from './remembered.ts'

export interface KeyedEdges {
  readonly log: Log
  readonly clock: Clock
  readonly notice: Notify
}

/** Work over partitions of a log in which everything of one key comes in order, with a memory of each key. */
export interface KeyedPlan<Memory> {
  readonly group: string
  /** All with the same number of partitions, read together by their number. */
  readonly topics: readonly [string, ...string[]]
  readonly memory: MemoryKind<Memory>
  readonly commitIntervalMs: number
  /** Shared evenly by the partitions. */
  readonly memoriesMax: number
  /** Works through one batch, in order. Answers what it has to say, which is not yet on the log. */
  handle(memories: Remembered<Memory>, batch: Batch): Promise<Sayings | undefined>
}

export interface Sayings {
  /** Resolves when all of it is durable; may be called again after a failure. */
  append(): Promise<void>
}

export interface KeyedWork extends Omit<Role, 'name'> {
  /** Records that are on the log and not yet worked through by this instance. */
  behind(): number
}

/** Reads, without work of its own, what this instance remembers. */
export interface KeyedReader<Memory> {
  /** `undefined` where the partition belongs, or may belong, to another instance, or is not read back yet. */
  memoriesOf(partition: number): Remembered<Memory> | undefined
}

/** Batches of one partition whose outputs are on their way at once. */
const outputsAheadMax = 4

/** The order of writes is the promise: outputs, then memory, then the offset, each durable before the next, so
 *  that after any crash a record is either included in a memory whose outputs are durable, or worked through
 *  again from exactly the memory it had. */
export async function startKeyedWork<Memory>(
  edges: KeyedEdges,
  plan: KeyedPlan<Memory>,
): Promise<KeyedWork & KeyedReader<Memory>> {
  const { log, notice, clock } = edges
  const partitions = new Map<number, PartitionState<Memory>>()
  const memoriesMax = Math.ceil(plan.memoriesMax / (await log.partitionCount(plan.topics[0])))
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  let stopping = false

  const membership: Membership = await log.join({
    group: plan.group,
    topics: plan.topics,
    from: 'start',
    async assigned(partition) {
      const began = clock.monotonicMs()
      const memories = rememberIdlestLeave<Memory>(memoriesMax)
      const restored = await restoreMemory(log, partition, plan.memory, memories)
      partitions.set(partition, {
        partition,
        memories,
        next: new Map(),
        outputs: [],
        isCurrent: () => true,
        working: Promise.resolve(),
      })
      const { of } = plan.memory
      notice({ kind: 'MemoryRestored', of, partition, ...restored, durationMs: clock.monotonicMs() - began })
    },
    lost(partition) {
      partitions.delete(partition)
    },
    async handle(batch) {
      const state = partitions.get(batch.partition)
      if (state === undefined)
        throw new Error(`partition ${batch.partition} has no memory: it was never assigned`)
      // Several topics share one memory for each partition number: one batch after the other.
      const work = state.working.then(() => handleBatch(state, batch))
      state.working = work.catch(() => {})
      await work
    },
  })

  async function handleBatch(state: PartitionState<Memory>, batch: Batch): Promise<void> {
    if (!batch.isCurrent()) return
    state.isCurrent = () => batch.isCurrent()
    const sayings = await plan.handle(state.memories, batch)
    if (sayings !== undefined) {
      const said = untilDurable(() => sayings.append(), batch, notice)
      said.catch(failure.reject)
      state.outputs.push(said)
    }
    const last = batch.records.at(-1)
    if (last !== undefined) state.next.set(batch.topic, last.offset + 1)
    // The next batch is worked through while this one's outputs are on their way, but never far ahead of them.
    await state.outputs.at(-outputsAheadMax)
  }

  async function commitAll(): Promise<void> {
    await Promise.all(
      [...partitions.values()].map((state) => {
        const cut = state.working.then(() => takeCut(state, plan.memory))
        state.working = cut
        return cut.then((taken) => writeCut({ log, membership, notice }, state, plan.memory, taken))
      }),
    )
  }

  /** Apart from the commits: a batch that hangs must not hide how far behind it leaves the stream. */
  function sayLag(): void {
    for (const [place, records] of membership.lag()) {
      const slash = place.lastIndexOf('/')
      const topic = place.slice(0, slash)
      notice({ kind: 'LagSeen', topic, partition: Number(place.slice(slash + 1)), records })
    }
  }

  let committing: Promise<void> | undefined
  const timer = setInterval(() => {
    sayLag()
    // One at a time: a log that is away must not leave a queue of commits behind.
    committing ??= commitAll()
      .catch((cause: unknown) => {
        if (!stopping) failure.reject(cause)
      })
      .finally(() => {
        committing = undefined
      })
  }, plan.commitIntervalMs)
  membership.ended.catch((cause: unknown) => failure.reject(cause))

  return {
    memoriesOf(partition) {
      const state = partitions.get(partition)
      return state?.isCurrent() === true ? state.memories : undefined
    },
    unready: () => (partitions.size === 0 ? `${plan.group} has no partition yet` : undefined),
    failed: failure.promise,
    behind: () =>
      membership
        .lag()
        .values()
        .reduce((sum, records) => sum + records, 0),
    async stop() {
      stopping = true
      clearInterval(timer)
      await committing
      // What cannot be committed now is worked through again at the next start.
      await commitAll().catch((cause: unknown) =>
        notice({ kind: 'LogTrouble', what: 'the last commit', cause }),
      )
      await membership.stop()
    },
  }
}
