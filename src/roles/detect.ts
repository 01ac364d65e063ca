import type { AccountChange } from '../core/change/account-change.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { ChangeReader } from '../ports/change-reader.ts'
import type { Clock } from '../ports/clock.ts'
import type { Batch, Log, Membership } from '../ports/log.ts'
import type { MessageCodecs } from '../ports/message-codec.ts'
import type { Notify } from '../ports/notice.ts'
import type { Reference } from '../ports/reference.ts'
import type { Role } from '../ports/role.ts'
import { type PartitionState, takeCut, writeCut } from './detect/commit.ts'
import { restoreMemory } from './detect/memory-restore.ts'
import { assessBatch, detectTopics, learnVerdicts } from './detect/partition.ts'
import { rememberActors } from './detect/remembered-actors.ts'
import { untilDurable } from './persistence.ts'

export interface DetectEdges {
  readonly log: Log
  readonly reader: ChangeReader
  readonly codecs: MessageCodecs
  readonly policy: { current(): Policy }
  readonly clock: Clock
  readonly notice: Notify
  /** Our own actor id on the platform of this source; `undefined` where we have none. */
  serviceActorOf(source: string): string | undefined
  /** The change as people see it: with its addresses in the platform's own tool. */
  shown(change: AccountChange): AccountChange
  /** The partition of our topics that an account belongs to. */
  partitionOfAccount(accountId: string): number
  /** Facts that the source can never supply, as its mapping declares. */
  readonly neverKnown: ReadonlySet<string>
  /** What fills a change that lacks facts; absent where there are no tables. */
  readonly reference?: Pick<Reference, 'tablesFor'> | undefined
}

export interface DetectSettings {
  readonly changesTopic: string
  readonly commitIntervalMs: number
  /** Shared evenly by the partitions of the topic. */
  readonly memoryActorsMax: number
}

export interface DetectRole extends Role {
  /** Changes that are on the log and not yet assessed by this instance. */
  behind(): number
}

const group = 'countermand.detect'
/** Batches of one partition whose outputs are on their way at once. */
const outputsAheadMax = 4

/** Assesses changes by actor. The order of writes is the promise: outputs, then memory, then the offset, each
 *  durable before the next, so that after any crash a change is either included in a memory whose outputs are
 *  durable, or assessed again from exactly the memory it had. */
export async function startDetect(edges: DetectEdges, settings: DetectSettings): Promise<DetectRole> {
  const { log, notice, clock } = edges
  const partitions = new Map<number, PartitionState>()
  const actorsMax = Math.ceil(settings.memoryActorsMax / (await log.partitionCount(settings.changesTopic)))
  const [changesTopic, verdictsTopic] = detectTopics(settings.changesTopic)
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  let stopping = false

  const membership: Membership = await log.join({
    group,
    topics: [changesTopic, verdictsTopic],
    from: 'start',
    async assigned(partition) {
      const began = clock.monotonicMs()
      const actors = rememberActors(actorsMax)
      const restored = await restoreMemory(log, partition, actors)
      partitions.set(partition, {
        partition,
        actors,
        next: new Map(),
        outputs: [],
        isCurrent: () => true,
        working: Promise.resolve(),
      })
      notice({ kind: 'MemoryRestored', partition, ...restored, durationMs: clock.monotonicMs() - began })
    },
    lost(partition) {
      partitions.delete(partition)
    },
    async handle(batch) {
      const state = partitions.get(batch.partition)
      if (state === undefined)
        throw new Error(`partition ${batch.partition} has no memory: it was never assigned`)
      // Verdicts and changes of one partition come from two topics, and share one memory: one after the other.
      const work = state.working.then(() => handleBatch(state, batch))
      state.working = work.catch(() => {})
      await work
    },
  })

  async function handleBatch(state: PartitionState, batch: Batch): Promise<void> {
    if (!batch.isCurrent()) return
    state.isCurrent = () => batch.isCurrent()
    if (batch.topic === verdictsTopic) learnVerdicts(state.actors, batch)
    else {
      const outputs = await assessBatch(edges, state.actors, batch)
      const said = untilDurable(() => outputs.append(), batch, notice)
      said.catch(failure.reject)
      state.outputs.push(said)
    }
    const last = batch.records.at(-1)
    if (last !== undefined) state.next.set(batch.topic, last.offset + 1)
    // The next batch is assessed while this one's outputs are on their way, but never far ahead of them.
    await state.outputs.at(-outputsAheadMax)
  }

  async function commitAll(): Promise<void> {
    await Promise.all(
      [...partitions.values()].map((state) => {
        const cut = state.working.then(() => takeCut(state))
        state.working = cut
        return cut.then((taken) => writeCut(log, membership, state, taken, notice))
      }),
    )
  }

  /** Apart from the commits: a batch that hangs must not hide how far behind it leaves the stream. */
  function sayLag(): void {
    for (const [place, records] of membership.lag()) {
      const slash = place.lastIndexOf('/')
      notice({
        kind: 'LagSeen',
        topic: place.slice(0, slash),
        partition: Number(place.slice(slash + 1)),
        records,
      })
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
  }, settings.commitIntervalMs)
  membership.ended.catch((cause: unknown) => failure.reject(cause))
  notice({ kind: 'RoleStarted', role: 'detect' })

  return {
    name: 'detect',
    unready: () => (partitions.size === 0 ? 'detect has no partition yet' : undefined),
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
      // What cannot be committed now is assessed again at the next start.
      await commitAll().catch((cause: unknown) =>
        notice({ kind: 'LogTrouble', what: 'the last commit', cause }),
      )
      await membership.stop()
      notice({ kind: 'RoleStopped', role: 'detect' })
    },
  }
}
