import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { isFaulty, readMapping } from '../../../src/core/change/mapping.ts'
import type { PlatformSpec } from '../../../src/core/change/platform-spec.ts'
import type { ContainCommand } from '../../../src/core/reversal/contain-message.ts'
import { type AccountBook, openAccountBook } from '../../../src/demo/platform/account-book.ts'
import { type AccountServer, openAccountServer } from '../../../src/demo/platform/account-server.ts'
import { consumeCommands } from '../../../src/demo/platform/command-consumer.ts'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { commandKeyOf } from '../../../src/edges/platform/command-key.ts'
import { openHttpPlatform } from '../../../src/edges/platform/http-platform.ts'
import {
  isContainment,
  openSignedCommand,
  openSignedContainment,
} from '../../../src/edges/platform/signed-command.ts'
import { openTopicPlatform } from '../../../src/edges/platform/topic-platform.ts'
import { openWebhookPlatform } from '../../../src/edges/platform/webhook-platform.ts'
import type { ContainingPlatform } from '../../../src/ports/platform.ts'
import { ownTopics } from '../../../src/ports/topics.ts'
import { publishedKeyPem } from '../../edges/platform/command-vectors.ts'
import { mayGo } from '../../edges/platform/may-go.ts'

/** Containing an actor on the demo platform, as its own mappings say, by each way that commands go. */
const clock = { now: () => Date.now(), monotonicMs: () => performance.now() }
let changes: AccountChange[]
let book: AccountBook
let server: AccountServer
let lifters = ['lead-1', 'lead-2']

beforeEach(async () => {
  changes = []
  lifters = ['lead-1', 'lead-2']
  book = openAccountBook({
    seed: 1,
    path: ':memory:',
    append: async (records) => void changes.push(...records.map(({ value }) => JSON.parse(String(value)))),
    notice: () => undefined,
  })
  server = await openAccountServer({ book, clock, seed: 1, mayLift: () => lifters })
})
afterEach(async () => {
  await server.close()
  await book.close()
})

function specOf(name: string): PlatformSpec {
  const mapping = readMapping(
    readFileSync(new URL(`../../../schemas/mappings/${name}.yaml`, import.meta.url), 'utf8'),
  )
  if (isFaulty(mapping) || mapping.platform === undefined) throw new Error('no platform')
  return { ...mapping.platform, baseUrl: server.baseUrl }
}
const environment = () => ({
  COUNTERMAND_DEMO_AUTHORIZATION: `Bearer ${server.token}`,
  HOOK: server.hookSecret,
})
function needed(contain: ContainingPlatform | undefined): ContainingPlatform {
  if (contain === undefined) throw new Error('it cannot contain anybody')
  return contain
}
const overHttp = (name = 'demo') => needed(openHttpPlatform(specOf(name), clock, environment()).contain)
const commandOf = (more: Partial<ContainCommand> = {}): ContainCommand => ({
  commandId: 'round-1-sent',
  alertId: 'alert-1',
  source: 'demo',
  actorId: 'ana',
  do: 'contain',
  issuedAt: clock.now(),
  expiresAt: clock.now() + 60_000,
  ...more,
})
const lift = { do: 'lift', commandId: 'round-1-lifting' } as const
let acts = 0
const act = (actorId: string, accountId = 'a17') =>
  book.perform([
    {
      eventId: `e${++acts}`,
      occurredAt: clock.now(),
      action: 'suspend',
      accountId,
      actor: { id: actorId, kind: 'employee' },
    },
  ])

describe.each(['demo', 'demo-plain'])('%s', (name) => {
  test('a contained actor does nothing more, which is told as refused, until it is lifted', async () => {
    const platform = overHttp(name)
    expect(await platform.isContained('ana')).toBe(false)
    expect(await platform.send(commandOf(), mayGo)).toEqual({ kind: 'acked' })
    expect(await platform.isContained('ana')).toBe(true)
    const before = book.look('a17', clock.now())
    await act('ana')
    await act('ben', 'a18')
    expect(changes.map(({ actor, outcome, account }) => [actor.id, outcome, account.stateAfter])).toEqual([
      ['ana', 'refused', 'active'],
      ['ben', 'done', 'suspended'],
    ])
    expect(book.look('a17', clock.now())).toEqual(before)
    expect(changes[0]?.account.version).toBe(before?.version)
    expect(await platform.send(commandOf(lift), mayGo)).toEqual({ kind: 'acked' })
    expect(await platform.isContained('ana')).toBe(false)
    await act('ana')
    expect(changes.at(-1)).toMatchObject({ outcome: 'done', account: { stateAfter: 'suspended' } })
  })
})

test('a freeze that comes late does not freeze again what was given back', async () => {
  const platform = overHttp()
  await platform.send(commandOf(), mayGo)
  await platform.send(commandOf(lift), mayGo)
  expect(await platform.send(commandOf(), mayGo)).toEqual({ kind: 'acked' })
  expect(await platform.isContained('ana')).toBe(false)
  expect(
    await platform.send(commandOf({ commandId: 'round-2-sent', expiresAt: clock.now() }), mayGo),
  ).toEqual({
    kind: 'unsent',
    says: 'not sent: the command has expired',
  })
  expect(await platform.send(commandOf({ actorId: 'ben' }), mayGo)).toEqual({
    kind: 'refused',
    says: 'the platform answered 422',
  })
})

test('never the last who could lift it, and never our own hand; the platform itself says no', async () => {
  const platform = overHttp()
  expect(await platform.othersWhoCanLift('ana')).toHaveLength(2)
  expect(await platform.othersWhoCanLift('lead-1')).toHaveLength(1)
  lifters = ['lead-1']
  expect(await platform.othersWhoCanLift('lead-1')).toHaveLength(0)
  expect(await platform.send(commandOf({ actorId: 'lead-1' }), mayGo)).toEqual({
    kind: 'superseded',
    says: 'the platform answered 409',
  })
  expect(await platform.send(commandOf({ actorId: 'countermand', commandId: 'other' }), mayGo)).toEqual({
    kind: 'refused',
    says: 'the platform answered 403',
  })
  lifters = ['lead-1', 'lead-2']
  await platform.send(commandOf({ actorId: 'lead-2', commandId: 'third' }), mayGo)
  expect(await platform.othersWhoCanLift('ana')).toHaveLength(1)
})

test('nobody is looked at by an id that would climb, and an answer that says nothing is no answer', async () => {
  const platform = overHttp()
  await expect(platform.isContained('..')).rejects.toMatchObject({ code: 'platform-unavailable' })
  expect(await platform.send(commandOf({ actorId: '..' }), mayGo)).toMatchObject({ kind: 'refused' })
  const spec = specOf('demo')
  const contain = spec.contain
  if (contain === undefined) throw new Error('no contain')
  for (const [part, says] of [
    [{ read: { ...contain.read, containedAt: 'elsewhere' } }, 'its answer says nothing at elsewhere'],
    [
      { lifters: { ...contain.lifters, listAt: 'elsewhere' } },
      'its answer has no list of people at elsewhere',
    ],
    [{ lifters: { ...contain.lifters, idAt: 'name' } }, 'somebody in its list of people has no id at name'],
  ] as const) {
    const odd = needed(
      openHttpPlatform({ ...spec, contain: { ...contain, ...part } }, clock, environment()).contain,
    )
    const asked = 'read' in part ? odd.isContained('ana') : odd.othersWhoCanLift('ana')
    await expect(asked).rejects.toThrow(`the platform cannot be asked: ${says}`)
  }
})

test('by webhook it is signed, done once, and refused when it is for another platform', async () => {
  const spec: PlatformSpec = {
    ...specOf('demo'),
    way: 'webhook',
    webhook: { url: '/commands', secretFrom: 'HOOK' },
  }
  const looked = openHttpPlatform(spec, clock, environment())
  const platform = needed(openWebhookPlatform(spec, looked, clock, environment()).contain)
  expect(await platform.send(commandOf(), mayGo)).toEqual({ kind: 'acked' })
  expect(await platform.isContained('ana')).toBe(true)
  expect(await platform.send(commandOf(lift), mayGo)).toEqual({ kind: 'acked' })
  expect(await platform.isContained('ana')).toBe(false)
  expect(await platform.send(commandOf({ source: 'shop', commandId: 'other' }), mayGo)).toEqual({
    kind: 'refused',
    says: 'the platform answered 400',
  })
})

test('by topic it is signed under the actor, as something that no command about an account can be taken for', async () => {
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
    notice: () => {},
    open: (jws, seen) => {
      const open = isContainment(jws) ? openSignedContainment : openSignedCommand
      return open(jws, { ...seen, keys, source: 'demo' })
    },
  })
  const platform = needed(
    openTopicPlatform(openHttpPlatform(specOf('demo'), clock, environment()), { log, key, clock }).contain,
  )
  expect(await platform.send(commandOf(), mayGo)).toEqual({
    kind: 'unknown',
    says: 'handed over; nobody answers on a topic',
  })
  await expect.poll(() => platform.isContained('ana'), { timeout: 5_000 }).toBe(true)
  await platform.send(commandOf(lift), mayGo)
  await expect.poll(() => platform.isContained('ana'), { timeout: 5_000 }).toBe(false)
  await consumer.stop()
  await log.close()
})
