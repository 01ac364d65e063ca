import type { Alert } from '../core/decision/alert.ts'
import { atLeast, type Severity } from '../core/policy/severity.ts'
import type { Clock } from '../ports/clock.ts'
import { EdgeError } from '../ports/edge-error.ts'
import type { Log, LogRecord, Membership } from '../ports/log.ts'
import type { MessageCodec } from '../ports/message-codec.ts'
import type { Notify } from '../ports/notice.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { Role } from '../ports/role.ts'
import { ownTopics } from '../ports/topics.ts'

/** Carries alerts from the log to the people outside the console. It runs beside the console role, under one
 *  group that all instances share.
 *
 *  At least once: the offset moves on only when every alert of the batch is settled. While the receiver is
 *  away the alerts wait in the log, no one else waits for them, and each is given up, aloud, when it is older
 *  than `ageMsMax`: a page that late helps nobody, and the console has shown the alert all along. */
export interface NotifyOptions {
  readonly log: Log
  readonly codec: MessageCodec<Alert>
  readonly notifier: Notifier
  readonly notice: Notify
  readonly clock: Clock
  /** The least severe alert that is sent. */
  readonly severityMin: Severity
  readonly ageMsMax: number
}

/** What is under way when the process ends gets this long, within the 10 s that it has in all. */
const graceMs = 3_000

export async function startNotify(options: NotifyOptions): Promise<Omit<Role, 'name'>> {
  const joined = Promise.withResolvers<Membership>()
  const membership = await options.log.join({
    group: 'countermand.notify',
    topics: [ownTopics.alerts.name],
    from: 'start',
    handle: async (batch) => {
      await sendAll(await alertsOf(batch.records, options), options.notifier)
      const last = batch.records.at(-1)
      if (last === undefined || !batch.isCurrent()) return
      const { topic, partition, offset } = last
      await (await joined.promise).commit([{ topic, partition, offset: offset + 1 }])
    },
  })
  joined.resolve(membership)
  return {
    unready: () => undefined,
    stop: async () => {
      await options.notifier.close(graceMs)
      await membership.stop()
    },
    failed: membership.ended.then(() => new Promise<never>(() => {})),
  }
}

/** The alerts of a batch that are worth a page and not too old for one. */
async function alertsOf(records: readonly LogRecord[], options: NotifyOptions): Promise<Alert[]> {
  const alerts: Alert[] = []
  for (const record of records) {
    const alert = await readAlert(record, options)
    if (alert === undefined || !atLeast(alert.severity, options.severityMin)) continue
    if (options.clock.now() - alert.raisedAt <= options.ageMsMax) alerts.push(alert)
    else
      options.notice({
        kind: 'NotifyDropped',
        alertId: alert.alertId,
        says: `older than ${options.ageMsMax / 60_000} minutes`,
      })
  }
  return alerts
}

async function readAlert(record: LogRecord, options: NotifyOptions): Promise<Alert | undefined> {
  if (record.value === null) return undefined
  try {
    return await options.codec.decode(record.value)
  } catch (cause) {
    // A retryable failure is the registry's, and passes; bytes that are no alert never will be one.
    if (!(cause instanceof EdgeError) || cause.retryable) throw cause
    const what = `record ${record.topic}/${record.partition}@${record.offset} is no alert`
    options.notice({ kind: 'LogTrouble', what, cause })
    return undefined
  }
}

async function sendAll(alerts: readonly Alert[], notifier: Notifier): Promise<void> {
  const deliveries = await Promise.all(alerts.map((alert) => notifier.send(alert)))
  const left = deliveries.filter((delivery) => delivery === 'failed' || delivery === 'overflowed').length
  if (left === 0) return
  throw new EdgeError('notify-failed', `${left} of ${alerts.length} notifications are not delivered yet`, {
    retryable: true,
  })
}
