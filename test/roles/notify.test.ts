import { expect, it } from 'vitest'
import type { Alert } from '../../src/core/decision/alert.ts'
import { EdgeError } from '../../src/ports/edge-error.ts'
import type { Batch, Log, LogRecord, Position, Subscription } from '../../src/ports/log.ts'
import type { Notice } from '../../src/ports/notice.ts'
import type { Delivery } from '../../src/ports/notifier.ts'
import { startNotify } from '../../src/roles/notify.ts'
import { lastDayAlert } from '../edges/notify/last-day-alert.ts'

/** The role with a log that hands it the batches of the test, and a pager that answers as told. */
async function started(answer: (alert: Alert) => Delivery) {
  const notices: Notice[] = []
  const committed: Position[] = []
  const sent: string[] = []
  const done: string[] = []
  let subscription: Subscription | undefined
  const ended = Promise.withResolvers<void>()
  const log: Pick<Log, 'join'> = {
    join: async (asked) => {
      subscription = asked
      return {
        commit: async (positions) => void committed.push(...positions),
        lag: () => new Map(),
        ended: ended.promise,
        stop: async () => void done.push('left the group'),
      }
    },
  }
  const role = await startNotify({
    log: log as Log,
    codec: { encode: (alert) => Buffer.from(JSON.stringify(alert)), decode },
    notifier: {
      send: async (alert) => {
        sent.push(alert.alertId)
        return answer(alert)
      },
      close: async () => void done.push('closed the webhook'),
    },
    notice: (notice) => notices.push(notice),
    clock: { now: () => lastDayAlert().raisedAt + 60_000, monotonicMs: () => 0 },
    severityMin: 'high',
    ageMsMax: 30 * 60_000,
  })
  return {
    role,
    notices,
    committed,
    sent,
    done,
    endWith: ended.reject,
    hand: (values: readonly (Buffer | Alert)[], isCurrent = true) =>
      subscription?.handle(batchOf(values, isCurrent)),
    subscription: () => subscription,
  }
}

function decode(value: Buffer): Alert {
  if (value.length === 0) throw new EdgeError('log-refused', 'no alert', { retryable: false })
  return JSON.parse(value.toString()) as Alert
}

function batchOf(values: readonly (Buffer | Alert)[], isCurrent: boolean): Batch {
  const records: LogRecord[] = values.map((value, offset) => ({
    topic: 'countermand.alerts',
    partition: 2,
    offset,
    timestampMs: 0,
    key: 'acc-45',
    value: Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)),
    headers: {},
  }))
  return {
    topic: 'countermand.alerts',
    partition: 2,
    records,
    endOffset: records.length,
    heartbeat: async () => {},
    isCurrent: () => isCurrent,
  }
}

it('all instances share one group, so that a pager rings once', async () => {
  const { subscription } = await started(() => 'delivered')
  expect(subscription()).toMatchObject({ group: 'countermand.notify', topics: ['countermand.alerts'] })
})

it('pages for high and critical, lets lesser ones be, and then moves on', async () => {
  const { hand, sent, committed } = await started(() => 'delivered')
  await hand([
    lastDayAlert({ alertId: 'low', severity: 'low' }),
    lastDayAlert({ alertId: 'high', severity: 'high' }),
    lastDayAlert({ alertId: 'critical', severity: 'critical' }),
  ])
  expect(sent).toEqual(['high', 'critical'])
  expect(committed).toEqual([{ topic: 'countermand.alerts', partition: 2, offset: 3 }])
})

it('does not move on while the pager is away: the batch comes again', async () => {
  let away = true
  const { hand, committed, sent } = await started(() => (away ? 'failed' : 'delivered'))
  await expect(hand([lastDayAlert()])).rejects.toMatchObject({ code: 'notify-failed', retryable: true })
  expect(committed).toEqual([])
  away = false
  await hand([lastDayAlert()])
  expect(committed).toHaveLength(1)
  expect(sent).toEqual(['a-2017', 'a-2017'])
})

it('moves on past an alert that the pager will never take', async () => {
  const { hand, committed } = await started(() => 'refused')
  await hand([lastDayAlert()])
  expect(committed).toHaveLength(1)
})

it('gives up an alert that is too old to page anybody for, and says so', async () => {
  const { hand, sent, notices } = await started(() => 'delivered')
  await hand([lastDayAlert({ raisedAt: lastDayAlert().raisedAt - 30 * 60_000 })])
  expect(sent).toEqual([])
  expect(notices).toEqual([{ kind: 'NotifyDropped', alertId: 'a-2017', says: 'older than 30 minutes' }])
})

it('steps over bytes that are no alert, aloud', async () => {
  const { hand, sent, notices } = await started(() => 'delivered')
  await hand([Buffer.alloc(0), lastDayAlert()])
  expect(sent).toEqual(['a-2017'])
  expect(notices).toMatchObject([{ kind: 'LogTrouble', what: 'record countermand.alerts/2@0 is no alert' }])
})

it('commits nothing for a partition that has gone to another instance', async () => {
  const { hand, committed } = await started(() => 'delivered')
  await hand([lastDayAlert()], false)
  expect(committed).toEqual([])
})

it('ends what is being sent before it leaves the group', async () => {
  const { role, done } = await started(() => 'delivered')
  await role.stop()
  expect(done).toEqual(['closed the webhook', 'left the group'])
})

it('says that it failed when its membership does', async () => {
  const { role, endWith } = await started(() => 'delivered')
  endWith(new Error('fenced'))
  await expect(role.failed).rejects.toThrow('fenced')
})
