import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** What the command line hands over, as texts. */
export interface DemoCommandOptions {
  readonly json?: boolean
  readonly seed?: string
  readonly reason?: string
  readonly port: string
  readonly data: string
}

export interface Output {
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
}

/** 0: played, and the outcome printed. 1: it could not be played. 2: it was asked wrongly. */
export type ExitCode = 0 | 1 | 2

/** Longer than any incident takes: 20 s of play, 60 s until its outcome counts as settled. */
const waitMsMax = 120_000
const askEveryMs = 200
const callMsMax = 10_000
/** What it took in 2017. */
const secondsThen = 660

/** Plays an incident on the running program and prints what became of it. */
export async function runDemo(
  incident: string,
  options: DemoCommandOptions,
  output: Output = terminal,
): Promise<ExitCode> {
  try {
    const program = await reach(options)
    const result = await play(program, incident, options)
    output.print(options.json ? JSON.stringify(result) : inWords(result))
    return 0
  } catch (error) {
    if (!(error instanceof Complaint)) throw error
    output.complain(error.message)
    return error.exitCode
  }
}

const terminal: Output = {
  print: (text) => {
    process.stdout.write(`${text}\n`)
  },
  complain: (text) => {
    process.stderr.write(`${text}\n`)
  },
}

/** Something the person at the terminal can mend. */
class Complaint extends Error {
  readonly exitCode: 1 | 2

  constructor(exitCode: 1 | 2, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}

interface Program {
  readonly address: string
  readonly authorization: string
}

async function reach({ port, data }: DemoCommandOptions): Promise<Program> {
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new Complaint(2, `--port ${port}: a number from 1 to 65535 is meant`)
  }
  const path = join(data, 'demo.token')
  const token = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === 'ENOENT'
        ? `${path} is not there: start the program with its demo first (npm start), or name its data folder with --data`
        : `${path} cannot be read (${cause.code}): only whoever started the program may play incidents`
    throw new Complaint(1, why)
  })
  return { address: `http://127.0.0.1:${port}`, authorization: `Bearer ${token.trim()}` }
}

/** The object that `--json` prints, and no more of it is read here than the words need. */
interface Result {
  readonly incident: string
  readonly alerts: readonly {
    readonly severity: string
    readonly says: string
    readonly mode: string
    readonly cause?: { readonly granted?: string }
  }[]
  readonly commands: readonly {
    readonly action: string
    readonly account: string
    readonly outcome: string
  }[]
  readonly reversals: readonly {
    readonly countermeasure: string
    readonly accountId: string
    readonly state: string
    readonly says: string
  }[]
  readonly secondsToConfirmed: number | null
}

async function play(program: Program, incident: string, options: DemoCommandOptions): Promise<Result> {
  if (options.seed !== undefined && !/^\d{1,15}$/.test(options.seed)) {
    throw new Complaint(2, `--seed ${options.seed}: a whole number of at most 15 digits is meant`)
  }
  const body = {
    ...(options.seed === undefined ? {} : { seed: Number(options.seed) }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  }
  const path = `/v1/demo/incidents/${encodeURIComponent(incident)}`
  const { runId } = await call<{ runId: string }>(program, 'POST', path, body)
  for (const until = Date.now() + waitMsMax; Date.now() < until; ) {
    const run = await call<{ state: string; result?: Result; says?: string }>(
      program,
      'GET',
      `/v1/demo/runs/${runId}`,
    )
    if (run.result !== undefined) return run.result
    if (run.state === 'failed')
      throw new Complaint(1, `${incident} could not be played to its end: ${run.says}`)
    await delay(askEveryMs)
  }
  throw new Complaint(1, `${incident} has had no outcome within ${waitMsMax / 1_000} s`)
}

async function call<T>(program: Program, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${program.address}${path}`, {
    method,
    headers: {
      authorization: program.authorization,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(callMsMax),
  }).catch((cause: unknown) => {
    const why = `nothing answers at ${program.address} (${reasonOf(cause)}): start the program (npm start), or name its port with --port`
    throw new Complaint(1, why)
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refusal(response.status, says(answer), program.address)
  if (typeof answer !== 'object' || answer === null) {
    throw new Complaint(1, `what answers at ${program.address} is not Countermand: name its port with --port`)
  }
  // The program of this very version made it.
  return answer as T
}

function refusal(status: number, says: string | undefined, address: string): Complaint {
  if (status === 401 || status === 403) {
    return new Complaint(
      1,
      `the program at ${address} does not know this token: it was started with another data folder, or again since; name the folder with --data`,
    )
  }
  if (says !== undefined) return new Complaint(status === 404 || status === 400 ? 2 : 1, says)
  // Where there is a demo, it says itself which incident it does not know.
  return new Complaint(
    1,
    status === 404
      ? `the program at ${address} has no demo (404): start it with --demo on`
      : `the program at ${address} could not do this (${status})`,
  )
}

function says(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  if ('says' in answer && typeof answer.says === 'string') return answer.says
  // What the console in front of the demo refuses; that there is no such address says nothing of what was asked.
  const isRefused = 'code' in answer && answer.code !== 'not-found'
  return isRefused && 'title' in answer && typeof answer.title === 'string' ? answer.title : undefined
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const { cause: inner } = cause
  return inner instanceof Error && 'code' in inner ? String(inner.code) : cause.message
}

/** Alerts and reversals that are told one by one; of more, the rest is counted. */
const toldMax = 8

function inWords(result: Result): string {
  const lines = [
    result.incident,
    '',
    count(result.alerts.length, 'alert'),
    ...told(
      result.alerts,
      (alert) => `  ${alert.severity} (${alert.cause?.granted ?? alert.mode}): ${alert.says}`,
    ),
    count(result.commands.length, 'command'),
    ...told(result.commands, (command) => `  ${command.action} ${command.account}: ${command.outcome}`),
    count(result.reversals.length, 'reversal'),
    ...told(
      result.reversals,
      (reversal) => `  ${reversal.countermeasure} ${reversal.accountId}: ${reversal.state}, ${reversal.says}`,
    ),
    '',
    result.secondsToConfirmed === null
      ? 'Nothing was restored.'
      : `Restored, and seen restored, after ${result.secondsToConfirmed.toFixed(2)} s. In 2017 it took ${secondsThen} s.`,
  ]
  return lines.join('\n')
}

function count(many: number, what: string): string {
  return many === 1 ? `1 ${what}` : `${many} ${what}s`
}

function told<T>(list: readonly T[], tell: (one: T) => string): string[] {
  const lines = list.slice(0, toldMax).map(tell)
  return list.length > toldMax ? [...lines, `  and ${list.length - toldMax} more`] : lines
}
