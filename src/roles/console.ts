import type { Cases } from '../ports/cases.ts'
import type { Clock } from '../ports/clock.ts'
import { EdgeError } from '../ports/edge-error.ts'
import type { FanOut } from '../ports/fan-out.ts'
import type { Batch, Log, LogRecord, Membership } from '../ports/log.ts'
import type { MessageCodec, MessageCodecs } from '../ports/message-codec.ts'
import type { Notify } from '../ports/notice.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { Role } from '../ports/role.ts'
import { ownTopics } from '../ports/topics.ts'
import { type DigestReader, openDigestReader, rowsIn } from './digest-rows.ts'
import { startOutboxPump } from './outbox-pump.ts'

/** The console role. Three things run side by side:
 *
 *  - a member of one group, shared by all instances, puts alerts and reversals into cases, each once;
 *  - a tail of its own hands every alert, reversal and digest to the pages of this instance;
 *  - the pump carries the outbox of the store to the log. */
export async function startConsole(needs: ConsoleNeeds): Promise<ConsoleRole> {
  const { log, notice, readDigest = openDigestReader() } = needs
  const pump = startOutboxPump(needs)
  const opened: { stop(): Promise<void> }[] = [pump]
  const stop = async () => {
    for (const part of opened.toReversed()) await part.stop()
  }
  try {
    opened.push(
      await log.tail([ownTopics.alerts.name, ownTopics.reversals.name, ownTopics.digest.name], (records) =>
        showPages({ ...needs, readDigest }, records),
      ),
    )
    const group = await joinGroup(needs)
    opened.push(group)
    notice({ kind: 'RoleStarted', role: 'console' })
    return {
      name: 'console',
      unready: () => undefined,
      wrote: () => pump.wake(),
      failed: Promise.race([failureOf(group), pump.failed]),
      async stop() {
        await stop()
        notice({ kind: 'RoleStopped', role: 'console' })
      },
    }
  } catch (cause) {
    await stop()
    throw cause
  }
}

export interface ConsoleNeeds {
  readonly log: Log
  readonly cases: Cases
  readonly outbox: Outbox
  readonly codecs: Pick<MessageCodecs, 'alert' | 'reversal'>
  readonly fanOut: FanOut
  readonly clock: Clock
  readonly notice: Notify
  /** Shared with whoever reads the digest in this process; absent: one of its own. */
  readonly readDigest?: DigestReader
}

export interface ConsoleRole extends Role {
  /** Something was put into the outbox: carry it at once instead of at the next look. */
  wrote(): void
}

export const consoleGroup = 'countermand.console'

async function joinGroup(needs: ConsoleNeeds): Promise<Membership> {
  // The first batch may come before `join` has answered.
  const joined = Promise.withResolvers<Membership>()
  const group = await needs.log.join({
    group: consoleGroup,
    topics: [ownTopics.alerts.name, ownTopics.reversals.name],
    from: 'start',
    handle: async (batch) => {
      await takeBatch(needs, batch)
      const last = batch.records.at(-1)
      if (last === undefined || !batch.isCurrent()) return
      const group = await joined.promise
      await group.commit([{ topic: batch.topic, partition: batch.partition, offset: last.offset + 1 }])
    },
  })
  joined.resolve(group)
  return group
}

async function takeBatch(needs: ConsoleNeeds, batch: Batch): Promise<void> {
  const { cases, clock, codecs, fanOut, notice } = needs
  for (let first = 0; first < batch.records.length; first += transactionRecordsMax) {
    const records = batch.records.slice(first, first + transactionRecordsMax)
    if (batch.topic === ownTopics.alerts.name) {
      await cases.takeAlerts(await readAll(codecs.alert, records, notice), clock.now())
    } else {
      await cases.takeReversals(await readAll(codecs.reversal, records, notice), clock.now())
    }
    fanOut.casesMoved()
    await batch.heartbeat()
  }
}

/** How many records one transaction of the store takes: enough to be quick, few enough to let analysts'
 *  writes in between. */
const transactionRecordsMax = 100

async function showPages(needs: Required<ConsoleNeeds>, records: readonly LogRecord[]): Promise<void> {
  const { codecs, fanOut, notice, readDigest } = needs
  for (const [topic, ofTopic] of Map.groupBy(records, (record) => record.topic)) {
    if (topic === ownTopics.alerts.name) fanOut.alerts(await readAll(codecs.alert, ofTopic, notice))
    else if (topic === ownTopics.reversals.name) {
      fanOut.reversals(await readAll(codecs.reversal, ofTopic, notice))
    } else fanOut.changes(ofTopic.flatMap((record) => rowsIn(readDigest(record))))
  }
}

/** A message that cannot be read is somebody else's writing on our topic: said, and passed over, so that one
 *  of them cannot stop every case behind it. */
async function readAll<T>(
  codec: MessageCodec<T>,
  records: readonly LogRecord[],
  notice: Notify,
): Promise<T[]> {
  const messages: T[] = []
  for (const { topic, partition, offset, value } of records) {
    if (value === null) continue
    try {
      messages.push(await codec.decode(value))
    } catch (cause) {
      if (!(cause instanceof EdgeError) || cause.retryable) throw cause
      notice({ kind: 'LogTrouble', what: `${topic}/${partition}@${offset} is not a message of ours`, cause })
    }
  }
  return messages
}

/** A membership that ended because it was stopped is no failure. */
async function failureOf(group: Membership): Promise<never> {
  await group.ended
  return new Promise<never>(() => {})
}
