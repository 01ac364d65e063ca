import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import {
  isContainment,
  openSignedCommand,
  openSignedContainment,
} from '../../../src/edges/platform/signed-command.ts'
import { madeContainmentVectors } from './containment-vectors.ts'

const { key, vectors } = await madeContainmentVectors()
const keys = { keys: [key.publicJwk] }
const folder = new URL('../../../schemas/commands/', import.meta.url)
const inFile = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

describe('a signed containment', () => {
  test.each(vectors)('$says', async ({ jws, expected, ...seen }) => {
    expect(await openSignedContainment(jws, { ...seen, keys })).toEqual(expected)
  })

  test('is published with vectors that are these', () => {
    expect(inFile('containment-vectors.json')).toEqual({ keys: [key.publicJwk], vectors })
  })

  test('has the payload that its schema says', () => {
    const validate = new Ajv2020({ strict: true }).compile(inFile('containment.schema.json') as object)
    const commands = vectors.flatMap(({ expected }) => (typeof expected === 'string' ? [] : [expected]))
    expect(commands.map((command) => validate(command))).toEqual(commands.map(() => true))
    expect(validate({ ...commands[0], do: 'forget' })).toBe(false)
  })

  test('is no command about an account to whoever knows only those', async () => {
    const [{ jws, expected: _, ...seen }] = vectors as [(typeof vectors)[number]]
    expect(await openSignedCommand(jws, { ...seen, keys })).toBe(
      'it is signed as something else than a command',
    )
    expect([isContainment(jws), isContainment('a.b.c'), isContainment('')]).toEqual([true, false, false])
  })
})
