import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { embeddedIds, openEmbeddedRegistry } from '../../../src/edges/registry/embedded-registry.ts'
import { schemaText } from '../../schemas/contract.ts'

const schemas = fileURLToPath(new URL('../../../schemas/', import.meta.url))

describe('the schemas that come with Countermand', () => {
  const registry = openEmbeddedRegistry(schemas)

  it.each(Object.entries(embeddedIds))('%s has the id %i, whatever its layout', async (file, id) => {
    const text = schemaText(file)
    expect(await registry.lookUp(id)).toEqual({ id, format: 'AVRO', text, references: [] })
    expect(await registry.register('any-value', JSON.stringify(JSON.parse(text)))).toBe(id)
  })

  it('are all there are', async () => {
    expect(await registry.lookUp(99)).toBeUndefined()
    await expect(registry.register('other-value', '"int"')).rejects.toMatchObject({
      code: 'registry-refused',
      retryable: false,
      message: `the schema for other-value is not one of ${Object.keys(embeddedIds).join(', ')} in ${schemas}`,
    })
  })

  it('must all be there', () => {
    const empty = mkdtempSync(join(tmpdir(), 'countermand-schemas-'))
    expect(() => openEmbeddedRegistry(empty)).toThrow(/account-change\.avsc.*ENOENT/)
  })
})
