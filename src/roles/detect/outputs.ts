import type { AccountChange } from '../../core/change/account-change.ts'
import type { Unreadable } from '../../core/change/unreadable.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { DeadLetter } from '../../core/decision/dead-letter.ts'
import type { DigestRow } from '../../core/decision/digest.ts'
import type { Step } from '../../core/decision/step.ts'
import type { Sighting } from '../../core/reversal/sighting.ts'
import type { Log, LogRecord, NewRecord } from '../../ports/log.ts'
import type { MessageCodecs } from '../../ports/message-codec.ts'
import { ownTopics } from '../../ports/topics.ts'
import { encodeJson } from '../json.ts'

/** Of an unreadable record this much is kept; the rest is only counted. */
const deadLetterBytesMax = 65_536
/** One packed record stays far below what a log takes. */
const digestRowsMax = 1_000

/** What one batch has to say, gathered while it is assessed and appended in one go. */
export interface Outputs {
  alert(alert: Alert): void
  deadLetter(record: LogRecord, unreadable: Unreadable, seenAt: number): void
  sighting(sighting: Sighting): void
  assessed(change: AccountChange, step: Step): void
  /** Resolves when all of it is durable; may be called again after a failure. */
  append(): Promise<void>
}

export function gatherOutputs(
  log: Log,
  codecs: MessageCodecs,
  partitionOfAccount: (accountId: string) => number,
): Outputs {
  const byTopic = new Map<string, NewRecord[]>()
  const packs = new Map<string, Pack>()

  const add = (topic: string, record: NewRecord) => {
    const records = byTopic.get(topic)
    if (records === undefined) byTopic.set(topic, [record])
    else records.push(record)
  }
  const appendPacks = () => {
    for (const { source, partition, rows } of packs.values()) {
      for (let from = 0; from < rows.length; from += digestRowsMax) {
        const value = encodeJson({ v: 1, source, rows: rows.slice(from, from + digestRowsMax) })
        add(ownTopics.digest.name, { key: null, value, partition })
      }
    }
    packs.clear()
  }

  return {
    alert: (alert) =>
      add(ownTopics.alerts.name, {
        key: alert.change?.account.id ?? alert.eventId,
        value: codecs.alert.encode(alert),
      }),
    deadLetter: (record, unreadable, seenAt) =>
      add(ownTopics.deadLetters.name, {
        key: record.key,
        value: codecs.deadLetter.encode(deadLetterOf(record, unreadable, seenAt)),
      }),
    sighting: (sighting) =>
      add(ownTopics.sightings.name, { key: sighting.accountId, value: encodeJson(sighting) }),
    assessed(change, step) {
      const partition = partitionOfAccount(change.account.id)
      const name = `${partition} ${change.source}`
      const pack = packs.get(name)
      if (pack !== undefined) pack.rows.push(digestRowOf(change, step))
      else packs.set(name, { source: change.source, partition, rows: [digestRowOf(change, step)] })
    },
    async append() {
      appendPacks()
      await Promise.all([...byTopic].map(([topic, records]) => log.append(topic, records)))
    },
  }
}

/** Rows that go to one partition of the digest: that of their accounts. */
interface Pack {
  readonly source: string
  readonly partition: number
  readonly rows: DigestRow[]
}

function digestRowOf(change: AccountChange, step: Step): DigestRow {
  const { assessment, decision } = step
  return [
    change.eventId,
    change.occurredAt,
    change.action,
    change.actor.id,
    change.account.id,
    assessment.suspicionCenti,
    assessment.stakesCenti,
    assessment.severity,
    decision.alerts ? 1 : 0,
  ]
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
