import type { AccountChange } from '../core/change/account-change.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { Suspects } from '../core/relate/suspects.ts'
import type { ChangeReader } from '../ports/change-reader.ts'
import type { Check } from '../ports/checks.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { MessageCodecs } from '../ports/message-codec.ts'
import type { Notify } from '../ports/notice.ts'
import type { Reference } from '../ports/reference.ts'
import type { Role } from '../ports/role.ts'
import type { BaselinesRole } from './baselines.ts'
import { check } from './detect/checker.ts'
import { learnApprovals, learnRelations, learnVerdicts } from './detect/learn-words.ts'
import { assessBatch, detectTopics } from './detect/partition.ts'
import { startKeyedWork } from './keyed/keyed-work.ts'
import { actorMemories } from './keyed/memory-kind.ts'

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
  /** The partition of so many that an actor's changes come on. */
  partitionOfActor(actorId: string, partitions: number): number
  /** The partition of our topics that an account belongs to. */
  partitionOfAccount(accountId: string): number
  /** Facts that the source can never supply, as its mapping declares. */
  readonly neverKnown: ReadonlySet<string>
  /** Actors with a grave open case. */
  readonly suspects: Pick<Suspects, 'asOf'>
  /** What is usual for peers and for the fleet. */
  readonly baselines: Pick<BaselinesRole, 'at' | 'look' | 'count'>
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
  /** What a change would be worth that has not happened yet; nothing is learnt from it. */
  readonly check: Check
}

/** Assesses changes by actor, and lets actors' memories know what analysts and colleagues made of them. */
export async function startDetect(edges: DetectEdges, settings: DetectSettings): Promise<DetectRole> {
  const [changesTopic, verdictsTopic, relationsTopic, approvalsTopic] = detectTopics(settings.changesTopic)
  const work = await startKeyedWork(edges, {
    group: 'countermand.detect',
    topics: [changesTopic, verdictsTopic, relationsTopic, approvalsTopic],
    memory: actorMemories,
    commitIntervalMs: settings.commitIntervalMs,
    memoriesMax: settings.memoryActorsMax,
    async handle(actors, batch) {
      if (batch.topic === verdictsTopic) learnVerdicts(actors, batch, edges.notice)
      else if (batch.topic === relationsTopic) learnRelations(actors, batch)
      else if (batch.topic === approvalsTopic) learnApprovals(actors, batch)
      else return assessBatch(edges, actors, batch)
      return undefined
    },
  })
  const partitions = await edges.log.partitionCount(changesTopic)
  edges.notice({ kind: 'RoleStarted', role: 'detect' })
  return {
    ...work,
    name: 'detect',
    async check(change) {
      const actors = work.memoriesOf(edges.partitionOfActor(change.actor.id, partitions))
      return actors === undefined ? undefined : check(edges, actors, change)
    },
    async stop() {
      await work.stop()
      edges.notice({ kind: 'RoleStopped', role: 'detect' })
    },
  }
}
