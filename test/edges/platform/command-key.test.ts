import { createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { commandKeyFile, commandKeyOf } from '../../../src/edges/platform/command-key.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import { publishedKeyPem } from './command-vectors.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-command-key-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('is made at the first start, for its owner alone, and is the same at the next', async () => {
  const path = join(folder, 'commands.key')
  const first = await commandKeyFile(path)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
  const again = await commandKeyFile(path)
  expect(again.publicJwk).toEqual(first.publicJwk)
  const other = await commandKeyFile(join(folder, 'other.key'))
  expect(other.publicJwk.kid).not.toBe(first.publicJwk.kid)
})

test('is told to others by its public half, under its thumbprint', async () => {
  const key = await commandKeyOf(publishedKeyPem)
  // RFC 8037, appendix A.3.
  const kid = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
  expect(key.publicJwk).toEqual({ kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' })
  expect(await exportJWK(createPublicKey(key.private))).toEqual({ kty: 'OKP', crv: 'Ed25519', x })
})

test('that can be neither made nor read ends the start in a sentence', async () => {
  const nowhere = join(folder, 'missing', 'commands.key')
  const spoilt = join(folder, 'spoilt.key')
  writeFileSync(spoilt, 'no key')
  for (const path of [nowhere, spoilt]) {
    const error: unknown = await commandKeyFile(path).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(EdgeError)
    expect(error).toMatchObject({ code: 'file-unreadable', retryable: false, cause: expect.any(Error) })
    expect(String(error)).toContain(`the key in ${path} can be neither read nor made: Error`)
  }
})
