/** How well a score puts what was undone before what was not. */
export interface Ranking {
  readonly count: number
  readonly undone: number
  /** The share of undone ones among the first 1,000, or among all where there are fewer. */
  readonly precisionAtFirst: number
  /** The chance that an undone one stands before one that was not; ties count half. 0.5 is chance. */
  readonly auc: number
  /** The precision at each undone one, averaged; the base rate is chance. */
  readonly averagePrecision: number
}

export const firstRanked = 1_000

/** Ranks by score, highest first. Nothing hangs on the order of equal scores: for the first 1,000 the place
 *  that a tie is cut at is filled by the tie's own share, and average precision takes a tie as one step.
 *  Without both kinds, AUC and average precision are not a number.
 *
 *  scores 3 2 1 0, undone 1 0 1 0 -> auc 0.75, average precision (1/1 + 2/3) / 2 = 0.833
 *  scores 1 1 1 1, undone 1 0 1 0 -> auc 0.5, average precision 0.5
 *  Source: Mann and Whitney 1947 for the AUC by ranks; average precision without interpolation. */
export function rankingOf(scores: Int32Array, undone: Uint8Array, first = firstRanked): Ranking {
  const order = byScore(scores)
  const undoneInAll = undone.reduce((sum, is) => sum + is, 0)
  const others = scores.length - undoneInAll
  const places = Math.min(first, scores.length)
  let [seen, hits, hitsFirst, before, precisions] = [0, 0, 0, 0, 0]
  for (let at = 0; at < order.length; ) {
    const end = tieEnd(scores, order, at)
    let hitsHere = 0
    for (let i = at; i < end; i++) hitsHere += undone[order[i]!]!
    const size = end - at
    hitsFirst += (hitsHere / size) * Math.max(0, Math.min(size, places - seen))
    // Every other one that comes later stands behind these; those of the tie itself count half.
    const othersLater = others - (seen - hits) - (size - hitsHere)
    before += hitsHere * (othersLater + (size - hitsHere) / 2)
    seen += size
    hits += hitsHere
    precisions += hitsHere * (hits / seen)
    at = end
  }
  return {
    count: scores.length,
    undone: undoneInAll,
    precisionAtFirst: hitsFirst / places,
    auc: before / (undoneInAll * others),
    averagePrecision: precisions / undoneInAll,
  }
}

/** Indices by score, highest first, ties by place. */
export function byScore(scores: Int32Array): Uint32Array {
  return Uint32Array.from(scores, (_, at) => at).sort((a, b) => scores[b]! - scores[a]! || a - b)
}

function tieEnd(scores: Int32Array, order: Uint32Array, at: number): number {
  let end = at + 1
  while (end < order.length && scores[order[end]!] === scores[order[at]!]) end += 1
  return end
}
