import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openRun } from '../../src/commands/history/run-history.ts'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import type { Alert } from '../../src/core/decision/alert.ts'
import { openEmbeddedLog } from '../../src/edges/log/embedded/embedded-log.ts'
import type { Log } from '../../src/ports/log.ts'
import { ownTopics, topicSpecs } from '../../src/ports/topics.ts'
import { startDetect } from '../../src/roles/detect.ts'
import { startRelate } from '../../src/roles/relate.ts'
import { benchEdges } from '../bench/edges.ts'
import { shippedPolicy } from '../core/people.ts'
import { actOf, recordOf } from '../roles/relate/accounts-and-hands.ts'

/** Somebody moves an account's state where no change is written: with the database's own password, or by a service
 *  account that nobody audits. It shows with the next change of the account, in seconds. */

const changesTopic = 'account.changes'
const policy = shippedPolicy('demo')
const service = 'countermand'
let folder: string
let log: Log
let running: { stop(): Promise<void> }[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-ghosts-'))
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
  await log.createTopics([
    { name: changesTopic, partitions: 2, compacted: false, retentionMs: 3_600_000 },
    ...topicSpecs({ changes: 2, accounts: 2 }, 3_600_000),
  ])
  const edges = {
    ...(await benchEdges(log, () => {}, 2)),
    policy: { current: () => policy },
    serviceActorOf: () => service,
  }
  running = [
    await startRelate(edges, { commitIntervalMs: 50, memoryAccountsMax: 1_000 }),
    await startDetect(edges, { changesTopic, commitIntervalMs: 50, memoryActorsMax: 1_000 }),
  ]
})

afterEach(async () => {
  for (const role of running.toReversed()) await role.stop()
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A colleague's act on somebody ordinary, which found the account in one state and left it in another. */
function act(actorId: string, minute: number, move: string, otherwise: Partial<AccountChange> = {}) {
  const [stateBefore = '', stateAfter = ''] = move.split(' -> ')
  const action = stateAfter === 'active' ? 'unsuspend' : 'suspend'
  return actOf(actorId, action, minute, {
    account: { id: 'neighbour', kind: 'person', followers: 180, stateBefore, stateAfter },
    reason: { code: 'abuse', reportId: 'R-1' },
    ...otherwise,
  })
}

async function ghosts(): Promise<Alert[]> {
  const alerts: Alert[] = []
  for (const partition of [0, 1]) {
    await log.readToEnd(ownTopics.alerts.name, partition, (records) => {
      for (const { value } of records) alerts.push(JSON.parse(String(value)) as Alert)
    })
  }
  return alerts.filter(({ bars }) => bars.some(({ name }) => name === 'ghost.moved'))
}

async function until(holds: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > 10_000) throw new Error('nobody noticed within ten seconds')
    await pause(20)
  }
  return performance.now() - began
}

it('an account that was given back behind everybody’s back is told of within ten seconds of its next change', async () => {
  await log.append(changesTopic, [recordOf(act('ana', 0, 'active -> suspended'))])
  await log.append(changesTopic, [recordOf(act('ana', 60, 'active -> suspended'))])
  expect(await until(async () => (await ghosts()).length > 0)).toBeLessThan(10_000)
  const [alert] = await ghosts()
  expect(alert?.kind).toBe('relation')
  expect(alert?.severity).toBe('medium')
  expect(alert?.mode).toBe('observe')
  expect(alert?.change?.account.id).toBe('neighbour')
})

it('what follows from the change before, or from our own undoing, is nobody’s news', async () => {
  const own = act(service, 5, 'suspended -> active', { causedBy: 'command-1' })
  const rows = [act('ana', 0, 'active -> suspended'), own, act('ana', 60, 'active -> suspended')]
  // By one actor at a time, so that the order is that of the platform.
  for (const [i, change] of rows.entries()) {
    await log.append(changesTopic, [recordOf(change)])
    await until(async () => (await rowsOnDigest()) > i)
  }
  await log.append(changesTopic, [recordOf(act('ana', 90, 'deleted -> deleted'))])
  await until(async () => (await ghosts()).length > 0)
  expect((await ghosts()).map(({ eventId }) => eventId)).toEqual(['ana-suspend-90'])
})

async function rowsOnDigest(): Promise<number> {
  let count = 0
  for (const partition of [0, 1]) {
    await log.readToEnd(ownTopics.digest.name, partition, (records) => {
      for (const { value } of records) {
        const { rows, states = [] } = JSON.parse(String(value)) as { rows: unknown[]; states?: unknown[] }
        count += rows.length + states.length
      }
    })
  }
  return count
}

it('a replay of the same history tells of the same ghost, beside the change that showed it', () => {
  const run = openRun({ policy, neverKnown: new Set() })
  const told = [act('ana', 0, 'active -> suspended'), act('ben', 60, 'active -> suspended')].flatMap(
    (change) => run.see(change).alerts,
  )
  expect(told.map(({ kind, change }) => [kind, change.eventId])).toEqual([['relation', 'ben-suspend-60']])
  expect(told[0]?.explain().says).toMatch(/no change that we were told of moved it/u)
})
