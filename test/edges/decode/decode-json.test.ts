import { describe, expect, it } from 'vitest'
import { jsonDepthMax, valuesMax } from '../../../src/edges/decode/bounds.ts'
import { decodeJson } from '../../../src/edges/decode/decode-json.ts'
import { scanJson } from '../../../src/edges/decode/json-scan.ts'
import { leastMs } from './mutants.ts'

const decode = (text: string | Buffer) => decodeJson(Buffer.from(text as string))
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const escaped = (text: string) => text.replace(/./g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)

describe('a JSON text', () => {
  it.each([
    ['an object', '{"id":"a","n":[1,2]}', { id: 'a', n: [1, 2] }],
    ['with a byte order mark', '\uFEFF{"id":"a"}', { id: 'a' }],
    ['with brackets in its texts', `{"note":"${'['.repeat(5_000)}"}`, { note: '['.repeat(5_000) }],
    [
      'with an escaped quote before brackets',
      `{"note":"\\"${'['.repeat(5_000)}"}`,
      { note: `"${'['.repeat(5_000)}` },
    ],
    [
      'with an escaped backslash before its last quote',
      `{"note":"${'x'.repeat(5_000)}\\\\","n":[1]}`,
      { note: `${'x'.repeat(5_000)}\\`, n: [1] },
    ],
    ["with __proto__ as somebody's handle", '{"handle":"__proto__"}', { handle: '__proto__' }],
    ['with an escaped __proto__ as a value', `["${escaped('__proto__')}"]`, ['__proto__']],
    ['with a key that only holds it', '{"my __proto__":1}', { 'my __proto__': 1 }],
    ['with escapes', '{"name":"\\u00e9lys\\u00e9e"}', { name: 'élysée' }],
  ])('%s is read', (_, text, value) => {
    expect(decode(text)).toStrictEqual({ value })
  })

  it(`may nest ${jsonDepthMax} deep and no deeper`, () => {
    expect(decode(nested(jsonDepthMax))).toHaveProperty('value')
    expect(decode(nested(jsonDepthMax + 1))).toEqual({
      unreadable: 'too-deep',
      faults: [{ at: 'byte 1000', says: 'nested deeper than the 1000 levels allowed' }],
      mayRestrict: true,
    })
  })

  it(`may hold ${valuesMax} values and no more`, () => {
    const list = (values: number) => `[${'1,'.repeat(values - 2)}1]`
    expect(decode(list(valuesMax))).toHaveProperty('value')
    expect(decode(list(valuesMax + 1))).toMatchObject({
      unreadable: 'too-large',
      faults: [{ says: 'more than the 25000 values allowed' }],
    })
  })

  it('is as deep as its objects and lists together', () => {
    expect(decode('{"a":['.repeat(600) + ']}'.repeat(600))).toHaveProperty('unreadable', 'too-deep')
  })

  it.each([
    ['plainly', '{"__proto__":{"action":"verify"}}'],
    ['with blanks', '{"a":{"__proto__"\n\t : 1}}'],
    ['with one letter escaped', '{"_\\u005fproto__":1}'],
    ['with capitals in the escape', '{"\\u005Fproto\\u005F\\u005F":1, "x":1}'.replace('{"', '{"_')],
    ['with every letter escaped', `{"${escaped('__proto__')}":1}`],
    ['behind a long text', `{"a":"${'x'.repeat(5_000)}","__proto__":1}`],
  ])('with a key spelled __proto__ %s is refused', (_, text) => {
    expect(decode(text)).toMatchObject({
      unreadable: 'wrong-shape',
      faults: [{ says: 'a key named "__proto__" is not allowed' }],
    })
  })

  it.each([
    ['cut off', '{"a":', 'byte 0', 'JSON'],
    ['nothing but blanks', '  ', 'byte 0', 'JSON'],
    ['not UTF-8', Buffer.from('7b2261223a22c328227d', 'hex'), 'byte 6', 'not UTF-8'],
    ['cut inside a letter', Buffer.from('22c3', 'hex'), 'byte 1', 'not UTF-8'],
    ['compressed', Buffer.from('1f8b0800000000000003', 'hex'), 'byte 0', 'compressed with gzip'],
  ])('that is %s is refused', (_, text, at, says) => {
    expect(decode(text)).toEqual({
      unreadable: 'not-json',
      faults: [{ at, says: expect.stringContaining(says) }],
      mayRestrict: true,
    })
  })

  it('in a frame is read from behind its head, and places are those of the record', () => {
    const framed = (text: string) => Buffer.concat([Buffer.from('0000000007', 'hex'), Buffer.from(text)])
    expect(decodeJson(framed('{"id":"a"}'), 5)).toEqual({ value: { id: 'a' } })
    expect(decodeJson(framed('{"__proto__":1}'), 5)).toMatchObject({ faults: [{ at: 'byte 7' }] })
  })

  it('of 200,000 levels is refused long before it hurts', () => {
    const deep = Buffer.from('['.repeat(200_000))
    expect(decodeJson(deep)).toHaveProperty('unreadable', 'too-deep')
    expect(leastMs(() => decodeJson(deep))).toBeLessThan(20)
  })

  it('of 1 MB without any nesting is looked over within 50 ms', () => {
    const flat = Buffer.from(`"${'\\\\'.repeat(500_000)}"`)
    expect(scanJson(flat)).toBeUndefined()
    expect(leastMs(() => scanJson(flat))).toBeLessThan(50)
  })
})
