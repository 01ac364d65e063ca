import type { AccountChange } from '../core/change/account-change.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { MessageCodecs } from '../ports/message-codec.ts'
import type { Notify } from '../ports/notice.ts'
import { ownTopics } from '../ports/topics.ts'
import { type DigestReader, openDigestReader } from './digest-rows.ts'
import { type KeyedWork, startKeyedWork } from './keyed/keyed-work.ts'
import { accountMemories } from './keyed/memory-kind.ts'
import { relateBatch } from './relate/partition.ts'

export interface RelateEdges {
  readonly log: Log
  readonly codecs: Pick<MessageCodecs, 'alert'>
  readonly policy: { current(): Policy }
  readonly clock: Clock
  readonly notice: Notify
  /** The change as people see it: with its addresses in the platform's own tool. */
  shown(change: AccountChange): AccountChange
  /** Facts that the source can never supply, as its mapping declares. */
  readonly neverKnown: ReadonlySet<string>
  /** Shared with whoever reads the digest in this process; absent: one of its own. */
  readonly readDigest?: DigestReader
}

export interface RelateSettings {
  readonly commitIntervalMs: number
  /** Shared evenly by the partitions of the digest. */
  readonly memoryAccountsMax: number
}

/** RELATE, the part of the detect role that needs more than one actor: reads what was assessed, by account, and
 *  says what only several actors' acts together show. Delivery is promised as for changes. Rows of one batch are
 *  related in order of event time, whatever the order of their partitions; a row that comes in a later batch is
 *  held against what is known by then: hands on one account are all counted by whichever row comes last, and of a
 *  fight what a late row would have said of rows already related stays unsaid. */
export function startRelate(edges: RelateEdges, settings: RelateSettings): Promise<KeyedWork> {
  const { readDigest = openDigestReader() } = edges
  return startKeyedWork(edges, {
    group: 'countermand.relate',
    topics: [ownTopics.digest.name],
    memory: accountMemories,
    commitIntervalMs: settings.commitIntervalMs,
    memoriesMax: settings.memoryAccountsMax,
    handle: async (accounts, batch) => relateBatch({ ...edges, readDigest }, accounts, batch),
  })
}
