import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { peerGroupId, peerGroupOf } from '../../src/core/baseline/peer-group.ts'
import type { Actor } from '../../src/core/change/account-change.ts'
import { step } from '../../src/core/decision/step.ts'
import { openEmbeddedLog } from '../../src/edges/log/embedded/embedded-log.ts'
import type { Log, NewRecord } from '../../src/ports/log.ts'
import { ownTopics, topicSpecs } from '../../src/ports/topics.ts'
import { type BaselinesRole, startBaselines } from '../../src/roles/baselines.ts'
import { rememberActors } from '../../src/roles/detect/remembered-actors.ts'
import { changeOf, dayMs, minuteMs, now, shippedPolicy } from '../core/people.ts'

const policy = shippedPolicy('default')
const group = peerGroupId({ kind: 'employee', team: 'support' })
let folder: string
let log: Log
let running: BaselinesRole[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baselines-'))
  log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
  await log.createTopics(topicSpecs({ changes: 2, accounts: 1 }, 3_600_000))
  running = []
})

afterEach(async () => {
  for (const role of running) await role.stop()
  await log.close()
  await rm(folder, { recursive: true })
})

it('what one instance gathered of a team, another one knows, and so does the next after a restart', async () => {
  const [one, other] = [await begin(), await begin()]
  const said: NewRecord[] = []
  const actors = rememberActors(100)
  for (let i = 0; i <= 6 * 60; i++) {
    const change = changeOf({
      occurredAt: Date.UTC(2017, 10, 1, 18) + i * minuteMs,
      actor: colleague(i % 6),
      account: { id: `account-${i}` },
    })
    one.at(change.occurredAt, actors, 1, (record) => said.push(record))
    const stepped = step(change, { memory: actors.get(change.actor.id) }, policy)
    actors.set(change.actor.id, stepped.learned)
    one.count(actors, stepped)
  }
  // From six in the evening to midnight: the last change closes the day and its last minute.
  expect(said.filter(({ key }) => key?.startsWith('1/minute'))).toHaveLength(360)
  expect(said.filter(({ key }) => key?.startsWith('1/day'))).toHaveLength(1)
  await log.append(ownTopics.baselines.name, said)

  // What is read late takes hold at the next midnight: asked again and again, for one day after another.
  let day = Date.UTC(2017, 10, 4)
  const asked = (role: BaselinesRole) => role.at(day, rememberActors(1), 0, () => {})?.peersOf(group)
  await vi.waitFor(
    () => {
      day += dayMs
      expect(asked(other)).toBeDefined()
    },
    { timeout: 10_000 },
  )
  expect(asked(other)?.name).toBe('employees in support')
  const restarted = await begin()
  expect(asked(restarted)).toEqual(asked(other))
})

async function begin(): Promise<BaselinesRole> {
  const role = await startBaselines({ log })
  running.push(role)
  return role
}

function colleague(number: number): Actor {
  return { id: `colleague-${number}`, kind: 'employee', team: 'support', hiredAt: now - 900 * dayMs }
}

it('an actor who changes teams is compared with the new one after some changes', () => {
  expect(peerGroupId(peerGroupOf(colleague(1)))).toBe(group)
  const moved: Actor = { ...colleague(1), team: 'trust' }
  let { learned, sight } = step(changeOf({ actor: colleague(1) }), { memory: undefined }, policy)
  for (let i = 0; i < 16; i++) {
    expect(sight.peerGroup).toBe(group)
    ;({ learned, sight } = step(changeOf({ actor: moved, occurredAt: now + i }), { memory: learned }, policy))
  }
  expect(sight.peerGroup).toBe(peerGroupId(peerGroupOf(moved)))
})

it('a machine whose name a person takes over is compared with people from the first change on', () => {
  const machine: Actor = { id: 'colleague-1', kind: 'automation' }
  let { learned, sight } = step(changeOf({ actor: machine }), { memory: undefined }, policy)
  ;({ learned, sight } = step(changeOf({ actor: machine, occurredAt: now + 1 }), { memory: learned }, policy))
  expect(sight.peerGroup).toBe(peerGroupId({ kind: 'automation' }))
  ;({ sight } = step(changeOf({ actor: colleague(1), occurredAt: now + 2 }), { memory: learned }, policy))
  expect(sight.peerGroup).toBe(group)
})
