import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The schemas, policies and mappings that ship with the program. */
export const schemasFolder = fileURLToPath(new URL('../../../schemas', import.meta.url))

/** Paths of what ships under `policies`, in the order of their names. */
export function shippedPolicies(ending: '.yaml' | '.test.txt'): string[] {
  const folder = join(schemasFolder, 'policies')
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => join(folder, name))
}
