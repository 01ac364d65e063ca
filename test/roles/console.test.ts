import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DigestRow } from '../../src/core/decision/digest.ts'
import { openEmbeddedLog } from '../../src/edges/log/embedded/embedded-log.ts'
import { openCases } from '../../src/edges/store/cases.ts'
import { type Database, openDatabase } from '../../src/edges/store/database.ts'
import { openOutbox } from '../../src/edges/store/outbox.ts'
import type { Cases } from '../../src/ports/cases.ts'
import { EdgeError } from '../../src/ports/edge-error.ts'
import type { Log, LogRecord } from '../../src/ports/log.ts'
import type { MessageCodec } from '../../src/ports/message-codec.ts'
import type { Notice } from '../../src/ports/notice.ts'
import { topicSpecs } from '../../src/ports/topics.ts'
import { startConsole } from '../../src/roles/console.ts'
import { until } from '../console/live-page.ts'
import { alertOn, changeBy, reversalOf } from '../console/people-and-alerts.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-console-role-'))
const notices: Notice[] = []
const notice = (said: Notice) => void notices.push(said)
const clock = { now: () => Date.now(), monotonicMs: () => performance.now() }
let log: Log
let database: Database
let cases: Cases

beforeAll(async () => {
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice })
  await log.createTopics(topicSpecs({ changes: 2, accounts: 2 }, 3_600_000))
  database = await openDatabase(join(folder, 'store.sqlite'))
  cases = openCases(database)
})
afterAll(async () => {
  await log.close()
  await database.destroy()
  rmSync(folder, { recursive: true, force: true })
})

function jsonCodec<T>(): MessageCodec<T> {
  return {
    encode: (message) => Buffer.from(JSON.stringify(message)),
    decode(value) {
      try {
        return JSON.parse(String(value))
      } catch (cause) {
        throw new EdgeError('log-refused', 'no JSON', { retryable: false, cause })
      }
    },
  }
}

async function openRole() {
  const shown = { alerts: 0, reversals: 0, changes: [] as DigestRow[], moved: 0 }
  const role = await startConsole({
    log,
    cases,
    outbox: openOutbox(database),
    codecs: { alert: jsonCodec(), reversal: jsonCodec() },
    fanOut: {
      casesMoved: () => void shown.moved++,
      alerts: (alerts) => void (shown.alerts += alerts.length),
      reversals: (reversals) => void (shown.reversals += reversals.length),
      changes: (rows) => void shown.changes.push(...rows),
    },
    clock,
    notice,
  })
  return { role, shown }
}

const send = (topic: string, key: string, message: unknown) =>
  log.append(`countermand.${topic}`, [{ key, value: Buffer.from(JSON.stringify(message)) }])
const all = () => cases.list({ order: 'newest', limit: 200 })

it('an alert on the log is a case, its reversal is seen on it, and the pages are told of all of it', async () => {
  const { role, shown } = await openRole()
  const alert = alertOn(changeBy('keller'))
  const row: DigestRow = ['e1', 1, 'suspend', 'ana', 'acc', 100, 200, 'info', 0]
  await send('alerts', 'potus', alert)
  await send('reversals', 'potus', reversalOf(alert, 'confirmed'))
  await send('digest', 'x', { v: 1, source: 'desk', rows: [row, ['cut', 'short']] })
  await send('digest', 'x', { v: 2, source: 'desk', rows: [row] })
  await until(async () => (await all())[0]?.confirmedAfterSeconds === 1.24)
  await until(() => shown.alerts === 1 && shown.reversals === 1 && shown.changes.length > 0)
  expect(shown.changes).toEqual([row])
  expect(shown.moved).toBeGreaterThanOrEqual(2)
  await role.stop()
})

it('bytes that are no message of ours are said and passed over: the case behind them appears', async () => {
  const { role } = await openRole()
  await log.append('countermand.alerts', [{ key: 'k', value: Buffer.from('not json') }])
  await send('alerts', 'k', alertOn(changeBy('behind')))
  await until(async () => (await all()).some((one) => one.actorId === 'behind'))
  expect(notices.some((said) => said.kind === 'LogTrouble' && said.what.includes('is not a message'))).toBe(
    true,
  )
  await role.stop()
})

it('a verdict reaches the log under the actor’s key, and what was written last goes out before the stop', async () => {
  const { role } = await openRole()
  await send('alerts', 'potus', alertOn(changeBy('judged')))
  const opened = await until(async () => (await all()).find((one) => one.actorId === 'judged'))
  const heard: LogRecord[] = []
  const tail = await log.tail(['countermand.verdicts'], (records) => void heard.push(...records))
  const say = (verdict: 'not-meant' | 'mistake', version: number) =>
    cases.act({
      do: 'verdict',
      verdict,
      caseId: opened.caseId,
      version,
      ...{ by: 'ana', at: 5, key: `say ${verdict}`, fingerprint: verdict },
    })
  await say('not-meant', 1)
  role.wrote()
  await until(() => heard.length === 1)
  await say('mistake', 2)
  await role.stop()
  await until(() => heard.length === 2)
  expect(heard.map(({ key, value }) => [key, JSON.parse(String(value)).verdict])).toEqual([
    ['judged', 'not-meant'],
    ['judged', 'mistake'],
  ])
  await tail.stop()
})

it('after a restart nothing is read twice into a case', async () => {
  const before = (await all()).map((one) => [one.caseId, one.revision])
  const { role } = await openRole()
  await send('alerts', 'k', alertOn(changeBy('after-restart')))
  await until(async () => (await all()).some((one) => one.actorId === 'after-restart'))
  const after = (await all())
    .filter((one) => one.actorId !== 'after-restart')
    .map((one) => [one.caseId, one.revision])
  expect(after).toEqual(before)
  await role.stop()
})
