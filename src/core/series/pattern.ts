/** Pairs of a value and the one before it: the last 512, and of those that fell out of them the last 256 that
 *  were new when they came, so that what happens once a week is remembered for weeks. A pair has novelty by its
 *  distance to the second nearest of all: two modes are as familiar as one, a jump between them less so, a place
 *  between them not at all; and what has come twice is known. */
export interface Patterns {
  readonly recent: Pairs
  /** In decades, how rare the novelty of each recent pair was. */
  readonly rarities: Float64Array
  readonly once: Pairs
}

interface Pairs {
  readonly values: Float64Array
  readonly befores: Float64Array
  kept: number
  next: number
}

const recentMax = 512
const recentMin = 30
const onceMax = 256
/** One pair in ten is so new: 256 of them reach back about 2,500 rows, and more where little is new. */
const onceDecadesMin = 1

export function newPatterns(): Patterns {
  return { recent: newPairs(recentMax), rarities: new Float64Array(recentMax), once: newPairs(onceMax) }
}

/** In the unit of the values; undefined while too few pairs are kept. After 40 pairs of (10, 10) and (20, 20)
 *  each:   20 after 20 -> 0   20 after 10 -> 10   15 after 15 -> 10 */
export function noveltyOf({ recent, once }: Patterns, value: number, before: number): number | undefined {
  if (recent.kept <= recentMin) return undefined
  const nearest = nearestTwo(recent, value, before, nothingNear)
  return nearestTwo(once, value, before, nearest).second
}

/** `rarity`: decades, of the novelty that this pair had. */
export function learnPattern(patterns: Patterns, value: number, before: number, rarity: number): void {
  const { recent, rarities, once } = patterns
  const slot = recent.next
  if (recent.kept === recentMax && (rarities[slot] ?? 0) >= onceDecadesMin)
    keep(once, recent.values[slot] ?? 0, recent.befores[slot] ?? 0)
  rarities[slot] = rarity
  keep(recent, value, before)
}

interface Near {
  readonly first: number
  readonly second: number
}

const nothingNear: Near = { first: Number.POSITIVE_INFINITY, second: Number.POSITIVE_INFINITY }

function nearestTwo({ values, befores, kept }: Pairs, value: number, before: number, near: Near): Near {
  let { first, second } = near
  for (let i = 0; i < kept; i += 1) {
    const distance = Math.abs(value - (values[i] ?? 0)) + Math.abs(before - (befores[i] ?? 0))
    if (distance >= second) continue
    if (distance < first) {
      second = first
      first = distance
    } else second = distance
  }
  return { first, second }
}

function keep(pairs: Pairs, value: number, before: number): void {
  pairs.values[pairs.next] = value
  pairs.befores[pairs.next] = before
  pairs.next = (pairs.next + 1) % pairs.values.length
  if (pairs.kept < pairs.values.length) pairs.kept += 1
}

function newPairs(most: number): Pairs {
  return { values: new Float64Array(most), befores: new Float64Array(most), kept: 0, next: 0 }
}
