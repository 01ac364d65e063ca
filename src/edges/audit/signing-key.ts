import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { CheckSignature } from '../../core/audit/head.ts'
import type { HeadSigner } from '../../ports/audit.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import { whyUnreadable } from '../files/unreadable-file.ts'
import { sha256 } from './hashes.ts'

/** The Ed25519 key that signs heads: given as PEM (PKCS #8), or the one in `path`, made at the first start. Its
 *  public half is written beside it as `.pub`, to be handed to whoever checks the record. */
export async function openSigningKey(path: string, given: string): Promise<HeadSigner> {
  const pem = given === '' ? await keyFile(path) : given
  try {
    const secret = createPrivateKey(pem)
    if (secret.asymmetricKeyType !== 'ed25519') throw new Error(`${secret.asymmetricKeyType} is not ed25519`)
    const open = createPublicKey(secret)
    await writeFile(publicPathOf(path), open.export({ type: 'spki', format: 'pem' }), { mode: 0o644 })
    return { key: nameOf(open), sign: (text) => sign(null, Buffer.from(text), secret).toString('base64') }
  } catch (cause) {
    throw unreadable(given === '' ? path : 'the setting', cause)
  }
}

/** Holds signatures against the public keys in these files. */
export async function openCheck(paths: readonly string[]): Promise<CheckSignature> {
  const keys = new Map<string, KeyObject>()
  for (const path of paths) {
    try {
      const key = createPublicKey(await readFile(path))
      keys.set(nameOf(key), key)
    } catch (cause) {
      throw unreadable(path, cause)
    }
  }
  return (key, text, signature) => {
    const found = keys.get(key)
    return found !== undefined && verify(null, Buffer.from(text), found, Buffer.from(signature, 'base64'))
  }
}

export function publicPathOf(path: string): string {
  return path.replace(/(\.key)?$/, '.pub')
}

function nameOf(key: KeyObject): string {
  return sha256(key.export({ type: 'spki', format: 'der' }).toString('base64')).slice(0, 16)
}

async function keyFile(path: string): Promise<string> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  try {
    await writeFile(path, pem, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw unreadable(path, cause)
  }
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

function unreadable(path: string, cause: unknown): EdgeError {
  return new EdgeError('file-unreadable', `the key in ${path} cannot be used: ${whyUnreadable(cause)}`, {
    retryable: false,
    cause,
  })
}
