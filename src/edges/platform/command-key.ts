import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import { EdgeError } from '../../ports/edge-error.ts'

/** The key that our commands are signed with, and what others may know of it. */
export interface CommandKey {
  readonly private: KeyObject
  /** With `kid`, the thumbprint of RFC 7638, by which a platform finds it among several. */
  readonly publicJwk: JWK & { readonly kid: string }
}

/** The Ed25519 key in a file that only its owner can read; made at the first start.
 *
 *  @throws EdgeError `file-unreadable` */
export async function commandKeyFile(path: string): Promise<CommandKey> {
  const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  try {
    await writeFile(path, made, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw unreadable(path, cause)
  }
  try {
    return await commandKeyOf(await readFile(path, 'utf8'))
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** From a private key as PKCS #8 in PEM. */
export async function commandKeyOf(pem: string): Promise<CommandKey> {
  const publicKey = await exportJWK(createPublicKey(pem))
  const kid = await calculateJwkThumbprint(publicKey)
  return {
    private: createPrivateKey(pem),
    publicJwk: { ...publicKey, kid, alg: 'EdDSA', use: 'sig' },
  }
}

function unreadable(path: string, cause: unknown): EdgeError {
  const says = `the key in ${path} can be neither read nor made: ${String(cause)}`
  return new EdgeError('file-unreadable', says, { retryable: false, cause })
}
