import { describe, expect, test } from 'vitest'
import { outline } from './outline.ts'

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
    const rows = Array.from({ length: 100_000 }, (_, i) => ({ id: `${i}`, why: 'x'.repeat(i % 23) }))
    const lines = rows.map(({ id, why }) => `${id},"${why}"\r\n`)
    const records = await outline(`id,why\r\n${lines.join('')}`, 'csv')
    expect(records).toEqual(rows.map((row, i) => [i + 2, row]))
  })

  test('a file of nothing but stray quotes is read in bearable time', async () => {
    const records = await outline(`id,why\n${'1,"a"b\n'.repeat(20_000)}2,c\n`, 'csv')
    expect(records.length).toBe(20_001)
    expect(records.at(-1)).toEqual([20_002, { id: '2', why: 'c' }])
  })
})
