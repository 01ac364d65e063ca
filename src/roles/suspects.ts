import type { Alert } from '../core/decision/alert.ts'
import { readVerdict } from '../core/decision/verdict.ts'
import { openSuspects, type Suspects } from '../core/relate/suspects.ts'
import { EdgeError } from '../ports/edge-error.ts'
import type { Log, LogRecord } from '../ports/log.ts'
import type { MessageCodecs } from '../ports/message-codec.ts'
import type { Notify } from '../ports/notice.ts'
import type { Role } from '../ports/role.ts'
import { ownTopics } from '../ports/topics.ts'
import { decodeJson } from './json.ts'

export interface SuspectsNeeds {
  readonly log: Log
  readonly codecs: Pick<MessageCodecs, 'alert'>
  readonly notice: Notify
}

export interface SuspectsRole extends Omit<Role, 'name'> {
  readonly suspects: Suspects
}

/** More actors than this with a grave open case are no longer an incident among colleagues. */
export const suspectsMax = 10_000

/** Keeps the table of suspects from the alerts and verdicts of all partitions, read in full by every instance: what
 *  is on the log first, then what comes. It follows the log by some hundred milliseconds, and nobody looks again:
 *  whoever answers an incident sooner than that is assessed like anybody, and REVERSE knows of no suspects. */
export async function startSuspects(needs: SuspectsNeeds): Promise<SuspectsRole> {
  const { log } = needs
  const suspects = openSuspects(suspectsMax)
  const take = (records: readonly LogRecord[]) => takeRecords(needs, suspects, records)
  const topics = [ownTopics.alerts.name, ownTopics.verdicts.name]
  // Told what comes before what is there is read, so that nothing falls between; the table takes both twice.
  const tail = await log.tail(topics, take)
  for (const topic of topics) {
    const partitions = await log.partitionCount(topic)
    for (let partition = 0; partition < partitions; partition++) await log.readToEnd(topic, partition, take)
  }
  return {
    suspects,
    unready: () => undefined,
    failed: tail.ended.then(() => new Promise<never>(() => {})),
    stop: () => tail.stop(),
  }
}

async function takeRecords(
  needs: SuspectsNeeds,
  suspects: Suspects,
  records: readonly LogRecord[],
): Promise<void> {
  const before = suspects.forgotten()
  for (const record of records) {
    if (record.value === null) continue
    if (record.topic === ownTopics.alerts.name) {
      const alert = await readAlert(needs, record.value)
      if (alert !== undefined) suspects.alerted({ ...alert, actorId: alert.change?.actor.id })
    } else {
      const verdict = readVerdict(decodeJson(record.value))
      if (verdict !== undefined) suspects.judged(verdict)
    }
  }
  const count = suspects.forgotten() - before
  if (count > 0) needs.notice({ kind: 'MemoryEvicted', of: 'suspects', count })
}

/** Whoever reads alerts for their own sake says what cannot be read. */
async function readAlert({ codecs }: SuspectsNeeds, value: Buffer): Promise<Alert | undefined> {
  try {
    return await codecs.alert.decode(value)
  } catch (cause) {
    if (!(cause instanceof EdgeError) || cause.retryable) throw cause
    return undefined
  }
}
