import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { type PlatformSpec, platformDefaults } from '../../../src/core/change/platform-spec.ts'
import type { Command } from '../../../src/core/reversal/reversal.ts'
import { type AccountBook, openAccountBook } from '../../../src/demo/platform/account-book.ts'
import { type AccountServer, openAccountServer } from '../../../src/demo/platform/account-server.ts'
import { consumeCommands } from '../../../src/demo/platform/command-consumer.ts'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { commandKeyOf } from '../../../src/edges/platform/command-key.ts'
import { openHttpPlatform } from '../../../src/edges/platform/http-platform.ts'
import { openSignedCommand } from '../../../src/edges/platform/signed-command.ts'
import { openTopicPlatform } from '../../../src/edges/platform/topic-platform.ts'
import { openWebhookPlatform } from '../../../src/edges/platform/webhook-platform.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import { ownTopics } from '../../../src/ports/topics.ts'
import { publishedKeyPem } from '../../edges/platform/command-vectors.ts'
import { mayGo } from '../../edges/platform/may-go.ts'

const clock = { now: () => Date.now(), monotonicMs: () => performance.now() }
let changes: AccountChange[]
let said: Notice[]
let book: AccountBook
let server: AccountServer

beforeEach(async () => {
  changes = []
  said = []
  book = openAccountBook({
    seed: 1,
    path: ':memory:',
    append: async (records) => void changes.push(...records.map(({ value }) => JSON.parse(String(value)))),
    notice: () => undefined,
  })
  server = await openAccountServer({ book, clock, seed: 1 })
  const actor = { id: 'someone', kind: 'employee' } as const
  await book.perform([{ eventId: 'e1', occurredAt: clock.now(), action: 'suspend', accountId: 'a17', actor }])
  changes = []
})
afterEach(async () => {
  await server.close()
  await book.close()
})

function commandOf(more: Partial<Command> = {}): Command {
  return {
    commandId: 'c1',
    alertId: 'alert-1',
    source: 'demo',
    causeEventId: 'e1',
    accountId: 'a17',
    action: 'unsuspend',
    countermeasure: 'restore',
    expectedVersion: 'v1',
    expectedState: 'suspended',
    issuedAt: clock.now(),
    expiresAt: clock.now() + 30_000,
    ...more,
  }
}

function hooked(secret = server.hookSecret) {
  const spec: PlatformSpec = {
    ...platformDefaults,
    way: 'webhook',
    webhook: { url: '/commands', secretFrom: 'HOOK' },
    baseUrl: server.baseUrl,
    authorizationFrom: 'AUTHORIZATION',
    guard: 'native',
    links: {},
    states: {},
    calls: { unsuspend: { method: 'POST', url: '', headers: {} } },
    read: {
      method: 'GET',
      url: '/accounts/${account.id}',
      headers: {},
      stateAt: 'state',
      versionAt: 'version',
    },
  }
  const environment = { AUTHORIZATION: `Bearer ${server.token}`, HOOK: secret }
  return openWebhookPlatform(spec, openHttpPlatform(spec, clock, environment), clock, environment)
}

test('a command by webhook is applied once, to the version that it names', async () => {
  const platform = hooked()
  expect(await platform.send(commandOf(), mayGo)).toEqual({ kind: 'acked', version: 'v2' })
  expect(await platform.send(commandOf(), mayGo)).toEqual({ kind: 'acked', version: 'v2' })
  expect(changes.map(({ causedBy, account }) => [causedBy, account.stateAfter])).toEqual([['c1', 'active']])
  expect(await platform.read('a17')).toMatchObject({ state: 'active', version: 'v2' })
  expect(await platform.send(commandOf({ commandId: 'c2' }), mayGo)).toMatchObject({ kind: 'superseded' })
})

test('a command by webhook that is signed by another, or for another platform, is not applied', async () => {
  expect(await hooked(`whsec_${Buffer.alloc(32, 7).toString('base64')}`).send(commandOf(), mayGo)).toEqual({
    kind: 'refused',
    says: 'the platform answered 401',
  })
  expect(await hooked().send(commandOf({ source: 'shop' }), mayGo)).toEqual({
    kind: 'refused',
    says: 'the platform answered 400',
  })
  expect(changes).toEqual([])
})

test('a signed command on the topic is applied once; a forged one is said and left alone', async () => {
  const log = await openEmbeddedLog({ path: ':memory:', notice: () => {} })
  const { name } = ownTopics.commands
  await log.createTopics([{ name, partitions: 1, compacted: false, retentionMs: 60_000 }])
  const key = await commandKeyOf(publishedKeyPem)
  const keys = { keys: [key.publicJwk] }
  const consumer = await consumeCommands({
    log,
    take: server.take,
    contain: server.contain,
    clock,
    notice: (notice) => void said.push(notice),
    open: (jws, seen) => openSignedCommand(jws, { ...seen, keys, source: 'demo' }),
  })
  const spec: PlatformSpec = { ...platformDefaults, guard: 'native', links: {}, states: {}, calls: {} }
  const looked = openHttpPlatform(spec, clock, {})
  await log.append(name, [{ key: 'a17', value: Buffer.from('e30.e30.e30') }])
  await openTopicPlatform(looked, { log, key, clock }).send(commandOf(), mayGo)
  // Another instance, or we again after a crash: the same command once more.
  await openTopicPlatform(looked, { log, key, clock }).send(commandOf(), mayGo)
  await openTopicPlatform(looked, { log, key, clock }).send(
    commandOf({ commandId: 'c2', expectedVersion: 'v1' }),
    mayGo,
  )
  await expect.poll(() => server.asked().length, { timeout: 5_000 }).toBe(3)
  await expect.poll(() => changes.length, { timeout: 5_000 }).toBe(1)
  await consumer.stop()
  await log.close()
  expect(changes.map(({ causedBy, account }) => [causedBy, account.stateAfter])).toEqual([['c1', 'active']])
  expect(server.asked().map(({ id, outcome }) => [id, outcome])).toEqual([
    ['c1', 'applied'],
    ['c1', 'repeated'],
    ['c2', 'version-moved'],
  ])
  expect(said.map((notice) => ('what' in notice ? notice.what : ''))).toEqual([
    expect.stringMatching(/^a command was not carried out: its signature does not hold/),
  ])
})
