import { type Leaves, leaves, trees } from './shape-forest.ts'

/** How many changes fell into each leaf of the forest, people and machines apart. Counts of partitions and of
 *  days add up. */
export type ShapeCounts = number[]

const placesEach = trees * leaves
/** People's leaves, machines' leaves, then how many of each were counted. */
export const shapePlaces = 2 * placesEach + 2

export function newShapeCounts(): ShapeCounts {
  return Array.from({ length: shapePlaces }, () => 0)
}

export function countShape(counts: ShapeCounts, { low, high }: Leaves, machine: boolean): void {
  const first = machine ? placesEach : 0
  countHalf(counts, first, low)
  countHalf(counts, first + placesEach / 2, high)
  const total = 2 * placesEach + (machine ? 1 : 0)
  counts[total] = (counts[total] ?? 0) + 1
}

function countHalf(counts: ShapeCounts, first: number, packed: number): void {
  let rest = packed
  for (let tree = trees / 2 - 1; tree >= 0; tree--) {
    const place = first + tree * leaves + (rest & (leaves - 1))
    counts[place] = (counts[place] ?? 0) + 1
    rest >>>= depthBits
  }
}

const depthBits = Math.log2(leaves)
/** Changes below which nothing is said: sixty in every leaf, on the average of its tree. */
export const shapeChangesMin = 10_000

/** What the counts come to: bits by which a leaf is rarer than where changes usually fall. */
export interface ShapeProfile {
  /** The day that it takes hold, named in each alert that used it. */
  readonly asOf: string
  readonly bits: readonly number[]
  /** Whether enough people, and machines, were seen. */
  readonly speaks: { readonly people: boolean; readonly machines: boolean }
}

/** The profile of decayed counts. A leaf's bits are `-log2` of its share, less what they are in the mean over
 *  the changes seen (the tree's entropy): an ordinary change comes to about 0, whatever the tree's balance. */
export function profileOf(counts: readonly number[], asOf: string): ShapeProfile {
  const people = counts[2 * placesEach] ?? 0
  const machines = counts[2 * placesEach + 1] ?? 0
  const bits: number[] = []
  for (let tree = 0; tree < 2 * trees; tree++) {
    const total = tree < trees ? people : machines
    const own = counts.slice(tree * leaves, (tree + 1) * leaves)
    const surprise = own.map((count) => -Math.log2((count + 1) / (total + leaves)))
    const entropy = own.reduce((sum, count, i) => sum + (count / Math.max(1, total)) * (surprise[i] ?? 0), 0)
    bits.push(...surprise.map((one) => Math.fround(one - entropy)))
  }
  return {
    asOf,
    bits,
    speaks: { people: people >= shapeChangesMin, machines: machines >= shapeChangesMin },
  }
}

/** Mean bits over the trees; 0 where too little was seen. */
export function shapeBits({ bits, speaks }: ShapeProfile, { low, high }: Leaves, machine: boolean): number {
  if (!(machine ? speaks.machines : speaks.people)) return 0
  const first = machine ? placesEach : 0
  return (sumHalf(bits, first, low) + sumHalf(bits, first + placesEach / 2, high)) / trees
}

function sumHalf(bits: readonly number[], first: number, packed: number): number {
  let sum = 0
  let rest = packed
  for (let tree = trees / 2 - 1; tree >= 0; tree--) {
    sum += bits[first + tree * leaves + (rest & (leaves - 1))] ?? 0
    rest >>>= depthBits
  }
  return sum
}
