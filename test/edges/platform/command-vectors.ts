import { createHmac } from 'node:crypto'
import { base64url, CompactSign } from 'jose'
import type { Command } from '../../../src/core/reversal/reversal.ts'
import { type CommandKey, commandKeyOf } from '../../../src/edges/platform/command-key.ts'
import { commandType, signCommand } from '../../../src/edges/platform/signed-command.ts'

/** What `schemas/commands/vectors.json` holds, for whoever takes commands in another language. */
export interface Vector {
  readonly says: string
  readonly source: string
  readonly recordKey: string
  readonly now: number
  readonly jws: string
  /** The command that is to be carried out, or in words why none is. */
  readonly expected: Command | string
}

/** The Ed25519 key of RFC 8037, appendix A.1: everybody knows it, so nobody will use it. */
export const publishedKeyPem = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
`
const otherKeyPem = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
-----END PRIVATE KEY-----
`

const issuedAt = Date.UTC(2026, 10, 30, 12)
export const restore: Command = {
  commandId: '5b1f0c9ad2e7',
  alertId: 'a-1',
  source: 'shop',
  causeEventId: 'e-1',
  accountId: 'acc-77',
  action: 'unsuspend',
  countermeasure: 'restore',
  expectedVersion: 'v2',
  expectedState: 'suspended',
  issuedAt,
  expiresAt: issuedAt + 30_000,
}
const seen = { source: 'shop', recordKey: 'acc-77', now: issuedAt + 1_000 }

export async function madeVectors(): Promise<{ key: CommandKey; vectors: readonly Vector[] }> {
  const key = await commandKeyOf(publishedKeyPem)
  const other = await commandKeyOf(otherKeyPem)
  const jws = await signCommand(restore, key)
  const [head = '', body = '', signature = ''] = jws.split('.')
  const signed = (payload: unknown, header: object = {}) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'EdDSA', kid: key.publicJwk.kid, typ: commandType, ...header })
      .sign(key.private)
  const { accountId: _, ...withoutAccount } = restore
  const preserve: Command = { ...restore, commandId: '77aa', action: 'restore', countermeasure: 'preserve' }
  const { expectedVersion: _v, ...unversioned } = restore

  const vectors: readonly Vector[] = [
    { says: 'a restore', ...seen, jws, expected: restore },
    { says: 'a preserve', ...seen, jws: await signCommand(preserve, key), expected: preserve },
    {
      says: 'an account without versions',
      ...seen,
      jws: await signCommand(unversioned, key),
      expected: unversioned,
    },
    {
      says: 'a field that nobody knows',
      ...seen,
      jws: await signed({ ...restore, more: 1 }),
      expected: restore,
    },
    { says: 'the last moment', ...seen, now: restore.expiresAt - 1, jws, expected: restore },
    { says: 'expired', ...seen, now: restore.expiresAt, jws, expected: 'it has expired' },
    {
      says: 'issued ahead of the clock',
      ...seen,
      now: issuedAt - 5_001,
      jws,
      expected: 'it is issued ahead of our clock',
    },
    { says: 'for another platform', ...seen, source: 'bazaar', jws, expected: 'it is not for this platform' },
    {
      says: 'under the key of another account',
      ...seen,
      recordKey: 'acc-78',
      jws,
      expected: "it is not under its own account's key",
    },
    {
      says: 'valid for too long',
      ...seen,
      jws: await signCommand({ ...restore, expiresAt: issuedAt + 600_001 }, key),
      expected: 'it would be valid for too long',
    },
    {
      says: 'no account',
      ...seen,
      jws: await signed(withoutAccount),
      expected: 'what is signed is no command',
    },
    {
      says: 'an action that is none',
      ...seen,
      jws: await signed({ ...restore, action: 'promote' }),
      expected: 'what is signed is no command',
    },
    {
      says: 'signed as something else',
      ...seen,
      jws: await signed(restore, { typ: 'countermand-preauthorisation' }),
      expected: 'it is signed as something else than a command',
    },
    {
      says: 'another account written over the signed one',
      ...seen,
      recordKey: 'acc-78',
      jws: [head, base64url.encode(JSON.stringify({ ...restore, accountId: 'acc-78' })), signature].join('.'),
      expected: 'its signature does not hold: signature verification failed',
    },
    {
      says: 'signed by another key under the name of ours',
      ...seen,
      jws: await signCommand(restore, {
        ...other,
        publicJwk: { ...other.publicJwk, kid: key.publicJwk.kid },
      }),
      expected: 'its signature does not hold: signature verification failed',
    },
    {
      says: 'signed by a key that nobody trusts',
      ...seen,
      jws: await signCommand(restore, other),
      expected: 'its signature does not hold: no applicable key found in the JSON Web Key Set',
    },
    {
      says: 'no signature at all (alg none)',
      ...seen,
      jws: `${base64url.encode(JSON.stringify({ alg: 'none', typ: commandType }))}.${body}.`,
      expected: 'its signature does not hold: "alg" (Algorithm) Header Parameter value not allowed',
    },
    {
      says: 'our public key taken for a shared secret (HS256)',
      ...seen,
      jws: byHmac(body, String(key.publicJwk.x), key.publicJwk.kid),
      expected: 'its signature does not hold: "alg" (Algorithm) Header Parameter value not allowed',
    },
    {
      says: 'no JSON Web Signature',
      ...seen,
      jws: 'restore acc-77',
      expected: 'its signature does not hold: Invalid Compact JWS',
    },
  ]
  return { key, vectors }
}

function byHmac(body: string, secret: string, kid: string): string {
  const head = base64url.encode(JSON.stringify({ alg: 'HS256', kid, typ: commandType }))
  return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`
}
