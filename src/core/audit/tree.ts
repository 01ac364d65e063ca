import { type Hash, nodeOf } from './chain.ts'

/** The Merkle tree over the leaves of one segment, cut as RFC 6962 cuts it: the left side is the largest power
 *  of two below the count. `root` of one leaf is the leaf.
 *
 *    5 leaves -> ((0 1) (2 3)) 4 */
export function rootOf(hash: Hash, leaves: readonly string[], from = 0, to = leaves.length): string {
  if (to - from === 1) return leaves[from] ?? ''
  const middle = from + split(to - from)
  return nodeOf(hash, rootOf(hash, leaves, from, middle), rootOf(hash, leaves, middle, to))
}

/** The roots beside the way from one leaf up to the root, from below: at most ten for 1,000 leaves. */
export function pathOf(hash: Hash, leaves: readonly string[], index: number): string[] {
  const walk = (from: number, to: number): string[] => {
    if (to - from === 1) return []
    const middle = from + split(to - from)
    return index < middle
      ? [...walk(from, middle), rootOf(hash, leaves, middle, to)]
      : [...walk(middle, to), rootOf(hash, leaves, from, middle)]
  }
  return walk(0, leaves.length)
}

/** The root that a leaf and its path make, or undefined where a path of this length cannot belong there. */
export function climb(
  hash: Hash,
  leaf: string,
  index: number,
  count: number,
  path: readonly string[],
): string | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= count) return undefined
  const left = [...path]
  const walk = (from: number, to: number): string | undefined => {
    if (to - from === 1) return leaf
    const middle = from + split(to - from)
    const beside = left.pop()
    const below = index < middle ? walk(from, middle) : walk(middle, to)
    if (beside === undefined || below === undefined) return undefined
    return index < middle ? nodeOf(hash, below, beside) : nodeOf(hash, beside, below)
  }
  const root = walk(0, count)
  return left.length === 0 ? root : undefined
}

/** 2 -> 1   3 -> 2   4 -> 2   5 -> 4   1000 -> 512 */
function split(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}
