import { comparePolicies } from '../../core/policy/compare.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { openPolicy } from '../history/open-policy.ts'
import { openTablesOfEach } from '../history/open-tables.ts'
import { openProgress } from '../history/progress.ts'
import { type HistoryFlags, readHistory, tallyLines } from '../history/read-history.ts'
import { Refusal } from '../history/refusal.ts'
import { type BothWays, replayBothWays } from './both-ways.ts'
import { differenceLines, historyLines, inJson } from './diff-words.ts'

export interface DiffFlags extends HistoryFlags {
  readonly json?: boolean
  /** How many of each kind are told in a sentence. */
  readonly show?: string
}

/** Exit codes as diff(1) has them, so that a script can ask. */
const same = 0
const different = 1
const trouble = 2

const shownDefault = 5
const shownMax = 1000

/** `countermand policy diff OLD NEW [HISTORY…]`: what two policies say differently, and, given history, what
 *  would have become of it. Two policies that say the same do the same, so their history is not read. Prints,
 *  and answers the exit code. */
export async function diffPolicies(
  paths: { readonly before: string; readonly after: string },
  files: readonly string[],
  flags: DiffFlags,
): Promise<number> {
  try {
    const firstMax = shownOf(flags.show)
    const policies = { before: await openPolicy(paths.before), after: await openPolicy(paths.after) }
    const differences = comparePolicies(policies.before, policies.after)
    const asked = differences.length > 0 && files.length > 0
    const replayed = asked ? await throughHistory(policies, files, flags, firstMax) : undefined
    if (flags.json === true) console.log(inJson(policies, differences, replayed?.bothWays))
    else {
      console.log(differenceLines(paths, differences).join('\n'))
      if (replayed !== undefined) console.log(['', ...replayed.lines].join('\n'))
    }
    return differences.length === 0 ? same : different
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    console.error(cause.message)
    return trouble
  }
}

async function throughHistory(
  policies: { readonly before: Policy; readonly after: Policy },
  files: readonly string[],
  flags: DiffFlags,
  firstMax: number,
): Promise<{ readonly bothWays: BothWays; readonly lines: readonly string[] }> {
  const [before, after] = await openTablesOfEach(flags, [policies.before, policies.after])
  const history = await readHistory(files, flags)
  const progress = openProgress(files)
  const neverKnown = new Set(history.mapping?.neverKnown ?? [])
  const bothWays = await replayBothWays(
    history,
    policies,
    { neverKnown, tables: { before: before!, after: after! }, firstMax },
    (changes) => progress.at(changes, history.tally.bytes),
  )
  progress.end()
  return { bothWays, lines: [...historyLines(bothWays), ...tallyLines(history.tally)] }
}

function shownOf(text: string | undefined): number {
  if (text === undefined) return shownDefault
  const shown = Number(text)
  if (Number.isInteger(shown) && shown >= 0 && shown <= shownMax) return shown
  throw new Refusal(`--show must be a whole number from 0 to ${shownMax}, not ${text}`)
}
