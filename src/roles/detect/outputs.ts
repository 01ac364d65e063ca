import type { AccountChange } from '../../core/change/account-change.ts'
import type { Unreadable } from '../../core/change/unreadable.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { DeadLetter } from '../../core/decision/dead-letter.ts'
import type { Step } from '../../core/decision/step.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { TablesAsOf } from '../../core/reference/complete.ts'
import type { Sighting } from '../../core/reversal/sighting.ts'
import type { Log, LogRecord, NewRecord } from '../../ports/log.ts'
import type { MessageCodecs } from '../../ports/message-codec.ts'
import { ownTopics } from '../../ports/topics.ts'
import { encodeJson } from '../json.ts'
import { packDigests } from './digest-packs.ts'

/** Of an unreadable record this much is kept; the rest is only counted. */
const deadLetterBytesMax = 65_536

/** What one batch has to say, gathered while it is assessed and appended in one go. */
export interface Outputs {
  alert(alert: Alert): void
  /** How many alerts there are so far. */
  alerts(): number
  deadLetter(record: LogRecord, unreadable: Unreadable, seenAt: number): void
  sighting(sighting: Sighting): void
  assessed(change: AccountChange, step: Step, policy: Policy, tablesAsOf: TablesAsOf | undefined): void
  /** Our own undoing, come back: nobody assesses it, and the account is known to have moved by it. */
  own(change: AccountChange): void
  baseline(record: NewRecord): void
  /** Resolves when all of it is durable; may be called again after a failure. */
  append(): Promise<void>
}

export function gatherOutputs(
  log: Log,
  codecs: MessageCodecs,
  partitionOfAccount: (accountId: string) => number,
): Outputs {
  const byTopic = new Map<string, NewRecord[]>()
  const digests = packDigests(partitionOfAccount)

  const add = (topic: string, record: NewRecord) => {
    const records = byTopic.get(topic)
    if (records === undefined) byTopic.set(topic, [record])
    else records.push(record)
  }
  return {
    alert: (alert) =>
      add(ownTopics.alerts.name, {
        key: alert.change?.account.id ?? alert.eventId,
        value: codecs.alert.encode(alert),
      }),
    alerts: () => byTopic.get(ownTopics.alerts.name)?.length ?? 0,
    deadLetter: (record, unreadable, seenAt) =>
      add(ownTopics.deadLetters.name, {
        key: record.key,
        value: codecs.deadLetter.encode(deadLetterOf(record, unreadable, seenAt)),
      }),
    sighting: (sighting) =>
      add(ownTopics.sightings.name, { key: sighting.accountId, value: encodeJson(sighting) }),
    assessed: digests.add,
    own: digests.addOwn,
    baseline: (record) => add(ownTopics.baselines.name, record),
    async append() {
      for (const record of digests.take()) add(ownTopics.digest.name, record)
      await Promise.all([...byTopic].map(([topic, records]) => log.append(topic, records)))
    },
  }
}

function deadLetterOf(record: LogRecord, unreadable: Unreadable, seenAt: number): DeadLetter {
  const value = record.value ?? Buffer.alloc(0)
  return {
    ...unreadable,
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    key: record.key,
    bytes: value.subarray(0, deadLetterBytesMax).toString('base64'),
    sizeBytes: value.length,
    seenAt,
  }
}
