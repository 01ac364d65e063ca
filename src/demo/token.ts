import { randomBytes, timingSafeEqual } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The secret by which `countermand demo` proves that it may: whoever can read this file owns the data. */
export interface DemoToken {
  /** Whether the `Authorization` header carries it. Takes the same time for every wrong one. */
  matches(authorization: string | undefined): boolean
}

export const tokenFileName = 'demo.token'

/** Writes a fresh token at each start, readable by the owner alone. */
export async function freshToken(dataFolder: string): Promise<DemoToken> {
  const path = join(dataFolder, tokenFileName)
  const token = randomBytes(32).toString('base64url')
  // The mode is only applied to a file that is created: an older one may have been opened up meanwhile.
  await rm(path, { force: true })
  await writeFile(path, token, { mode: 0o600, flag: 'wx' })
  const meant = Buffer.from(`Bearer ${token}`)
  return {
    matches: (authorization) => {
      const given = Buffer.from(authorization ?? '')
      return given.length === meant.length && timingSafeEqual(given, meant)
    },
  }
}
