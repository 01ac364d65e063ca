/** The last 512 pairs of a value and the one before it. A pair has novelty by its distance to the second
 *  nearest of them: two modes are as familiar as one, a jump between them less so, a place between them not at
 *  all; and what has come twice is known. */
export interface Patterns {
  readonly values: Float64Array
  readonly befores: Float64Array
  kept: number
  next: number
}

const keptMax = 512
const keptMin = 30

export function newPatterns(): Patterns {
  return { values: new Float64Array(keptMax), befores: new Float64Array(keptMax), kept: 0, next: 0 }
}

/** In the unit of the values; undefined while too few pairs are kept. After 40 pairs of (10, 10) and (20, 20)
 *  each:   20 after 20 -> 0   20 after 10 -> 10   15 after 15 -> 10 */
export function noveltyOf(
  { values, befores, kept }: Patterns,
  value: number,
  before: number,
): number | undefined {
  if (kept <= keptMin) return undefined
  let nearest = Number.POSITIVE_INFINITY
  let second = Number.POSITIVE_INFINITY
  for (let i = 0; i < kept; i += 1) {
    const distance = Math.abs(value - (values[i] ?? 0)) + Math.abs(before - (befores[i] ?? 0))
    if (distance >= second) continue
    if (distance < nearest) {
      second = nearest
      nearest = distance
    } else second = distance
  }
  return second
}

export function learnPattern(patterns: Patterns, value: number, before: number): void {
  patterns.values[patterns.next] = value
  patterns.befores[patterns.next] = before
  patterns.next = (patterns.next + 1) % keptMax
  if (patterns.kept < keptMax) patterns.kept += 1
}
