import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EdgeError } from '../../ports/edge-error.ts'
import type { RegisteredSchema, Registry } from '../../ports/registry.ts'

/** The schemas under `schemas/` and their ids where no registry is configured. Records carry the id, so once
 *  published a row stands for good: a new version of a schema is a new file with a new id. */
export const embeddedIds: Readonly<Record<string, number>> = {
  'account-change.avsc': 1,
  'alert.avsc': 2,
  'reversal.avsc': 3,
  'dead-letter.avsc': 4,
}

/** Reads every file of `embeddedIds` in `folder`. Throws `EdgeError('file-unreadable')`. */
export function openEmbeddedRegistry(folder: string): Registry {
  const byId = new Map<number, RegisteredSchema>()
  const idOf = new Map<string, number>()
  for (const [file, id] of Object.entries(embeddedIds)) {
    const text = readSchema(join(folder, file))
    byId.set(id, { id, format: 'AVRO', text, references: [] })
    idOf.set(withoutLayout(text), id)
  }
  return {
    kind: 'embedded',
    lookUp: async (id) => byId.get(id),
    async register(subject, schema) {
      const id = idOf.get(withoutLayout(schema))
      if (id !== undefined) return id
      const says = `the schema for ${subject} is not one of ${Object.keys(embeddedIds).join(', ')} in ${folder}`
      throw new EdgeError('registry-refused', says, { retryable: false })
    },
    ping: async () => {},
  }
}

function readSchema(path: string): string {
  try {
    const text = readFileSync(path, 'utf8')
    JSON.parse(text)
    return text
  } catch (cause) {
    throw new EdgeError('file-unreadable', `${path}: ${String(cause)}`, { retryable: false, cause })
  }
}

function withoutLayout(schema: string): string {
  return JSON.stringify(JSON.parse(schema))
}
