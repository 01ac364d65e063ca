import type { Scene } from './scene.ts'

/** One thing that a cell may say. Words stand one after another, with spaces or commas between them. */
export interface Word {
  /** As people write it: `6 y`, `head of state`. */
  readonly example: string
  readonly says: string
  readonly pattern: RegExp
  /** Writes into the scene what the word says; `parts` are the groups of the pattern. */
  stage(scene: Scene, parts: readonly string[]): Scene
}

export function word(example: string, says: string, pattern: string, stage: Word['stage']): Word {
  return { example, says, pattern: new RegExp(`(?:${pattern})(?=[\\s,+]|$)`, 'uy'), stage }
}

/** A name from the top of the file and the words it stands for. */
export interface Definition {
  readonly name: string
  readonly phrase: string
  readonly line: number
  /** From 1: where the phrase begins. */
  readonly column: number
  used: boolean
}

/** Something in a phrase that no word of its column says. */
export interface PhraseFault {
  /** From 0, in the phrase. */
  readonly at: number
  readonly says: string
  /** The name that stands there, where what it stands for is at fault. */
  readonly name?: string
}

/** Reads a phrase into the scene; where several words fit, the longest counts. Names are read as what they
 *  stand for. A fault names the nearest words that there are. */
export function readPhrase(
  phrase: string,
  words: readonly Word[],
  names: readonly Definition[],
  scene: Scene,
): Scene | PhraseFault {
  let staged = scene
  let at = 0
  for (;;) {
    while (phrase[at] === ' ' || phrase[at] === ',') at += 1
    if (at >= phrase.length) return staged
    const found = longest(phrase, at, words)
    const name = names
      .filter((one) => isWordAt(phrase, at, one.name))
      .toSorted((a, b) => b.name.length - a.name.length)[0]
    if (name !== undefined && name.name.length >= (found?.length ?? 0)) {
      name.used = true
      // A name may stand for names that were defined before it: there is no circle.
      const read = readPhrase(name.phrase, words, names.slice(0, names.indexOf(name)), staged)
      if ('at' in read) return { at, says: `"${name.name}" does not fit here: ${read.says}`, name: name.name }
      staged = read
      at += name.name.length
    } else if (found !== undefined) {
      staged = found.word.stage(staged, found.parts)
      at += found.length
    } else return { at, says: unknownWord(phrase.slice(at), words, names) }
  }
}

function longest(phrase: string, at: number, words: readonly Word[]) {
  let best: { readonly word: Word; readonly parts: readonly string[]; readonly length: number } | undefined
  for (const one of words) {
    one.pattern.lastIndex = at
    const match = one.pattern.exec(phrase)
    if (match === null || match[0].length <= (best?.length ?? 0)) continue
    best = { word: one, parts: match.slice(1), length: match[0].length }
  }
  return best
}

function isWordAt(phrase: string, at: number, name: string): boolean {
  const next = phrase[at + name.length]
  return phrase.startsWith(name, at) && (next === undefined || next === ' ' || next === ',' || next === '+')
}

function unknownWord(rest: string, words: readonly Word[], names: readonly Definition[]): string {
  const [unknown = rest] = rest.split(',', 1)
  const known = [...words.map(({ example }) => example), ...names.map(({ name }) => name)]
  const near = nearest(unknown.trim(), known)
  return near === undefined
    ? `"${unknown.trim()}" says nothing here; there are ${known.join(', ')}`
    : `"${unknown.trim()}" says nothing here; did you mean "${near}"?`
}

/** The one that is meant, if no more than a third of its letters are wrong. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const [best] = known
    // The rest of a cell may follow what was misspelt.
    .map((one) => ({ one, wrong: Math.min(distance(written, one), distance(firstWords(written, one), one)) }))
    .filter(({ one, wrong }) => wrong <= one.length / 3)
    .toSorted((a, b) => a.wrong - b.wrong)
  return best?.one
}

/** As many words of the one as the other has. */
function firstWords(written: string, like: string): string {
  return written.split(' ').slice(0, like.split(' ').length).join(' ')
}

/** Letters to change, add or leave out, by Levenshtein's rule. suspned, suspend -> 2 */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
