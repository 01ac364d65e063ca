import { inputsOf } from '../history/inputs.ts'
import { openPolicy } from '../history/open-policy.ts'
import { openTables } from '../history/open-tables.ts'
import { openProgress } from '../history/progress.ts'
import { type HistoryFlags, readHistory, tallyLines } from '../history/read-history.ts'
import { readVerdicts } from '../history/read-verdicts.ts'
import { ReaderGone } from '../history/refusal.ts'
import { feedVerdicts } from '../history/verdict-feed.ts'
import { checkOutputs, openOutput, unwritable } from '../output-file.ts'
import { replay } from './replay.ts'
import { simulateGates } from './simulated-gates.ts'

export interface ReplayFlags extends HistoryFlags {
  readonly policy?: string
  readonly out?: string
  readonly scores?: string
  readonly verdicts?: string
  readonly simulateGates?: boolean
}

/** Runs a replay and prints its table. Answers the exit code. */
export async function runReplay(files: readonly string[], flags: ReplayFlags): Promise<number> {
  try {
    await replayFiles(files, flags)
    return 0
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    // What else was to be written has not come to be.
    const isOnlyOutput = flags.out === undefined || flags.scores === undefined
    if (cause instanceof ReaderGone && isOnlyOutput) return 0
    console.error(cause.message)
    return 1
  }
}

async function replayFiles(files: readonly string[], flags: ReplayFlags): Promise<void> {
  const inputs = [...inputsOf(files, flags), flags.policy, flags.verdicts]
  await checkOutputs({ '--out': flags.out, '--scores': flags.scores }, inputs)
  const policy = await openPolicy(flags.policy)
  const tables = await openTables(flags, policy)
  const history = await readHistory(files, flags)
  const verdicts = flags.verdicts === undefined ? undefined : feedVerdicts(await readVerdicts(flags.verdicts))
  const decisions = flags.out === undefined ? undefined : await openLines(flags.out)
  const scores = flags.scores === undefined ? undefined : await openLines(flags.scores)
  scores?.line('eventId,suspicion,stakes,score')

  const progress = openProgress(files)
  const began = performance.now()
  const options = {
    policy,
    tables,
    neverKnown: new Set(history.mapping?.neverKnown ?? []),
    ...(flags.simulateGates === true && { gates: simulateGates(policy, history.mapping?.platform) }),
    ...(verdicts !== undefined && { verdicts }),
  }
  const counts = await keeping([decisions, scores], () =>
    replay(draining(history, [decisions, scores]), options, {
      ...(decisions !== undefined && { decision: decisions.line }),
      ...(scores !== undefined && { score: scores.line }),
      progress: (changes) => progress.at(changes, history.tally.bytes),
    }),
  )
  const spentMs = performance.now() - began
  progress.end()

  // With the decisions on standard output, the table must not stand between them.
  const say = flags.out === '-' || flags.scores === '-' ? console.error : console.log
  say(counts.table(spentMs))
  for (const line of tallyLines(history.tally)) say(line)
  const lost = verdicts?.foundNobody() ?? 0
  if (lost > 0) say(`verdicts that found nobody: ${lost.toLocaleString('en-US')}`)
  const notLearnt = verdicts?.notLearnt() ?? 0
  if (notLearnt > 0) say(`called meant, and nothing left to learn from: ${notLearnt.toLocaleString('en-US')}`)
}

interface Lines {
  readonly line: (text: string) => void
  /** Waits while what was written is more than the file takes up. */
  readonly drained: () => Promise<void>
  readonly keep: () => Promise<void>
  readonly drop: () => Promise<void>
}

/** The files are put in their places when all of the replay is in them, and not at all where it failed. */
async function keeping<T>(outputs: readonly (Lines | undefined)[], run: () => Promise<T>): Promise<T> {
  try {
    const ran = await run()
    for (const output of outputs) await output?.drained()
    for (const output of outputs) await output?.keep()
    return ran
  } catch (cause) {
    for (const output of outputs) await output?.drop()
    throw cause
  }
}

/** Lines gathered into blocks: one write for each of 1.3 million lines would be most of a replay's time. */
async function openLines(path: string): Promise<Lines> {
  const { stream, keep, drop } = await openOutput(path)
  let block = ''
  const write = async () => {
    const text = block
    block = ''
    if (text === '') return
    await new Promise<void>((resolve, reject) => {
      stream.write(text, (cause) => {
        if (cause) reject(unwritable(path, cause))
        else resolve()
      })
    })
  }
  return {
    line: (text) => {
      block += `${text}\n`
    },
    drained: write,
    keep,
    drop,
  }
}

/** Between two batches the output files get their turn, so that memory stays bounded. */
async function* draining<T>(
  batches: AsyncIterable<T>,
  outputs: readonly (Lines | undefined)[],
): AsyncGenerator<T> {
  for await (const batch of batches) {
    yield batch
    for (const output of outputs) await output?.drained()
  }
}
