/** Short lists of words that many profiles share, such as `['head-of-state', 'government']`: each different one
 *  is held once, under a number of two bytes. */
export class ListPool {
  readonly #lists: (readonly string[])[] = []
  readonly #places = new Map<string, number>()

  /** 0 for no list. */
  placeOf(list: readonly string[] | undefined): number {
    if (list === undefined || list.length === 0) return 0
    const name = list.join('\0')
    const known = this.#places.get(name)
    if (known !== undefined) return known
    this.#lists.push(list)
    this.#places.set(name, this.#lists.length)
    return this.#lists.length
  }

  /** False where one more would have no number left. */
  hasRoomFor(list: readonly string[] | undefined): boolean {
    return list === undefined || this.#lists.length < listsMax || this.#places.has(list.join('\0'))
  }

  at(place: number): readonly string[] | undefined {
    return this.#lists[place - 1]
  }
}

/** Different lists, not accounts: a platform has some dozens. */
const listsMax = 65_535
