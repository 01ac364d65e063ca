import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FileRecord, recordLengthMax } from '../../../src/edges/files/file-record.ts'
import { type Format, formatOf, readRecords } from '../../../src/edges/files/records.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-files-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function read(path: string, format: Format): Promise<FileRecord[]> {
  const records: FileRecord[] = []
  for await (const batch of readRecords(path, { format })) for (const record of batch) records.push(record)
  return records
}

/** `[line, record]`, or `[line, code, what is wrong]`. */
async function outline(content: string, format: Format): Promise<unknown[]> {
  return (await read(fileOf(`case.${format}`, content), format)).map((read) =>
    'record' in read
      ? [read.line, read.record]
      : [read.line, read.unreadable.unreadable, read.unreadable.faults[0]?.says],
  )
}

const badQuote = 'a quote is not closed, or not where a field ends'

describe('a CSV file', () => {
  test.each<[string, string, unknown[]]>([
    [
      'with quoted commas, quotes and line ends',
      'id,why\n1,"a, ""b""\nc"\n2,d\n',
      [
        [2, { id: '1', why: 'a, "b"\nc' }],
        [4, { id: '2', why: 'd' }],
      ],
    ],
    [
      'of another system: CR LF and a byte order mark',
      '\ufeffid,why\r\n1,"a"\r\n2,b\r\n',
      [
        [2, { id: '1', why: 'a' }],
        [3, { id: '2', why: 'b' }],
      ],
    ],
    [
      'whose last line has no end',
      'id\n1\n2',
      [
        [2, { id: '1' }],
        [3, { id: '2' }],
      ],
    ],
    [
      'with empty lines',
      'id\n\n1\n\n\n2\n',
      [
        [3, { id: '1' }],
        [6, { id: '2' }],
      ],
    ],
    [
      'with a line too short and one too long',
      'id,why\n1\n2,b\n3,c,d\n',
      [
        [2, 'wrong-shape', '1 fields, where the head has 2'],
        [3, { id: '2', why: 'b' }],
        [4, 'wrong-shape', '3 fields, where the head has 2'],
      ],
    ],
    [
      'with a quote that ends too early',
      'id,why\n1,"a"b\n2,c\n',
      [
        [2, 'wrong-shape', badQuote],
        [3, { id: '2', why: 'c' }],
      ],
    ],
    [
      'with a quote that never ends',
      'id,why\n1,"a\n2,b\n',
      [
        [2, 'wrong-shape', badQuote],
        [3, { id: '2', why: 'b' }],
      ],
    ],
    ['with a head alone', 'id,why\n', []],
    ['with nothing', '', []],
  ])('%s', async (_, content, expected) => {
    expect(await outline(content, 'csv')).toEqual(expected)
  })

  test.each([
    ['two columns of one name', 'id,id\n1,2\n', 'column "id"'],
    ['a column without a name', 'id,\n1,2\n', 'column ""'],
    ['a column that reaches for the prototype', 'id,__proto__\n1,2\n', 'column "__proto__"'],
    [
      'more columns than are read',
      `${Array.from({ length: 1001 }, (_, i) => `c${i}`).join(',')}\n`,
      '1001 columns: at most 1000 are read',
    ],
  ])('with %s is refused as a whole', async (_, content, says) => {
    await expect(outline(content, 'csv')).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining(says),
    })
  })

  test('a line beyond the bound is one bad record, and those after it are read', async () => {
    // A quote that never ends swallows all that follows, until the bound.
    const records = await outline(`id,why\n1,"${`${'x'.repeat(999)}\n`.repeat(3000)}2,b\n`, 'csv')
    expect(records[0]).toEqual([2, 'too-large', 'longer than 2000000 characters'])
    expect(records.at(-1)).toEqual([3002, { id: '2', why: 'b' }])
  })

  test('with line ends of another system is read the same, wherever its blocks are cut', async () => {
    const records = await outline(`id,why\r\n${'1,"a"\r\n'.repeat(200_000)}`, 'csv')
    expect(records.length).toBe(200_000)
    expect(records.filter((record) => Array.isArray(record) && record.length > 2)).toEqual([])
  })

  test('a file of nothing but stray quotes is read in bearable time', async () => {
    const records = await outline(`id,why\n${'1,"a"b\n'.repeat(20_000)}2,c\n`, 'csv')
    expect(records.length).toBe(20_001)
    expect(records.at(-1)).toEqual([20_002, { id: '2', why: 'c' }])
  })
})

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
  const lines = Array.from({ length: 50_000 }, (_, i) => `{"id":${i},"name":"Zoë ${'.'.repeat(20)}"}`).join(
    '\n',
  )

  test('is read as it is, whatever the blocks cut apart', async () => {
    const records = await read(fileOf('many.ndjson.gz', gzipSync(lines)), 'ndjson')
    expect(records.length).toBe(50_000)
    expect(records.every((read, i) => read.line === i + 1 && 'record' in read)).toBe(true)
    expect(records[49_999]).toMatchObject({ record: { id: 49_999, name: `Zoë ${'.'.repeat(20)}` } })
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
    await expect(read(join(folder, name), 'csv')).rejects.toMatchObject({
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
