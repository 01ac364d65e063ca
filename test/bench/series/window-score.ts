/** One run of a detector over a labelled series. */
export interface Scored {
  /** What is odd in this series; `nothing` where nothing is. */
  readonly kind: string
  readonly scores: Float64Array
  readonly onsets: readonly number[]
}

export interface Outcome {
  /** 100 is perfect, 0 is no flag at all. */
  readonly score: number
  readonly threshold: number
  readonly hits: number
  readonly onsets: number
  readonly falseFlags: number
  /** By what is odd in the series. */
  readonly byKind: ReadonlyMap<string, Tally>
}

/** Stricter than the score: a flag before the onset, though in the window, was luck and counts for nothing. */
export interface Tally {
  rows: number
  onsets: number
  caught: number
  falseFlags: number
  /** Rows from each onset that was caught to the first flag. */
  readonly delays: number[]
}

/** Scores a detector over many labelled series, in the way that Lavin and Ahmad describe ("Evaluating Real-time
 *  Anomaly Detection Algorithms", 2015, the standard profile): each onset is the middle of a window, and the
 *  windows of a series share a tenth of its rows. In a window the first flag alone counts, the earlier the more;
 *  a window without a flag costs 1, a flag outside all windows at most 0.11, and less shortly after one. The
 *  first 15 % of a series (750 rows at most) count for nothing. One threshold holds for all series: the one
 *  that scores best. */
export function windowScore(all: readonly Scored[]): Outcome {
  const windows: Window[] = []
  const flags = all.flatMap((series) => flagsOf(series, windows))
  flags.sort((a, b) => b.score - a.score)

  let total = -windows.length
  let best = { total, flags: 0 }
  for (const [index, flag] of flags.entries()) {
    total += take(flag)
    if (total > best.total && flag.score !== flags[index + 1]?.score) best = { total, flags: index + 1 }
  }
  const taken = flags.slice(0, best.flags)
  return {
    score: (100 * (best.total + windows.length)) / (2 * windows.length),
    threshold: taken.at(-1)?.score ?? 1,
    hits: new Set(taken.flatMap(({ window }) => window ?? [])).size,
    onsets: windows.length,
    falseFlags: taken.filter(({ window }) => window === undefined).length,
    byKind: talliesOf(all, windows, taken),
  }
}

interface Window {
  readonly kind: string
  readonly onset: number
  readonly first: number
  readonly last: number
  firstRow: number | undefined
}

interface Flag {
  readonly kind: string
  readonly row: number
  readonly score: number
  readonly window: Window | undefined
  readonly cost: number
}

const missWeight = 1
const falseFlagWeight = 0.11

function flagsOf({ kind, scores, onsets }: Scored, windows: Window[]): Flag[] {
  const rows = scores.length
  const half = Math.floor((0.1 * rows) / Math.max(1, onsets.length) / 2)
  const own = onsets.map((onset): Window => {
    return { kind, onset, first: onset - half, last: Math.min(rows - 1, onset + half), firstRow: undefined }
  })
  windows.push(...own)
  const flags: Flag[] = []
  for (let row = Math.min(Math.floor(0.15 * rows), 750); row < rows; row += 1) {
    const score = scores[row] ?? 0
    if (score <= 0) continue
    const window = own.find(({ first, last }) => row >= first && row <= last)
    const before = own.findLast(({ last }) => last < row)
    const cost = before === undefined ? 1 : -worth((row - before.last) / (before.last - before.first))
    flags.push({ kind, row, score, window, cost: cost * falseFlagWeight })
  }
  return flags
}

/** What a flag is worth by where it falls: -1 is the left end of a window, 0 the right, above that behind it.
 *    -1 -> 0.99   -0.5 -> 0.85   0 -> 0   0.5 -> -0.85   above 3 -> -1 */
function worth(place: number): number {
  return place > 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1
}

/** What the flag adds to the total. */
function take({ row, window, cost }: Flag): number {
  if (window === undefined) return -cost
  const before = window.firstRow
  if (before !== undefined && before <= row) return 0
  window.firstRow = row
  return hitWorth(window, row) - (before === undefined ? -missWeight : hitWorth(window, before))
}

function hitWorth({ first, last }: Window, row: number): number {
  return worth(-(last - row + 1) / (last - first + 1)) / worth(-1)
}

function talliesOf(
  all: readonly Scored[],
  windows: readonly Window[],
  taken: readonly Flag[],
): Map<string, Tally> {
  const byKind = new Map<string, Tally>()
  const tallyOf = (kind: string): Tally => {
    const tally = byKind.get(kind) ?? { rows: 0, onsets: 0, caught: 0, falseFlags: 0, delays: [] }
    byKind.set(kind, tally)
    return tally
  }
  for (const { kind, scores } of all) tallyOf(kind).rows += scores.length
  for (const { kind } of windows) tallyOf(kind).onsets += 1
  const first = new Map<Window, number>()
  for (const { kind, row, window } of taken) {
    if (window === undefined) tallyOf(kind).falseFlags += 1
    else if (row >= window.onset) first.set(window, Math.min(row, first.get(window) ?? row))
  }
  for (const [{ kind, onset }, row] of first) {
    const tally = tallyOf(kind)
    tally.caught += 1
    tally.delays.push(row - onset)
  }
  return byKind
}
