/** One run of a detector over a labelled series. */
export interface Scored {
  readonly scores: Float64Array
  readonly onsets: readonly { readonly row: number; readonly kind: string }[]
}

export interface Outcome {
  /** 100 is perfect, 0 is no flag at all. */
  readonly score: number
  readonly threshold: number
  readonly hits: number
  readonly onsets: number
  readonly falseFlags: number
  /** Rows from an onset to the first flag in its window: the middle one, negative where luck came first. */
  readonly delayRows: number
  readonly hitsByKind: ReadonlyMap<string, { hits: number; onsets: number }>
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
  for (const window of windows) window.firstRow = undefined
  for (const flag of flags.slice(0, best.flags)) take(flag)
  return outcomeOf(windows, best.total, flags.slice(0, best.flags))
}

interface Window {
  readonly kind: string
  readonly onset: number
  readonly first: number
  readonly last: number
  firstRow: number | undefined
}

interface Flag {
  readonly row: number
  readonly score: number
  readonly window: Window | undefined
  readonly cost: number
}

const missWeight = 1
const falseFlagWeight = 0.11

function flagsOf({ scores, onsets }: Scored, windows: Window[]): Flag[] {
  const rows = scores.length
  const half = Math.floor((0.1 * rows) / Math.max(1, onsets.length) / 2)
  const own = onsets.map(({ row, kind }): Window => {
    return { kind, onset: row, first: row - half, last: Math.min(rows - 1, row + half), firstRow: undefined }
  })
  windows.push(...own)
  const flags: Flag[] = []
  for (let row = Math.min(Math.floor(0.15 * rows), 750); row < rows; row += 1) {
    const score = scores[row] ?? 0
    if (score <= 0) continue
    const window = own.find(({ first, last }) => row >= first && row <= last)
    const before = own.findLast(({ last }) => last < row)
    const cost = before === undefined ? 1 : -worth((row - before.last) / (before.last - before.first))
    flags.push({ row, score, window, cost: cost * falseFlagWeight })
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

function outcomeOf(windows: readonly Window[], total: number, taken: readonly Flag[]): Outcome {
  const hitsByKind = new Map<string, { hits: number; onsets: number }>()
  const delays: number[] = []
  for (const { kind, onset, firstRow } of windows) {
    const tally = hitsByKind.get(kind) ?? { hits: 0, onsets: 0 }
    tally.onsets += 1
    if (firstRow !== undefined) {
      tally.hits += 1
      delays.push(firstRow - onset)
    }
    hitsByKind.set(kind, tally)
  }
  delays.sort((a, b) => a - b)
  return {
    score: (100 * (total + windows.length)) / (2 * windows.length),
    threshold: taken.at(-1)?.score ?? 1,
    hits: delays.length,
    onsets: windows.length,
    falseFlags: taken.filter(({ window }) => window === undefined).length,
    delayRows: delays[delays.length >> 1] ?? Number.NaN,
    hitsByKind,
  }
}
