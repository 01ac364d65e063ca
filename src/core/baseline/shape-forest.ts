import type { Sight } from '../evidence/sight.ts'
import * as at from '../memory/layout.ts'

/** A forest of half-space trees (Tan, Ting and Liu, "Fast anomaly detection for streaming data", 2011): each
 *  tree halves the space of features at random, without looking at any data, so that its leaves only count.
 *  The seed is fixed: every instance has the same forest, and the counts of partitions add up. */
export const trees = 10
const depth = 6
export const leaves = 1 << depth

/** Where a change falls in each tree: five leaves of six bits in each number. */
export interface Leaves {
  readonly low: number
  readonly high: number
}

/** What is measured of a change, each with the span that it is halved in; `grows`: on a logarithmic scale. */
const features = [
  { name: 'followers', low: 1, high: 10_000_000, grows: true },
  { name: 'hour of the day', low: 0, high: 24, grows: false },
  { name: 'acts in 10 min', low: 0.05, high: 200, grows: true },
  { name: 'acts in 1 h', low: 0.1, high: 500, grows: true },
  { name: 'acts in 7 d', low: 1, high: 5_000, grows: true },
  { name: 'accounts in 1 h', low: 0.1, high: 500, grows: true },
  { name: 'days of silence', low: 1, high: 400, grows: true },
  { name: 'days since hiring', low: 1, high: 4_000, grows: true },
  { name: 'acts learnt', low: 1, high: 5_000, grows: true },
  { name: 'share of this action', low: 0, high: 1, grows: false },
  { name: 'share of this hour', low: 0, high: 0.4, grows: false },
  { name: 'vouchers', low: 0, high: 4, grows: false },
] as const

const { feature, threshold } = growForest(0x5eed)

/** About 80 ns: sixty comparisons. Thresholds of growing features are held as plain numbers, so that no
 *  logarithm is taken of a change. */
export function leavesOf(sight: Sight): Leaves {
  const values = valuesOf(sight)
  return { low: fall(values, 0), high: fall(values, trees >> 1) }
}

function fall(values: Float64Array, first: number): number {
  let packed = 0
  for (let tree = first; tree < first + (trees >> 1); tree++) {
    const root = tree * leaves
    let node = 1
    for (let level = 0; level < depth; level++) {
      const value = values[feature[root + node] ?? 0] ?? 0
      node = 2 * node + (value >= (threshold[root + node] ?? 0) ? 1 : 0)
    }
    packed = packed * leaves + (node - leaves)
  }
  return packed
}

/** One array for all: nobody keeps it. */
const measured = new Float64Array(features.length)

function valuesOf(sight: Sight): Float64Array {
  const { slots, change } = sight
  const acts = slots[at.usualWeightSlot] ?? 0
  const some = acts + 1
  measured[0] = change.account.followers ?? 0
  measured[1] = (((sight.at % dayMs) + dayMs) % dayMs) / hourMs
  measured[2] = slots[at.paceSlot + 1] ?? 0
  measured[3] = slots[at.paceSlot + 2] ?? 0
  measured[4] = slots[at.paceSlot + 5] ?? 0
  measured[5] = slots[at.massSlot + 1] ?? 0
  measured[6] = sight.silentDays
  measured[7] = Number.isNaN(sight.tenureDays) ? 0 : sight.tenureDays
  measured[8] = acts
  measured[9] = (slots[at.usualActionSlot + sight.action] ?? 0) / some
  measured[10] = (slots[at.usualBlockSlot + Math.floor((measured[1] ?? 0) / 2)] ?? 0) / some
  measured[11] = (sight.ticket ? 1 : 0) + (sight.report ? 1 : 0) + Math.min(2, sight.otherApprovers)
  return measured
}

const hourMs = 3_600_000
const dayMs = 86_400_000

/** Every node halves the span of one feature that is left to it, in a span of the whole that is itself moved
 *  at random, so that no two trees cut at the same places. */
function growForest(seed: number): { feature: Uint8Array; threshold: Float64Array } {
  const nodes = { feature: new Uint8Array(trees * leaves), threshold: new Float64Array(trees * leaves) }
  let state = seed
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 8) / 0x1000000
  }
  for (let tree = 0; tree < trees; tree++) {
    const spans = features.map(({ low, high, grows }): Span => {
      const from = grows ? Math.log(low) : low
      const to = grows ? Math.log(high) : high
      const middle = from + (to - from) * (0.25 + 0.5 * draw())
      const reach = Math.max(middle - from, to - middle)
      return [middle - reach, middle + reach]
    })
    split(nodes, tree * leaves, 1, spans, draw)
  }
  return nodes
}

type Span = readonly [from: number, to: number]

function split(
  nodes: { readonly feature: Uint8Array; readonly threshold: Float64Array },
  root: number,
  node: number,
  spans: readonly Span[],
  draw: () => number,
): void {
  if (node >= leaves) return
  const chosen = Math.min(features.length - 1, Math.floor(draw() * features.length))
  const [from, to] = spans[chosen] ?? [0, 1]
  const middle = (from + to) / 2
  nodes.feature[root + node] = chosen
  nodes.threshold[root + node] = features[chosen]?.grows === true ? Math.exp(middle) : middle
  const below = spans.map((span, i): Span => (i === chosen ? [from, middle] : span))
  const above = spans.map((span, i): Span => (i === chosen ? [middle, to] : span))
  split(nodes, root, 2 * node, below, draw)
  split(nodes, root, 2 * node + 1, above, draw)
}
