import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Sealed, SealedName } from '../../core/audit/entry.ts'

/** The key of one subject. */
export interface SubjectKey {
  readonly keyId: string
  /** 32 bytes in base64. */
  readonly secret: string
}

export function newSubjectKey(): SubjectKey {
  return { keyId: randomBytes(12).toString('hex'), secret: randomBytes(secretBytes).toString('base64') }
}

/** AES-256-GCM; the name of the field goes in, so that a text cannot be passed off as another field's. */
export function sealText(key: SubjectKey, name: SealedName, text: string): Sealed {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.secret, 'base64'), nonce)
  cipher.setAAD(boundTo(name))
  const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { key: key.keyId, text: bytes.toString('base64') }
}

/** `undefined` where key and text do not belong together, or the key is none. */
export function unsealText(key: SubjectKey, name: SealedName, sealed: Sealed): string | undefined {
  const bytes = Buffer.from(sealed.text, 'base64')
  if (bytes.length < nonceBytes + tagBytes) return undefined
  const secret = Buffer.from(key.secret, 'base64')
  if (secret.length !== secretBytes) return undefined
  const cipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  cipher.setAAD(boundTo(name))
  cipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return cipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + cipher.final('utf8')
  } catch {
    return undefined
  }
}

const secretBytes = 32
const nonceBytes = 12
const tagBytes = 16

function boundTo(name: SealedName): Buffer {
  return Buffer.from(`countermand.audit.sealed.v1\0${name}`)
}
