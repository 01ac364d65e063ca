import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openSwitchKey, signSwitchOrder } from '../../src/edges/switch-key.ts'

const order = { on: true, by: 'ops', reason: 'drill', at: 1_700_000_000_000 }
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const pair = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

describe.each([
  ['a secret', secret, secret],
  ['an Ed25519 key', pair.privateKey, pair.publicKey],
])('signed with %s', (_, signer, verifier) => {
  const key = openSwitchKey(verifier)
  const { signed, signature } = JSON.parse(signSwitchOrder(signer, order)) as Record<string, string>

  test('a record is believed as it is, and in no other way', () => {
    expect(key.verify(signed ?? '', signature ?? '')).toBe(true)
    expect(key.verify(signed?.replace('true', 'false') ?? '', signature ?? '')).toBe(false)
    expect(key.verify(`${signed} `, signature ?? '')).toBe(false)
    expect(key.verify(signed ?? '', '')).toBe(false)
    expect(key.verify(signed ?? '', Buffer.alloc(64).toString('base64'))).toBe(false)
    expect(key.verify(signed ?? '', Buffer.alloc(32).toString('base64'))).toBe(false)
  })

  test('a signature by somebody else is none', () => {
    const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    for (const stranger of [String(other), `whsec_${Buffer.alloc(32, 8).toString('base64')}`]) {
      const forged = JSON.parse(signSwitchOrder(stranger, order)) as Record<string, string>
      expect(key.verify(forged.signed ?? '', forged.signature ?? '')).toBe(false)
    }
  })
})

test('a secret gives the signature that other languages give', () => {
  // python3: hmac.new(b'\x07'*32, b'countermand.switches/v1\n' + signed, 'sha256')
  expect(JSON.parse(signSwitchOrder(secret, order))).toEqual({
    signed: '{"switch":"kill-switch","on":true,"by":"ops","reason":"drill","at":1700000000000}',
    signature: 'dkukClLP3Xqet+rZFgc//UoGcidw8zSoMzPucsnS4Ck=',
  })
})

test('a secret from a file may end with its line', () => {
  const { signed, signature } = JSON.parse(signSwitchOrder(`${secret}\n`, order)) as Record<string, string>
  expect(openSwitchKey(` ${secret}\n`).verify(signed ?? '', signature ?? '')).toBe(true)
})

test('a signature that the same key made for something else turns nothing', () => {
  const text = '{"switch":"kill-switch","on":false,"by":"ops","reason":"drill","at":1}'
  const bare = sign(null, Buffer.from(text), pair.privateKey).toString('base64')
  expect(openSwitchKey(pair.publicKey).verify(text, bare)).toBe(false)
  const named = sign(null, Buffer.from(`countermand.switches/v1\n${text}`), pair.privateKey)
  expect(openSwitchKey(pair.publicKey).verify(text, named.toString('base64'))).toBe(true)
})

test('a key that is none ends the start in a sentence', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
    type: 'spki',
    format: 'pem',
  })
  const says = 'the key for switch records is neither whsec_… nor an Ed25519 public key in PEM'
  expect(() => openSwitchKey('hello')).toThrow(says)
  expect(() => openSwitchKey(String(rsa))).toThrow(says)
  expect(() => openSwitchKey('whsec_AAAA')).toThrow('the secret for switch records is shorter than 16 bytes')
  const ofBytes = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`
  expect(() => openSwitchKey(ofBytes(15))).toThrow('shorter than 16 bytes')
  expect(() => openSwitchKey(ofBytes(16))).not.toThrow()
})
