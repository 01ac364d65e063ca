import type { TopicSpec } from './log.ts'

/** Every topic that Countermand owns, its key, and how it is kept. The topic that changes arrive on belongs
 *  to the platform and is named by the setting `changesTopic`. */
export const ownTopics = {
  /** Changes put into actor order, where the platform's own key is another. Keyed by actor. */
  rekeyed: { name: 'countermand.changes', partitioned: 'changes', compacted: false },
  /** Memory of each actor: source, then actor; the partition is that of the changes. */
  memory: { name: 'countermand.memory', partitioned: 'changes', compacted: true },
  /** Keyed by actor, and read by the instance that reads that actor's changes. */
  verdicts: { name: 'countermand.verdicts', partitioned: 'changes', compacted: false },
  /** Whose decisions others overruled. Keyed by actor, and read as the verdicts are. */
  relations: { name: 'countermand.relations', partitioned: 'changes', compacted: false },
  /** What second persons said yes to before it was done. Keyed by actor, and read as the verdicts are. */
  approvals: { name: 'countermand.approvals', partitioned: 'changes', compacted: false },
  /** Memory of each account, and of networks and sessions; the partition is that of the digest. */
  accountMemory: { name: 'countermand.account-memory', partitioned: 'accounts', compacted: true },
  /** What each partition of the changes knows of peer groups and of the fleet, at ticks of event time. Keyed by
   *  partition and tick, and read in full by every instance. */
  baselines: { name: 'countermand.baselines', partitioned: 'changes', compacted: true },
  alerts: { name: 'countermand.alerts', partitioned: 'accounts', compacted: false },
  reversals: { name: 'countermand.reversals', partitioned: 'accounts', compacted: false },
  sightings: { name: 'countermand.sightings', partitioned: 'accounts', compacted: false },
  instructions: { name: 'countermand.instructions', partitioned: 'accounts', compacted: false },
  /** Signed commands, for a platform that takes them from the log. */
  commands: { name: 'countermand.commands', partitioned: 'accounts', compacted: false, readBy: 'others' },
  /** Signed orders that turn the kill switch, for whoever cannot reach the console. */
  switches: { name: 'countermand.switches', partitioned: 'accounts', compacted: false, readBy: 'all' },
  digest: { name: 'countermand.digest', partitioned: 'accounts', compacted: false },
  /** Signed heads of the record, keyed by their number: none is ever dropped. */
  auditHeads: { name: 'countermand.audit-heads', partitioned: 'accounts', compacted: true },
  deadLetters: {
    name: 'countermand.dead-letters',
    partitioned: 'accounts',
    compacted: false,
    readBy: 'others',
  },
} as const satisfies Record<string, OwnTopic>

interface OwnTopic {
  readonly name: `countermand.${string}`
  /** `changes`: as many partitions as the changes have. `accounts`: as many as set for our own topics. */
  readonly partitioned: 'changes' | 'accounts'
  readonly compacted: boolean
  /** `others`: nobody of ours follows it. `all`: every instance does, by itself. Of neither is any group behind. */
  readonly readBy?: 'others' | 'all'
}

export function topicSpecs(
  partitions: { changes: number; accounts: number },
  retentionMs: number,
): TopicSpec[] {
  return Object.values(ownTopics).map((topic) => ({
    name: topic.name,
    partitions: partitions[topic.partitioned],
    compacted: topic.compacted,
    retentionMs,
  }))
}
