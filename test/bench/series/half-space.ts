import { type Chance, chanceOf } from '../../../src/demo/chance.ts'
import type { Detector } from './baselines.ts'

const trees = 25
const depth = 8
const nodes = 1 << depth
const windowRows = 250
/** The value, and its last two steps. */
const features = 3

/** Half-space trees over a value and its last two steps (Tan, Ting and Liu, "Fast anomaly detection for streaming
 *  data", 2011, with the paper's 25 trees and windows of 250 rows; eight levels). The span of each feature is
 *  that of the first window; each window is judged by the masses of the one before it. */
export const halfSpaceTrees: Detector = () => {
  const chance = chanceOf(25)
  const first: number[][] = []
  let forest: readonly Tree[] = []
  let before = Number.NaN
  let beforeThat = Number.NaN
  let row = 0
  return (_at, value) => {
    const point = [value, value - before, before - beforeThat].map((one) => (Number.isNaN(one) ? 0 : one))
    beforeThat = before
    before = value
    row += 1
    if (row <= windowRows) {
      first.push(point)
      if (row < windowRows) return 0
      forest = Array.from({ length: trees }, () => grow(first, chance))
      for (const one of first) for (const tree of forest) fall(tree, one)
    }
    if (row % windowRows === 0) for (const tree of forest) swap(tree)
    return 1 - forest.reduce((sum, tree) => sum + fall(tree, point), 0) / trees
  }
}

interface Tree {
  readonly feature: Uint8Array
  readonly threshold: Float64Array
  masses: Float64Array
  latest: Float64Array
}

/** Learns the point, and says how massive the leaf it falls into was in the window before, 0 to 1. */
function fall({ feature, threshold, masses, latest }: Tree, point: readonly number[]): number {
  let node = 1
  while (node < nodes) node = 2 * node + ((point[feature[node] ?? 0] ?? 0) >= (threshold[node] ?? 0) ? 1 : 0)
  const leaf = node - nodes
  latest[leaf] = (latest[leaf] ?? 0) + 1
  return (masses[leaf] ?? 0) / windowRows
}

function swap(tree: Tree): void {
  tree.masses = tree.latest
  tree.latest = new Float64Array(nodes)
}

function grow(points: readonly (readonly number[])[], chance: Chance): Tree {
  const tree: Tree = {
    feature: new Uint8Array(nodes),
    threshold: new Float64Array(nodes),
    masses: new Float64Array(nodes),
    latest: new Float64Array(nodes),
  }
  const spans = Array.from({ length: features }, (_, index): Span => {
    const values = points.map((point) => point[index] ?? 0)
    const [low, high] = [Math.min(...values), Math.max(...values)]
    const middle = low + (high - low) * chance()
    const reach = 2 * Math.max(high - middle, middle - low)
    return [middle - reach, middle + reach]
  })
  split(tree, 1, spans, chance)
  return tree
}

type Span = readonly [low: number, high: number]

function split(tree: Tree, node: number, spans: readonly Span[], chance: Chance): void {
  if (node >= nodes) return
  const chosen = Math.floor(chance() * features)
  const [low, high] = spans[chosen] ?? [0, 0]
  const middle = (low + high) / 2
  tree.feature[node] = chosen
  tree.threshold[node] = middle
  const within = (span: Span) => spans.map((one, index) => (index === chosen ? span : one))
  split(tree, 2 * node, within([low, middle]), chance)
  split(tree, 2 * node + 1, within([middle, high]), chance)
}
