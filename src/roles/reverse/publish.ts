import { type LedgerRecord, unpublishedMax } from '../../ports/ledger.ts'
import type { NewRecord } from '../../ports/log.ts'
import { ownTopics } from '../../ports/topics.ts'
import type { ReverseEdges } from './edges.ts'
import { notActedAlert, unattendedAlert } from './spoken-alerts.ts'

/** Carries records from the ledger to the log. A record and what must be said about it were made true by the
 *  same transaction; appended after it, perhaps twice, they have ids by which readers drop the second. */
export interface Publisher {
  /** There is something new. Returns at once. */
  kick(): void
  /** Resolves when all that was written before the call is on the log. Rejects where it cannot be. */
  flush(): Promise<void>
}

export function startPublisher(edges: ReverseEdges, outboxMsMax: number): Publisher {
  // What a process left behind when it died is published when its successor starts, without waiting.
  let othersBefore = edges.clock.now() + 1
  let running: Promise<void> | undefined
  let isNew = false

  async function publishAll(): Promise<void> {
    for (;;) {
      const records = await edges.ledger.unpublished(othersBefore, unpublishedMax)
      await append(edges, records)
      edges.atPoint?.('before records are marked published')
      await edges.ledger.published(records.map((record) => record.reversal))
      edges.atPoint?.('after records are marked published')
      if (records.length < unpublishedMax) break
    }
    othersBefore = edges.clock.now() - outboxMsMax
  }

  async function run(): Promise<void> {
    try {
      while (isNew) {
        isNew = false
        await publishAll()
      }
    } catch (cause) {
      isNew = true
      throw cause
    } finally {
      running = undefined
    }
  }

  function flush(): Promise<void> {
    isNew = true
    running ??= run()
    return running
  }

  return {
    flush,
    kick() {
      flush().catch((cause: unknown) =>
        edges.notice({ kind: 'LogTrouble', what: 'records of reversals wait in the ledger', cause }),
      )
    },
  }
}

async function append(edges: ReverseEdges, records: readonly LedgerRecord[]): Promise<void> {
  const { codecs, log, clock } = edges
  if (records.length === 0) return
  edges.atPoint?.('before records are appended')
  await log.append(
    ownTopics.reversals.name,
    records.map(({ reversal }) => ({ key: reversal.accountId, value: codecs.reversal.encode(reversal) })),
  )
  const alerts = records.flatMap((record): NewRecord[] =>
    [notActedAlert(record, clock.now()), unattendedAlert(record, clock.now())].flatMap((alert) =>
      alert === undefined ? [] : [{ key: record.reversal.accountId, value: codecs.alert.encode(alert) }],
    ),
  )
  if (alerts.length > 0) await log.append(ownTopics.alerts.name, alerts)
  edges.atPoint?.('after records are appended')
}
