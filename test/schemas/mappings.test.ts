import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mapRecord } from '../../src/core/change/map-record.ts'
import { bindTables, isFaulty, readMapping } from '../../src/core/change/mapping.ts'
import { mappingFunctions } from '../../src/core/change/mapping-functions.ts'
import { commandNames, linkNames } from '../../src/core/change/platform-spec.ts'
import { schemaText } from './contract.ts'

const shipped = readdirSync(new URL('../../schemas/mappings/', import.meta.url)).filter((name) =>
  name.endsWith('.yaml'),
)
const readme = schemaText('mappings/README.md')

test.each(shipped)('%s is read without a fault, and the README tells of it', (name) => {
  const mapping = readMapping(schemaText(`mappings/${name}`))
  expect(isFaulty(mapping) ? mapping : []).toEqual([])
  expect(readme).toContain(`| \`${name}\` |`)
})

test('a closed account in the audit table becomes a deactivation by its member of staff', () => {
  const mapping = readMapping(schemaText('mappings/debezium-example.yaml'))
  if (isFaulty(mapping)) throw new Error('was refused')
  const after = {
    id: 77,
    done_at: '2030-03-04T05:06:07.123456Z',
    verb: 'close',
    account_id: 4411,
    account_state: 'closed',
    account_version: 18,
    staff_id: 'zoe',
    staff_kind: 'contractor',
    ends_at: null,
    ticket: null,
    bulk_id: null,
  }
  const record = { payload: { op: 'c', before: null, after, source: { ts_ms: 1_898_226_367_500 } } }
  expect(mapRecord(mapping, record).changes).toEqual([
    {
      eventId: '77',
      source: 'shop',
      occurredAt: Date.UTC(2030, 2, 4, 5, 6, 7, 123),
      action: 'deactivate',
      rawAction: 'close',
      outcome: 'done',
      account: { id: '4411', stateAfter: 'closed', version: '18' },
      actor: { id: 'zoe', kind: 'contractor' },
    },
  ])
})

describe('the README of mappings', () => {
  const [record, yaml, change] = [...readme.matchAll(/```(?:json|yaml)\n([^]*?)```/g)].map(
    ([, text]) => text ?? '',
  )

  test('works its example right', () => {
    const mapping = readMapping(yaml ?? '')
    if (isFaulty(mapping)) throw new Error(JSON.stringify(mapping))
    const bound = bindTables(mapping, new Map([['robots', new Set(['rob-1'])]]))
    const { changes } = mapRecord(bound, JSON.parse(record ?? ''))
    expect(changes.length).toBe(2)
    expect(changes[0]).toEqual(JSON.parse(change ?? ''))
  })

  test('describes every function as the code does', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)\(.*?\)` \| (.*) \|$/gm)].map(([, name, says]) => [
      name,
      says,
    ])
    const words = mappingFunctions.map(({ signature, says }) => [signature.split('(')[0], says])
    expect(rows.map(([name]) => name)).toEqual(words.map(([name]) => name))
    for (const [i, [, says]] of words.entries()) expect(rows[i]?.[1]).toContain(says)
  })

  test('names every placeholder of calls and links', () => {
    const names = [...commandNames, ...linkNames]
    expect(names.filter((name) => !readme.includes(`\`\${${name}}\``))).toEqual([])
  })
})
