import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { isUnreadable, readChange } from '../../../src/core/change/read-change.ts'
import { openAccountBook } from '../../../src/demo/platform/account-book.ts'
import type { Act } from '../../../src/demo/world/act.ts'
import { createWorld } from '../../../src/demo/world/world.ts'
import type { NewRecord } from '../../../src/ports/log.ts'

const at = Date.UTC(2026, 10, 10, 14)
let folder: string
let topic: NewRecord[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-'))
  topic = []
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a suspension moves the account on and stands on the topic, keyed by whoever did it', async () => {
  const book = open()
  const [change] = await book.perform([act('suspend', 'a17', 'e1')])
  expect(change?.account).toMatchObject({
    id: 'a17',
    stateBefore: 'active',
    stateAfter: 'suspended',
    version: 'v1',
  })
  expect(onTopic()).toEqual([change])
  expect(topic[0]?.key).toBe('someone')
  expect(book.look('a17', at)).toMatchObject({ state: 'suspended', version: 'v1', last: { eventId: 'e1' } })
  await book.close()
})

test('what an account is not in the state for is left out', async () => {
  const book = open()
  const changes = await book.perform([
    act('suspend', 'a17', 'e1'),
    act('suspend', 'a17', 'e2'),
    act('reactivate', 'a18', 'e3'),
    act('suspend', 'nobody', 'e4'),
    act('unsuspend', 'a17', 'e5'),
  ])
  expect(changes.map(({ eventId }) => eventId)).toEqual(['e1', 'e5'])
  await book.close()
})

test('every change of an hour of the platform can be read by the contract', async () => {
  const book = open()
  const world = createWorld(1)
  const acts = [...world.peopleActs(at - 7_200_000, at), ...world.automationActs(at - 60_000, at, 20)]
  await book.perform(acts)
  expect(topic.length).toBeGreaterThan(1_000)
  for (const change of onTopic()) {
    const read = readChange(change)
    expect(isUnreadable(read) ? read.faults : []).toEqual([])
  }
  await book.close()
})

test('a restriction for a day is over the day after, with nobody lifting it', async () => {
  const book = open()
  await book.perform([{ ...act('restrict', 'a17', 'e1'), until: at + 86_400_000 }])
  expect(book.look('a17', at + 86_399_999)?.state).toBe('restricted')
  expect(book.look('a17', at + 86_400_000)?.state).toBe('active')
  const [change] = await book.perform([{ ...act('suspend', 'a17', 'e2'), occurredAt: at + 90_000_000 }])
  expect(change?.account.stateBefore).toBe('active')
  expect(book.look('a17', at + 10 * 86_400_000)?.state).toBe('suspended')
  await book.close()
})

test('after a restart accounts stand as they stood, and versions go on', async () => {
  const first = open()
  await first.perform([act('suspend', 'a17', 'e1')], 1_234)
  await first.close()
  const second = open()
  expect(second.playedTo).toBe(1_234)
  expect(second.look('a17', at)?.version).toBe('v1')
  const [change] = await second.perform([act('suspend', 'a18', 'e2')])
  expect(change?.account.version).toBe('v2')
  await second.close()
})

test('a change that could not be put on the topic is put there after the restart, in order and once', async () => {
  const broken = open(() => Promise.reject(new Error('the log is away')))
  await expect(broken.perform([act('suspend', 'a17', 'e1')])).rejects.toThrow('the log is away')
  await expect(broken.perform([act('suspend', 'a18', 'e2')])).rejects.toThrow('the log is away')
  await broken.close()
  expect(topic).toEqual([])

  const mended = open()
  await mended.flush()
  await mended.perform([act('suspend', 'a19', 'e3')])
  expect(onTopic().map(({ eventId }) => eventId)).toEqual(['e1', 'e2', 'e3'])
  await mended.close()
})

test('a batch that fails half-way leaves no trace of itself', async () => {
  const book = open()
  const faulty = { ...act('suspend', 'a18', 'e2'), until: 10n as never }
  await expect(book.perform([act('suspend', 'a17', 'e1'), faulty])).rejects.toThrow('BigInt')
  expect(book.look('a17', at)?.state).toBe('active')
  const [change] = await book.perform([act('suspend', 'a17', 'e3')])
  expect(change?.account.version).toBe('v1')
  await book.close()
})

test('changes asked for at the same time stand on the topic in the order of their versions', async () => {
  const book = open(async (records) => {
    // The first append is the slowest: nothing may overtake it.
    await new Promise((resolve) => setTimeout(resolve, topic.length === 0 ? 20 : 0))
    topic.push(...records)
  })
  await Promise.all([0, 1, 2, 3, 4].map((nth) => book.perform([act('suspend', `a${100 + nth}`, `e${nth}`)])))
  expect(onTopic().map(({ account }) => account.version)).toEqual(['v1', 'v2', 'v3', 'v4', 'v5'])
  await book.close()
})

function open(append = async (records: readonly NewRecord[]) => void topic.push(...records)) {
  return openAccountBook({ seed: 1, path: join(folder, 'demo.sqlite'), append, notice: () => undefined })
}

function act(action: Act['action'], accountId: string, eventId: string): Act {
  return { eventId, occurredAt: at, action, accountId, actor: { id: 'someone', kind: 'employee' } }
}

function onTopic(): AccountChange[] {
  return topic.map(({ value }) => JSON.parse(String(value)))
}
