import { basename } from 'node:path'
import type { Labels } from '../../core/aftermath/labels.ts'
import type { AccountChange } from '../../core/change/account-change.ts'
import { type Decided, decidedMax } from '../../core/evaluation/decided.ts'
import type { PolicyRun } from '../../core/evaluation/measure.ts'
import {
  type HistoryWatch,
  measuredMax,
  type WatchedHistory,
  type Window,
  watchHistory,
} from '../../core/evaluation/watched-history.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { decidedOf } from '../history/decided-of.ts'
import { openPolicy } from '../history/open-policy.ts'
import { openTablesOfEach } from '../history/open-tables.ts'
import { openProgress } from '../history/progress.ts'
import { type History, type HistoryFlags, type HistoryTally, readHistory } from '../history/read-history.ts'
import { readVerdicts } from '../history/read-verdicts.ts'
import { Refusal } from '../history/refusal.ts'
import { type HistoryRun, openRun } from '../history/run-history.ts'
import { feedVerdicts } from '../history/verdict-feed.ts'
import { matchDecisions, readDecisions } from './read-decisions.ts'

/** A history as it went by, and what each version of a policy made of it. */
export interface Runs {
  readonly history: WatchedHistory
  readonly tally: HistoryTally
  readonly runs: readonly NamedRun[]
  /** Lines of decisions about events that the whole history does not have: they count nowhere. */
  readonly decisionsWithoutEvent: number
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
  const tables = await openTablesOfEach(flags, policies)
  const verdicts = flags.verdicts === undefined ? undefined : await readVerdicts(flags.verdicts)
  const history = await readHistory(files, flags)
  const neverKnown = new Set(history.mapping?.neverKnown ?? [])
  const watch = watchHistory(flags.labels, flags.window)
  const watched = policies.map((policy, at) => {
    const name = paths[at] === undefined ? 'default' : basename(paths[at]).replace(/\.ya?ml$/, '')
    const fed = verdicts === undefined ? {} : { verdicts: feedVerdicts(verdicts) }
    return watchRun(name, policy, openRun({ policy, tables: tables[at]!, neverKnown, ...fed }))
  })
  const seen = await readThrough(files, history, watch, watched)
  return {
    history: seen,
    tally: history.tally,
    runs: watched.map((one) => one.run()),
    decisionsWithoutEvent: 0,
  }
}

/** Reads the history for what it says itself, and decisions from the lines that a replay wrote. */
export async function runDecisions(
  files: readonly string[],
  flags: RunFlags & { readonly decisions: readonly string[] },
): Promise<Runs> {
  const byPolicy = await readDecisions(flags.decisions)
  const history = await readHistory(files, flags)
  const namedAlone = [...byPolicy.values()].flatMap(namedWithoutSource)
  const watch = watchHistory(flags.labels, flags.window, namedAlone)
  const match = matchDecisions(byPolicy)
  const watched = await readThrough(files, history, watch, [match])
  const runs = [...byPolicy].map(([policy, lines]) => ({
    name: 'decisions',
    policy,
    decided: match.matched(policy, lines),
    scores: undefined,
  }))
  const count = (lists: Iterable<readonly Decided[]>) =>
    [...lists].reduce((sum, lines) => sum + lines.length, 0)
  const decisionsWithoutEvent = count(byPolicy.values()) - count(runs.map(({ decided }) => decided))
  return { history: watched, tally: history.tally, runs, decisionsWithoutEvent }
}

function namedWithoutSource(lines: readonly Decided[]): string[] {
  return lines.flatMap(({ source, eventId, hindsightOf }) => {
    if (source !== undefined) return []
    return hindsightOf === undefined ? [eventId] : [eventId, hindsightOf]
  })
}

async function readThrough(
  files: readonly string[],
  history: History,
  watch: HistoryWatch,
  watched: readonly Pick<WatchedRun, 'see'>[],
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
      for (const one of watched) one.see(change, row)
    }
    changes += batch.length
    progress.at(changes, history.tally.bytes)
  }
  progress.end()
  return watch.end()
}

interface WatchedRun {
  /** The next change, and at which row it stands; undefined outside the window. */
  see(change: AccountChange, row: number | undefined): void
  run(): NamedRun
}

/** Keeps what a run says: of every change in the window its scores, and every alert. */
function watchRun(name: string, policy: Policy, run: HistoryRun): WatchedRun {
  const suspicions: number[] = []
  const scores: number[] = []
  const decided: Decided[] = []
  return {
    see(change, row) {
      const { assessed, alerts } = run.see(change)
      if (row !== undefined) {
        suspicions.push(assessed.suspicionCenti)
        scores.push(assessed.suspicionCenti + assessed.stakesCenti)
      }
      for (const raised of alerts) decided.push(decidedOf(raised, policy))
      if (decided.length >= decidedMax) throw new Refusal(`${name}: more than ${decidedMax} alerts`)
    },
    run: () => ({
      name,
      policy: policy.id,
      decided,
      scores: { suspicionCenti: new Int32Array(suspicions), scoreCenti: new Int32Array(scores) },
    }),
  }
}
