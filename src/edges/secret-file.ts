import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { EdgeError } from '../ports/edge-error.ts'

/** The secret in a file that only its owner can read; made at the first start. In the form of Standard
 *  Webhooks: `whsec_` and 32 random bytes in base64. */
export async function secretFile(path: string): Promise<string> {
  try {
    await writeFile(path, `whsec_${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw unreadable(path, cause)
  }
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

function unreadable(path: string, cause: unknown): EdgeError {
  return new EdgeError(
    'file-unreadable',
    `the secret in ${path} can be neither read nor made: ${String(cause)}`,
    {
      retryable: false,
      cause,
    },
  )
}
