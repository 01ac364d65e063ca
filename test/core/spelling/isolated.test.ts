import { describe, expect, test } from 'vitest'
import { isolated } from '../../../src/core/spelling/isolated.ts'

const [fsi, pdi] = ['\u2068', '\u2069']

test.each([
  'jack',
  '@head-of-state',
  'Žofie O’Neill, 3rd',
  '王小明',
  'ΔΗΜΟΣ и другие',
  // A family is one picture by joiners that turn nothing.
  '👨‍👩‍👧',
  'soft\u00adhyphen',
  '',
])('"%s" is a plain name, and stays as it is to the letter', (name) => {
  expect(isolated(name)).toBe(name)
})

// biome-ignore format: a table for people.
test.each<[string, string, string]>([
  ['from right to left',              '\u0639\u0645\u0631',        '\u0639\u0645\u0631'],
  ['an old script',                   '\u{10900}a',                '\u{10900}a'],
  ['an override left open',           'a\u202egpj.txt',            'a\u202egpj.txt\u202c'],
  ['an override that it closes',      'a\u202eb\u202cc',           'a\u202eb\u202cc'],
  ['two left open, closed in order',  '\u202a\u2067x',             '\u202a\u2067x\u2069\u202c'],
  ['an isolate that it closes',       '\u2066x\u2069y',            '\u2066x\u2069y'],
  ['a closing of nothing',            'a\u2069\u202ejack',         'a\u202ejack\u202c'],
  ['a closing of nothing, embedded',  'a\u202cb\u202db',           'ab\u202db\u202c'],
  ['closed across an isolate',        '\u202ea\u2066b\u202cc',     '\u202ea\u2066bc\u2069\u202c'],
  ['an isolate closes what is in it', '\u2066\u202ea\u2069b\u202c','\u2066\u202ea\u2069b'],
  ['closed twice',                    '\u2066a\u2069b\u2069',      '\u2066a\u2069b'],
  ['a mark alone',                    'a\u200f',                   'a\u200f'],
  ['an Arabic mark',                  'a\u061cb',                  'a\u061cb'],
  ['a line that ends',                'a\nb\u2029c\u2028d',        'a\ufffdb\ufffdc\ufffdd'],
  ['what steers a terminal',          '\u001b[31mred\u007f',       '\ufffd[31mred\ufffd'],
])('with %s it is set apart, and all that it opens is closed inside', (_, name, inside) => {
  expect(isolated(name)).toBe(`${fsi}${inside}${pdi}`)
})

describe('whatever a name is made of', () => {
  /** Depth after each mark, as UAX #9 counts it; `undefined` where something outside would be closed. */
  function depthOf(text: string): number | undefined {
    let open: string[] = []
    for (const letter of text) {
      if (/[\u202a\u202b\u202d\u202e]/u.test(letter)) open.push('embedding')
      if (/[\u2066-\u2068]/u.test(letter)) open.push('isolate')
      if (letter === '\u202c' && open.at(-1) === 'embedding') open.pop()
      if (letter === pdi) {
        const opened = open.lastIndexOf('isolate')
        if (opened === -1) return undefined
        open = open.slice(0, opened)
      }
    }
    return open.length
  }

  test('the sentence around it ends as it began, and two names stay two', () => {
    const marks = ['\u202a', '\u202e', '\u202c', '\u2067', '\u2068', '\u2069', 'x', '\u05d0']
    const made = marks.flatMap((a) =>
      marks.flatMap((b) => marks.flatMap((c) => marks.map((d) => [a, b, c, d].join('')))),
    )
    for (const name of made) {
      const shown = isolated(name)
      expect(depthOf(shown), JSON.stringify(name)).toBe(0)
      // Closed before the end it never was, or what follows inside would stand outside.
      expect(depthOf(shown.slice(0, -1)), JSON.stringify(name)).toBe(shown === name ? 0 : 1)
      expect(shown.replaceAll(/[\u202a-\u202e\u2066-\u2069]/gu, '')).toBe(
        name.replaceAll(/[\u202a-\u202e\u2066-\u2069]/gu, ''),
      )
    }
  })
})
