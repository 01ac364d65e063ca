import { basename } from 'node:path'
import type { Labels } from '../../core/aftermath/labels.ts'
import { type Decided, decidedMax, readDecided } from '../../core/evaluation/decided.ts'
import type { PolicyRun } from '../../core/evaluation/measure.ts'
import {
  type HistoryWatch,
  measuredMax,
  type WatchedHistory,
  type Window,
  watchHistory,
} from '../../core/evaluation/watched-history.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { openPolicy } from '../history/open-policy.ts'
import { openProgress } from '../history/progress.ts'
import { type History, type HistoryFlags, type HistoryTally, readHistory } from '../history/read-history.ts'
import { Refusal } from '../history/refusal.ts'
import { readVerdicts } from '../replay/read-verdicts.ts'
import { actorsMax, openReplay, type Replay } from '../replay/replay.ts'
import { feedVerdicts } from '../replay/verdict-feed.ts'
import { readDecisions } from './read-decisions.ts'

/** A history as it went by, and what each version of a policy made of it. */
export interface Runs {
  readonly history: WatchedHistory
  readonly tally: HistoryTally
  readonly runs: readonly NamedRun[]
}

export interface NamedRun extends PolicyRun {
  /** For people: the file's name without its ending. */
  readonly name: string
}

interface RunFlags extends HistoryFlags {
  readonly labels: Labels
  readonly window: Window
}

/** Replays all policies over one reading of the history; each has a memory of its own. */
export async function runPolicies(
  files: readonly string[],
  flags: RunFlags & { readonly policy?: readonly string[]; readonly verdicts?: string },
): Promise<Runs> {
  const paths = flags.policy ?? [undefined]
  const policies = await Promise.all(paths.map((path) => openPolicy(path)))
  const verdicts = flags.verdicts === undefined ? undefined : await readVerdicts(flags.verdicts)
  const history = await readHistory(files, flags)
  const neverKnown = new Set(history.mapping?.neverKnown ?? [])
  const watch = watchHistory(flags.labels, flags.window)
  const replays = policies.map((policy, at) => {
    const name = paths[at] === undefined ? 'default' : basename(paths[at]).replace(/\.ya?ml$/, '')
    const fed = verdicts === undefined ? {} : { verdicts: feedVerdicts(verdicts) }
    const options = { policy, actorsMax, neverKnown, ...fed }
    return watchReplay(name, policy, (sinks) => openReplay(options, sinks))
  })
  const watched = await readThrough(files, history, watch, replays)
  return { history: watched, tally: history.tally, runs: replays.map((replay) => replay.run()) }
}

/** Reads the history for what it says itself, and decisions from the lines that a replay wrote. */
export async function runDecisions(
  files: readonly string[],
  flags: RunFlags & { readonly decisions: readonly string[] },
): Promise<Runs> {
  const byPolicy = await readDecisions(flags.decisions)
  const history = await readHistory(files, flags)
  const watched = await readThrough(files, history, watchHistory(flags.labels, flags.window), [])
  const runs = [...byPolicy].map(([policy, decided]) => ({
    name: 'decisions',
    policy,
    decided,
    scores: undefined,
  }))
  return { history: watched, tally: history.tally, runs }
}

async function readThrough(
  files: readonly string[],
  history: History,
  watch: HistoryWatch,
  replays: readonly WatchedReplay[],
): Promise<WatchedHistory> {
  const progress = openProgress(files)
  let changes = 0
  for await (const batch of history) {
    for (const { change } of batch) {
      const row = watch.see(change)
      if (row === measuredMax)
        throw new Refusal(
          `more than ${measuredMax} changes to measure: evaluate a part, with --from and --to`,
        )
      for (const { replay, at } of replays) {
        at(row)
        replay.see(change)
      }
    }
    for (const { replay } of replays) replay.pause()
    changes += batch.length
    progress.at(changes, history.tally.bytes)
  }
  progress.end()
  return watch.end()
}

interface WatchedReplay {
  readonly replay: Replay
  /** Says at which row the next change stands; undefined outside the window. */
  at(row: number | undefined): void
  run(): NamedRun
}

/** Keeps what a replay says: of every change in the window its scores, of every alert its line. */
function watchReplay(
  name: string,
  policy: Policy,
  open: (sinks: Parameters<typeof openReplay>[1]) => Replay,
): WatchedReplay {
  const suspicions: number[] = []
  const scores: number[] = []
  const decided: Decided[] = []
  let measured = false
  const replay = open({
    assessed({ suspicionCenti, scoreCenti }) {
      if (!measured) return
      suspicions.push(suspicionCenti)
      scores.push(scoreCenti)
    },
    decision(line) {
      if (decided.length >= decidedMax) throw new Refusal(`${name}: more than ${decidedMax} alerts`)
      const read = readDecided(JSON.parse(line))
      if (typeof read === 'string') throw new Error(`the replay wrote a line that is none: ${read}`)
      decided.push(read)
    },
  })
  return {
    replay,
    at(row) {
      measured = row !== undefined
    },
    run: () => ({
      name,
      policy: policy.id,
      decided,
      scores: { suspicionCenti: new Int32Array(suspicions), scoreCenti: new Int32Array(scores) },
    }),
  }
}
