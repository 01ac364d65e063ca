import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'

/** Signs what only this installation can have said, with Ed25519. */
export interface SealingKey {
  /** In base64url. */
  sign(text: string): string
  verifies(text: string, signature: string): boolean
}

/** The key in this file, which is made at the first start and can be read by its owner only. Instances that share
 *  a store must share the file. */
export async function sealingKey(path: string): Promise<SealingKey> {
  const fresh = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  try {
    await writeFile(path, fresh, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  }
  const secret = createPrivateKey(await readFile(path))
  const known = createPublicKey(secret)
  // UTF-16, so that even half a surrogate pair stays what it was.
  const bytes = (text: string) => Buffer.from(text, 'utf16le')
  return {
    sign: (text) => sign(undefined, bytes(text), secret).toString('base64url'),
    verifies: (text, signature) => verify(undefined, bytes(text), known, Buffer.from(signature, 'base64url')),
  }
}
