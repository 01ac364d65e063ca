import { createHmac, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify } from 'node:crypto'
import type { SwitchOrder } from '../core/reversal/kill-switch.ts'

/** What a record on `countermand.switches` is signed with: a secret that both sides have (`whsec_…`, HMAC-SHA-256),
 *  or a public Ed25519 key in PEM, whose other half need never have been on this machine. */
export interface SwitchKey {
  /** `signed` is the text as it stands in the record; `signature` is base64. */
  verify(signed: string, signature: string): boolean
}

/** Put before what is signed, so that a signature made for anything else is none for this. */
const domain = 'countermand.switches/v1\n'

export function openSwitchKey(text: string): SwitchKey {
  const secret = hmacSecret(text)
  if (secret !== undefined) {
    return {
      verify(signed, signature) {
        const given = Buffer.from(signature, 'base64')
        const right = mac(secret, signed)
        return given.length === right.length && timingSafeEqual(given, right)
      },
    }
  }
  const key = publicKey(text)
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error('the key for switch records is neither whsec_… nor an Ed25519 public key in PEM')
  return {
    verify: (signed, signature) =>
      verify(null, Buffer.from(domain + signed), key, Buffer.from(signature, 'base64')),
  }
}

/** The value of a record that turns the kill switch. `key`: the secret, or the private Ed25519 key in PEM. */
export function signSwitchOrder(key: string, { on, by, reason, at }: SwitchOrder): string {
  const signed = JSON.stringify({ switch: 'kill-switch', on, by, reason, at })
  const secret = hmacSecret(key)
  const signature =
    secret === undefined
      ? sign(null, Buffer.from(domain + signed), createPrivateKey(key))
      : mac(secret, signed)
  return JSON.stringify({ signed, signature: signature.toString('base64') })
}

function mac(secret: Buffer, signed: string): Buffer {
  return createHmac('sha256', secret)
    .update(domain + signed)
    .digest()
}

function hmacSecret(text: string): Buffer | undefined {
  const trimmed = text.trim()
  if (!trimmed.startsWith('whsec_')) return undefined
  const secret = Buffer.from(trimmed.slice('whsec_'.length), 'base64')
  if (secret.length < 16) throw new Error('the secret for switch records is shorter than 16 bytes')
  return secret
}

function publicKey(text: string) {
  try {
    return createPublicKey(text)
  } catch (cause) {
    throw new Error('the key for switch records is neither whsec_… nor an Ed25519 public key in PEM', {
      cause,
    })
  }
}
