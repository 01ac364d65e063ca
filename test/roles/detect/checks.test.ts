import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Approval } from '../../../src/core/ask/approval.ts'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import type { Log, LogRecord } from '../../../src/ports/log.ts'
import { ownTopics, topicSpecs } from '../../../src/ports/topics.ts'
import { type DetectEdges, type DetectRole, startDetect } from '../../../src/roles/detect.ts'
import { benchEdges } from '../../bench/edges.ts'

const changesTopic = 'account.changes'
const retentionMs = 3_600_000
const settings = { changesTopic, commitIntervalMs: 50, memoryActorsMax: 1000 }
const topics = { changes: 1, accounts: 1 }

let folder: string
let log: Log
let role: DetectRole | undefined
let made = 0
const hiredAt = Date.now() - 2 * 86_400_000

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-checks-'))
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
  await log.createTopics([
    { name: changesTopic, partitions: 1, compacted: false, retentionMs },
    ...topicSpecs(topics, retentionMs),
  ])
})

afterEach(async () => {
  await role?.stop()
  role = undefined
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

async function start(over: Partial<DetectEdges> = {}): Promise<DetectRole> {
  role = await startDetect({ ...(await benchEdges(log, () => {}, 1)), ...over }, settings)
  await until(async () => role?.unready() === undefined, 'its partition')
  return role
}

async function recordsOf(topic: string): Promise<LogRecord[]> {
  const all: LogRecord[] = []
  await log.readToEnd(topic, 0, (records) => void all.push(...records))
  return all
}

async function alerts(): Promise<Alert[]> {
  return (await recordsOf(ownTopics.alerts.name)).map(({ value }) => JSON.parse(String(value)) as Alert)
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what} did not come`)
    await pause(10)
  }
}

/** Somebody who is new shuts an account of note alone. */
function blunder(over: Partial<AccountChange> = {}): AccountChange {
  const now = Date.now()
  return {
    eventId: `e${made++}`,
    source: 'test',
    occurredAt: now,
    action: 'suspend',
    outcome: 'done',
    account: { id: 'artist', kind: 'person', followers: 900_000, verified: 'legacy', protectedClass: [] },
    actor: { id: 'ana', kind: 'employee', hiredAt, leavesAt: hiredAt + 9e9 },
    reason: { code: 'abuse' },
    ...over,
  }
}

/** Whoever has left an hour ago shuts the account of a head of state. */
function grave(over: Partial<AccountChange> = {}): AccountChange {
  const actor = { id: 'ana', kind: 'contractor', leavesAt: Date.now() - 3_600_000 } as const
  const account = { id: 'head', followers: 44_000_000, verified: 'government' } as const
  return blunder({ action: 'deactivate', actor, account, ...over })
}

async function happen(change: AccountChange): Promise<void> {
  await log.append(changesTopic, [{ key: change.actor.id, value: Buffer.from(JSON.stringify(change)) }])
}

async function approve(cause: string, over: Partial<Approval> = {}): Promise<void> {
  const until = Date.now() + 900_000
  const yes: Approval = { checkId: 'c', source: 'test', actorId: 'ana', cause, by: 'lead-1', until, ...over }
  await log.append(ownTopics.approvals.name, [{ key: 'ana', value: Buffer.from(JSON.stringify(yes)) }])
}

test('a check says what the alert says later, and leaves nothing on any topic', async () => {
  const { check } = await start()
  const change = blunder()
  const before = await check(change)
  for (let i = 0; i < 50; i++) await check(blunder({ account: { id: `a${i}` } }))
  await pause(150)
  for (const { name } of Object.values(ownTopics)) expect([name, await recordsOf(name)]).toEqual([name, []])
  await happen({ ...change, eventId: 'done' })
  await until(async () => (await alerts()).length === 1, 'the alert')
  const [alert] = await alerts()
  const { assessment, bars, answer } = before!.foresight
  expect(answer).toBe('second-person')
  expect(bars).toEqual(alert?.bars)
  expect(assessment.scoreCenti).toBe(alert?.scoreCenti)
  expect(assessment.severity).toBe(alert?.severity)
})

test('what was approved arrives as approved, once, also when the program stopped in between', async () => {
  const first = await start()
  const asked = await first.check(blunder())
  const once = { until: Date.now() + 900_000 }
  await approve(asked!.cause, once)
  // The log may bring it twice.
  await approve(asked!.cause, once)
  await until(async () => (await first.check(blunder()))?.foresight.answer === 'allow', 'leave')
  await first.stop()

  const second = await start()
  expect((await second.check(blunder()))?.foresight).toMatchObject({ answer: 'allow', approved: true })
  await happen(blunder())
  await until(async () => (await second.check(blunder()))?.foresight.approved === false, 'its use')
  expect(await alerts()).toEqual([])
  await happen(blunder({ eventId: 'again' }))
  await until(async () => (await alerts()).length === 1, 'the alert for what nobody was asked about')
  expect((await alerts())[0]?.eventId).toBe('again')
})

test('a yes to one change is none to another, nor one in the actor’s own name, nor one whose time is over', async () => {
  const { check } = await start()
  const { cause } = (await check(blunder()))!
  await approve(cause, { by: 'ana' })
  await approve(cause, { until: Date.now() - 1 })
  await approve((await check(blunder({ account: { id: 'somebody-else' } })))!.cause)
  await log.append(ownTopics.approvals.name, [{ key: 'ana', value: Buffer.from('{"cause": 1}') }])
  await pause(200)
  await happen(blunder())
  await until(async () => (await alerts()).length === 1, 'the alert')
  expect((await alerts())[0]?.change?.reason?.approvedBy).toBeUndefined()
})

test('what is grave enough alerts all the same, and says that it was approved before', async () => {
  const { check } = await start()
  const asked = await check(grave())
  expect(asked?.foresight.answer).toBe('hold')
  await approve(asked!.cause)
  await until(async () => (await check(grave()))?.foresight.approved === true, 'leave')
  await happen(grave())
  await until(async () => (await alerts()).length === 1, 'the alert')
  const [alert] = await alerts()
  expect(alert?.change?.reason?.approvedBy).toEqual(['lead-1'])
  expect(alert?.bars.map(({ observed }) => observed)).toContain('approved before by a second person')
})

test('what the platform failed to do has not used the yes', async () => {
  const { check } = await start()
  await approve((await check(blunder()))!.cause)
  await until(async () => (await check(blunder()))?.foresight.approved === true, 'leave')
  await happen(blunder({ outcome: 'failed' }))
  await until(async () => (await alerts()).length === 1, 'the alert of what failed')
  expect((await check(blunder()))?.foresight.approved).toBe(true)
})

test('an actor whom another instance remembers is not looked at here', async () => {
  const { check } = await start({ partitionOfActor: () => 1 })
  expect(await check(blunder())).toBeUndefined()
})

test('a yes to a change is none to the same one that claims an exclusion besides, with a ticket', async () => {
  const { check } = await start()
  await approve((await check(grave()))!.cause)
  await until(async () => (await check(grave()))?.foresight.approved === true, 'leave')
  const reason = { code: 'abuse', policies: ['child-safety'], ticketId: 'T-1' }
  await happen(grave({ reason }))
  await until(async () => (await alerts()).length === 1, 'the alert')
  expect(await alerts()).toMatchObject([{ exclusion: 'child-safety', change: { reason } }])
  expect((await check(grave()))?.foresight.approved).toBe(true)
})
