import { readFileSync } from 'node:fs'

/** The worked values in the doc comments of a file: lines that begin four blanks in, `words -> value`, three blanks
 *  between two of them. What stands in brackets after a value is a remark. */
export function docValues(path: string): readonly (readonly [words: string, value: string])[] {
  const url = new URL(`../../../src/core/${path}`, import.meta.url)
  return readFileSync(url, 'utf8')
    .split('\n')
    .flatMap((line) => /^ \* {4}(\S.*?)(?: \*\/)?$/u.exec(line)?.[1]?.split(/ {3,}/u) ?? [])
    .map((item) => {
      const [, words, value] = /^(.+?) -> ([+-]?\d+\.\d\d)(?: \([^)]*\))?$/u.exec(item) ?? []
      if (words === undefined || value === undefined) throw new Error(`${path}: "${item}" is no worked value`)
      return [words, value]
    })
}
