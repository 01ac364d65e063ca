import { nearest } from '../spelling/nearest.ts'
import type { Scene } from './scene.ts'

/** One thing that a cell may say. Words stand one after another, with spaces or commas between them. */
export interface Word {
  /** As people write it: `6 y`, `head of state`. */
  readonly example: string
  readonly says: string
  readonly pattern: RegExp
  /** A noun is the whole of who or whose it is, with all that is usual for it: a cell has one, and whatever
   *  else the cell says is said of it, before or after. */
  readonly isNoun: boolean
  /** Writes into the scene what the word says; `parts` are the groups of the pattern. */
  stage(scene: Scene, parts: readonly string[]): Scene
}

export function word(example: string, says: string, pattern: string, stage: Word['stage']): Word {
  return { example, says, pattern: new RegExp(`(?:${pattern})(?=[\\s,+]|$)`, 'uy'), isNoun: false, stage }
}

export function noun(example: string, says: string, pattern: string, stage: Word['stage']): Word {
  return { ...word(example, says, pattern, stage), isNoun: true }
}

/** A name from the top of the file and the words it stands for. */
export interface Definition {
  readonly name: string
  readonly phrase: string
  readonly line: number
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
  const said = wordsIn(phrase, words, names)
  if ('says' in said) return said
  const nouns = said.filter(({ word }) => word.isNoun)
  const [first, second] = nouns
  if (first !== undefined && second !== undefined) {
    const says = `"${second.text}" and "${first.text}" cannot both be said of one`
    return { at: second.at, says }
  }
  return [...nouns, ...said.filter(({ word }) => !word.isNoun)].reduce(
    (staged, { word, parts }) => word.stage(staged, parts),
    scene,
  )
}

/** Names that stand for names could otherwise make millions of one short cell. */
const saidMax = 50

interface Said {
  readonly word: Word
  readonly text: string
  readonly parts: readonly string[]
  /** In the phrase of the cell; of a name's words, where the name stands. */
  readonly at: number
}

function wordsIn(
  phrase: string,
  words: readonly Word[],
  names: readonly Definition[],
): readonly Said[] | PhraseFault {
  const said: Said[] = []
  let at = 0
  for (;;) {
    while (phrase[at] === ' ' || phrase[at] === ',') at += 1
    if (at >= phrase.length) return said
    if (said.length >= saidMax) return { at, says: `more than ${saidMax} words` }
    const found = longest(phrase, at, words)
    const name = names
      .filter((one) => isWordAt(phrase, at, one.name))
      .toSorted((a, b) => b.name.length - a.name.length)[0]
    if (name !== undefined && name.name.length >= (found?.text.length ?? 0)) {
      name.used = true
      // A name may stand for names that were defined before it: there is no circle.
      const meant = wordsIn(name.phrase, words, names.slice(0, names.indexOf(name)))
      // Of names that stand for names, the one is named whose own words are at fault.
      if ('says' in meant && meant.name !== undefined) return { ...meant, at }
      if ('says' in meant)
        return { at, says: `"${name.name}" does not fit here: ${meant.says}`, name: name.name }
      for (const one of meant) said.push({ ...one, at })
      at += name.name.length
    } else if (found !== undefined) {
      said.push(found)
      at += found.text.length
    } else return { at, says: unknownWord(phrase.slice(at), words, names) }
  }
}

function longest(phrase: string, at: number, words: readonly Word[]): Said | undefined {
  let best: Said | undefined
  for (const word of words) {
    word.pattern.lastIndex = at
    const match = word.pattern.exec(phrase)
    if (match === null || match[0].length <= (best?.text.length ?? 0)) continue
    best = { word, text: match[0], parts: match.slice(1), at }
  }
  return best
}

function isWordAt(phrase: string, at: number, name: string): boolean {
  const next = phrase[at + name.length]
  return phrase.startsWith(name, at) && (next === undefined || next === ' ' || next === ',' || next === '+')
}

/** No word is as long; what is longer is no slip of the pen. */
const shownCharsMax = 60

function unknownWord(rest: string, words: readonly Word[], names: readonly Definition[]): string {
  const [unknown = rest] = rest.slice(0, shownCharsMax).split(',', 1)
  const known = [...words.map(({ example }) => example), ...names.map(({ name }) => name)]
  const near = nearest(unknown.trim(), known)
  return near === undefined
    ? `"${unknown.trim()}" says nothing here; there are ${known.join(', ')}`
    : `"${unknown.trim()}" says nothing here; did you mean "${near}"?`
}
