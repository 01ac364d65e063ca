import { isoUtcMs } from '../../core/change/iso-time.ts'
import { measure } from '../../core/evaluation/measure.ts'
import type { Window } from '../../core/evaluation/watched-history.ts'
import { inputsOf } from '../history/inputs.ts'
import { type HistoryFlags, tallyLines } from '../history/read-history.ts'
import { Refusal } from '../history/refusal.ts'
import { checkOutputs, standardOutput, writeOutput } from '../output-file.ts'
import type { Evaluated } from './evaluated.ts'
import { drawTradeOff } from './picture.ts'
import { readLabels, refuseUnclear } from './read-labels.ts'
import { runDecisions, runPolicies } from './runs.ts'
import { tableOf } from './table.ts'

export interface EvaluateFlags extends HistoryFlags {
  readonly policy?: readonly string[]
  /** Instead of policies: what `replay --out` wrote. */
  readonly decisions?: readonly string[]
  readonly labels?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly verdicts?: string
  readonly json?: boolean
  readonly picture?: string
}

/** Measures what policies make of a labelled history, and prints it. Answers the exit code. */
export async function runEvaluate(files: readonly string[], flags: EvaluateFlags): Promise<number> {
  try {
    await evaluate(files, flags)
    return 0
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    console.error(cause.message)
    return 1
  }
}

async function evaluate(files: readonly string[], flags: EvaluateFlags): Promise<void> {
  if (flags.decisions !== undefined && (flags.policy !== undefined || flags.verdicts !== undefined))
    throw new Refusal(
      '--decisions has its policy and verdicts in it: give --policy and --verdicts without it',
    )
  if (flags.decisions !== undefined && (flags.staff !== undefined || flags.accounts !== undefined))
    throw new Refusal('--decisions were made with their tables: give --staff and --accounts without it')
  const window = { from: timeOf('--from', flags.from), to: timeOf('--to', flags.to) }
  if (window.from !== undefined && window.to !== undefined && window.from >= window.to)
    throw new Refusal('--from must be before --to')
  const { policy = [], decisions = [], labels: told = [], verdicts, picture } = flags
  const inputs = [...inputsOf(files, flags), ...policy, ...decisions, ...told, verdicts]
  await checkOutputs({ '--picture': picture }, inputs)
  if (picture === standardOutput && flags.json === true)
    throw new Refusal('--picture -: --json writes to standard output already; name a file')
  const labels = await readLabels(flags.labels ?? [])

  const { history, tally, runs, decisionsWithoutEvent } =
    flags.decisions === undefined
      ? await runPolicies(files, { ...flags, labels, window })
      : await runDecisions(files, { ...flags, decisions: flags.decisions, labels, window })
  refuseUnclear(labels, history)
  if (history.changes.times.length === 0) throw new Refusal('no change of the history is in the window')
  const evaluated: Evaluated = {
    from: new Date(history.from).toISOString(),
    to: new Date(history.to).toISOString(),
    days: history.days,
    changes: history.changes.times.length,
    repeated: tally.repeated,
    sharing: tally.sharing,
    restrictions: history.changes.isMeasured.reduce((sum, is) => sum + is, 0),
    labelsWithoutEvent: history.labelsWithoutEvent,
    decisionsWithoutEvent,
    versions: runs.map((run) => ({ ...measure(history, run), name: run.name })),
  }

  if (picture === standardOutput) console.log(drawTradeOff(evaluated).trimEnd())
  else if (picture !== undefined) await writeOutput(picture, drawTradeOff(evaluated))
  // With the picture on standard output, the table must not stand before it.
  const say = picture === standardOutput ? console.error : console.log
  if (flags.json === true) say(JSON.stringify(evaluated, undefined, 2))
  else for (const text of [tableOf(evaluated), ...tallyLines(tally), ...strangerLines(evaluated)]) say(text)
}

/** Labels of another history, or with ids written otherwise, would else look like harm that nobody caught; decisions,
 *  like alerts that nobody asked for. */
function strangerLines({ labelsWithoutEvent, decisionsWithoutEvent }: Evaluated): string[] {
  const counted: readonly (readonly [string, number])[] = [
    ['labels that match no event of the history', labelsWithoutEvent],
    ['decisions about no event of the history, which count nowhere', decisionsWithoutEvent],
  ]
  return counted.flatMap(([says, count]) => (count > 0 ? [`${says}: ${count.toLocaleString('en-US')}`] : []))
}

function timeOf(flag: string, text: string | undefined): Window['from'] {
  if (text === undefined) return undefined
  const at = isoUtcMs(text)
  if (at === undefined) throw new Refusal(`${flag} must be a date or a time as ISO 8601 has it, not ${text}`)
  return at
}
