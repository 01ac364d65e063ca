/** Words that mean the same however a tool spells them. A reason that keeps an account hidden must not lose its
 *  force by a capital letter: whatever is compared to find one is compared folded. */

/** The letters and digits of a word, small, without what stands between them; a word of none is itself.
 *
 *    Child-Safety, CHILD_SAFETY, "child  safety ", childSafety -> childsafety
 *    court order, Court–Order -> courtorder     18+ -> 18     🔞 -> 🔞 */
export function foldWord(word: string): string {
  return word.normalize('NFKC').toLowerCase().replaceAll(apart, '') || word
}

const apart = /[^\p{L}\p{N}]/gu

/** As much of a set of words as is asked of one. A plain set takes each as it is spelt. */
export interface Words extends Iterable<string> {
  readonly size: number
  has(word: string): boolean
}

/** What stands under words, found however these are spelt. Of two that fold to the same, the first counts. A word that
 *  was looked up once is found without folding it again, up to `rememberedMax` of them: a stream asks for the same few
 *  all day, and whoever makes up new ones costs a folding each. */
export class FoldedMap<T> {
  readonly #folded = new Map<string, T>()
  readonly #remembered = new Map<string, T | undefined>()

  constructor(entries: Iterable<readonly [string, T]>) {
    for (const [word, value] of entries) {
      const folded = foldWord(word)
      if (!this.#folded.has(folded)) this.#folded.set(folded, value)
    }
  }

  get(word: string): T | undefined {
    const found = this.#remembered.get(word)
    if (found !== undefined || this.#remembered.has(word)) return found
    const value = this.#folded.get(foldWord(word))
    if (this.#remembered.size >= rememberedMax) this.#remembered.clear()
    this.#remembered.set(word, value)
    return value
  }
}

/** A set that finds its words however they are spelt, and gives them back as they were written. */
export class FoldedWords implements Words {
  readonly #words: ReadonlySet<string>
  readonly #found: FoldedMap<true>

  constructor(words: Iterable<string>) {
    this.#words = new Set(words)
    this.#found = new FoldedMap([...this.#words].map((word) => [word, true] as const))
  }

  get size(): number {
    return this.#words.size
  }

  has(word: string): boolean {
    return this.#found.get(word) === true
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#words[Symbol.iterator]()
  }
}

const rememberedMax = 1_024

/** A word of a list that expressions compare letter by letter, in the spelling in which they write it. It is never longer
 *  than the word was, which its reader has measured.
 *
 *    Head-Of-State, head_of_state, "head of state" -> head-of-state     18+ -> 18+ */
export function inOneSpelling(word: string): string {
  const small = word.normalize('NFKC').toLowerCase()
  const spelt = small.replaceAll(/[\s_\p{Pd}]+/gu, '-').replaceAll(/^-|-$/g, '')
  return spelt === '' || spelt.length > word.length ? word : spelt
}
