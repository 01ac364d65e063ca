import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { recordLengthMax } from '../../../src/edges/files/file-record.ts'
import { formatOf, readRecords } from '../../../src/edges/files/records.ts'
import { fileOf, outline, read } from './outline.ts'

describe('a file of JSON lines', () => {
  test.each<[string, string, unknown[]]>([
    [
      'with an empty line and no end',
      '{"id":1}\n\n[2]\r\n"ü"',
      [
        [1, { id: 1 }],
        [3, [2]],
        [4, 'ü'],
      ],
    ],
    [
      'with a line that is broken',
      '{"id":1}\n{"id":\n{"id":3}\n',
      [
        [1, { id: 1 }],
        [2, 'not-json', 'Unexpected end of JSON input'],
        [3, { id: 3 }],
      ],
    ],
    ['with nothing', '', []],
  ])('%s', async (_, content, expected) => {
    expect(await outline(content, 'ndjson')).toEqual(expected)
  })

  test('a line beyond the bound is one bad record, and those after it are read', async () => {
    const records = await outline(`{"id":1}\n"${'x'.repeat(2 * recordLengthMax)}"\n{"id":3}\n`, 'ndjson')
    expect(records).toEqual([
      [1, { id: 1 }],
      [2, 'too-large', 'longer than 2000000 characters'],
      [3, { id: 3 }],
    ])
  })
})

describe('a JSON file', () => {
  test.each<[string, string, unknown[]]>([
    [
      'with a list over many lines',
      '[\n  {"id": 1,\n   "in": {"a": [1, {}]}},\n  {"id": 2}\n]\n',
      [
        [2, { id: 1, in: { a: [1, {}] } }],
        [4, { id: 2 }],
      ],
    ],
    ['with one object', '{"id":1}', [[1, { id: 1 }]]],
    [
      'with objects one after another',
      '{"id":1}{"id":2}\n{"id":3}',
      [
        [1, { id: 1 }],
        [1, { id: 2 }],
        [2, { id: 3 }],
      ],
    ],
    [
      'with braces and quotes in texts',
      '[{"a":"}]\\"{"},{"b":"\\\\"}]',
      [
        [1, { a: '}]"{' }],
        [1, { b: '\\' }],
      ],
    ],
    [
      'with what is no object',
      '[1, "a", {"id":2}]',
      [
        [1, 'wrong-shape', 'an object is meant'],
        [1, 'wrong-shape', 'an object is meant'],
        [1, { id: 2 }],
      ],
    ],
    [
      'that ends in the middle',
      '[{"id":1},\n{"id":',
      [
        [1, { id: 1 }],
        [2, 'not-json', 'the file ends inside this record'],
      ],
    ],
    ['with an empty list', '[]', []],
  ])('%s', async (_, content, expected) => {
    expect(await outline(content, 'json')).toEqual(expected)
  })

  test('a broken record costs itself alone', async () => {
    const records = await outline('[{"id":1},{"id":oh},{"id":3}]', 'json')
    expect(records.map((record) => (Array.isArray(record) ? record[1] : record))).toEqual([
      { id: 1 },
      'not-json',
      { id: 3 },
    ])
  })

  test('a record beyond the bound is one bad record, and those after it are read', async () => {
    const records = await outline(`[{"id":"${'x'.repeat(2 * recordLengthMax)}"},{"id":2}]`, 'json')
    expect(records).toEqual([
      [1, 'too-large', 'longer than 2000000 characters'],
      [1, { id: 2 }],
    ])
  })
})

describe('a packed file', () => {
  const rows = Array.from({ length: 30_000 }, (_, id) => ({ id, name: '🐝'.repeat(id % 31) }))
  const lines = rows.map((row) => JSON.stringify(row)).join('\n')

  test('is read as it is, whatever the blocks cut apart', async () => {
    const records = await read(fileOf('many.ndjson.gz', gzipSync(lines)), 'ndjson')
    expect(records).toEqual(rows.map((record, i) => ({ line: i + 1, record })))
  })

  test.each([
    ['is cut off', () => gzipSync(lines).subarray(0, 2000)],
    ['is none', () => new TextEncoder().encode(lines)],
  ])('that %s ends the reading with its name', async (_, content) => {
    await expect(read(fileOf('bad.ndjson.gz', content()), 'ndjson')).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('bad.ndjson.gz cannot be read'),
    })
  })
})

test('a file that is not there ends the reading with its name, packed or not', async () => {
  for (const name of ['gone.csv', 'gone.csv.gz']) {
    await expect(read(`${fileOf('here', '')}-${name}`, 'csv')).rejects.toMatchObject({
      code: 'file-unreadable',
      retryable: false,
    })
  }
})

test('whoever stops in the middle closes the file', async () => {
  const path = fileOf('long.csv', `id\n${'1\n'.repeat(500_000)}`)
  let batches = 0
  for await (const batch of readRecords(path, { format: 'csv' })) {
    batches += batch.length > 0 ? 1 : 0
    break
  }
  expect(batches).toBe(1)
})

test('a format is told by the end of the name', () => {
  const names = ['a.csv', 'a.CSV.gz', 'a.ndjson', 'a.jsonl.gz', 'a.json', 'a.parquet', 'csv']
  expect(names.map(formatOf)).toEqual(['csv', 'csv', 'ndjson', 'ndjson', 'json', undefined, undefined])
})
