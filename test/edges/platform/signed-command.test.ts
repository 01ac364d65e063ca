import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { CompactSign } from 'jose'
import { describe, expect, test } from 'vitest'
import { commandType, openSignedCommand, signCommand } from '../../../src/edges/platform/signed-command.ts'
import { openTopicPlatform } from '../../../src/edges/platform/topic-platform.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { NewRecord } from '../../../src/ports/log.ts'
import type { ConfiguredPlatform } from '../../../src/ports/platform.ts'
import { madeVectors, restore } from './command-vectors.ts'
import { forgeCommands } from './forged-commands.ts'
import { mayGo } from './may-go.ts'

const { key, vectors } = await madeVectors()
const keys = { keys: [key.publicJwk] }
const folder = new URL('../../../schemas/commands/', import.meta.url)
const inFile = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

describe('a signed command', () => {
  test.each(vectors)('$says', async ({ jws, expected, ...seen }) => {
    expect(await openSignedCommand(jws, { ...seen, keys })).toEqual(expected)
  })

  test('is published with vectors that are these', () => {
    expect(inFile('vectors.json')).toEqual({ keys: [key.publicJwk], vectors })
  })

  test('has the payload that its schema says', () => {
    const validate = new Ajv2020({ strict: true }).compile(inFile('command.schema.json') as object)
    const commands = vectors.flatMap(({ expected }) => (typeof expected === 'string' ? [] : [expected]))
    expect(commands.map((command) => validate(command))).toEqual(commands.map(() => true))
    expect(validate({ ...restore, expiresAt: 'soon' })).toBe(false)
  })

  test('is read only from what is JSON in UTF-8, and only by keys that are keys', async () => {
    const signed = (payload: Uint8Array) =>
      new CompactSign(payload)
        .setProtectedHeader({ alg: 'EdDSA', kid: key.publicJwk.kid, typ: commandType })
        .sign(key.private)
    const seen = { keys, source: 'shop', recordKey: 'acc-77', now: restore.issuedAt }
    for (const text of ['{"commandId":', JSON.stringify({ ...restore, alertId: '\u00ff' })])
      expect(await openSignedCommand(await signed(Buffer.from(text, 'latin1')), seen)).toBe(
        'what is signed is no command',
      )
    const broken = { ...seen, keys: { keys: [{ ...key.publicJwk, x: 7 as never }] } }
    await expect(openSignedCommand(await signCommand(restore, key), broken)).rejects.toThrow(
      'Invalid keyData',
    )
  })

  test('is carried out by nobody once it was forged, in two thousand ways', async () => {
    const besieged = await forgeCommands({ count: 2_000, seed: 2017 })
    expect(besieged).toMatchObject({ tried: 2_000, accepted: [], honestTried: 4, honestTaken: 4 })
    expect(Object.keys(besieged.ways)).toHaveLength(10)
  })
})

describe('a platform that takes its commands from the log', () => {
  const at = { now: restore.issuedAt + 1_000 }
  const clock = { now: () => at.now, monotonicMs: () => 0 }
  const looked = { guard: 'native' } as ConfiguredPlatform
  const appended: NewRecord[] = []
  const log = {
    append: async (_topic: string, records: readonly NewRecord[]) => void appended.push(...records),
  }

  test('gets each once, under the key of its account, and nobody is told that it worked', async () => {
    const platform = openTopicPlatform(looked, { log, key, clock })
    expect(await platform.send(restore, mayGo)).toEqual({
      kind: 'unknown',
      says: 'handed over; nobody answers on a topic',
    })
    expect(await platform.send(restore, mayGo)).toEqual({
      kind: 'unknown',
      says: 'handed over; not yet seen to be done',
    })
    expect(appended.map((record) => record.key)).toEqual(['acc-77'])
    const jws = Buffer.from(appended[0]?.value ?? []).toString()
    const seen = { keys, source: 'shop', recordKey: 'acc-77', now: at.now }
    expect(await openSignedCommand(jws, seen)).toEqual(restore)
  })

  test('gets none that has expired, and gets it again where the log was away', async () => {
    let isAway = true
    const failing = {
      append: async (topic: string, records: readonly NewRecord[]) => {
        if (isAway) throw new EdgeError('log-unavailable', 'the log is away', { retryable: true })
        await log.append(topic, records)
      },
    }
    appended.length = 0
    const platform = openTopicPlatform(looked, { log: failing, key, clock })
    expect(await platform.send(restore, mayGo)).toEqual({
      kind: 'unknown',
      says: 'it could not be handed over: the log is away',
    })
    isAway = false
    expect(await platform.send(restore, async () => 'the kill switch is on')).toEqual({
      kind: 'unsent',
      says: 'not handed over: the kill switch is on',
    })
    expect(appended).toEqual([])
    await platform.send(restore, mayGo)
    expect(appended).toHaveLength(1)
    at.now = restore.expiresAt
    expect(await openTopicPlatform(looked, { log, key, clock }).send(restore, mayGo)).toEqual({
      kind: 'unsent',
      says: 'not handed over: the command has expired',
    })
    expect(appended).toHaveLength(1)
  })
})
