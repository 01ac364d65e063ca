import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'

/** The program as a newcomer starts it: through its launcher, in a process of its own. */
export interface RunningProgram {
  readonly address: string
  /** Opens the console signed in, once. */
  readonly signInLink: string
  /** All that it printed so far. */
  said(): string
  /** Ctrl-C. Answers its exit code and how long it took to end. */
  interrupt(): Promise<{ readonly code: number | null; readonly tookMs: number }>
  kill(): void
}

const startMsMaxUsual = 90_000

/** Starts it and waits until it listens. Throws with what it printed where it ends instead. */
export async function startProgram(
  folder: string,
  options: {
    readonly flags?: readonly string[]
    readonly environment?: Readonly<Record<string, string>>
    /** A machine that is busy with other things may take longer over the past. */
    readonly startMsMax?: number
  } = {},
): Promise<RunningProgram> {
  const { child, said } = spawnProgram(
    ['start', '--port', '0', '--data', folder, ...(options.flags ?? [])],
    options.environment,
  )
  const end = performance.now() + (options.startMsMax ?? startMsMaxUsual)
  while (!/stop +Ctrl-C/.test(said())) {
    if (child.exitCode !== null || performance.now() > end) {
      child.kill('SIGKILL')
      throw new Error(`the program does not listen: ${said()}`)
    }
    await pause(50)
  }
  const [, address = ''] = /metrics +(\S+)\/metrics/.exec(said()) ?? []
  const [, signInLink = ''] = /console +(\S+)/.exec(said()) ?? []
  return {
    address,
    signInLink,
    said,
    interrupt: async () => {
      const began = performance.now()
      child.kill('SIGINT')
      const code = await exitOf(child)
      return { code, tookMs: performance.now() - began }
    },
    kill: () => child.kill('SIGKILL'),
  }
}

/** Runs one command to its end. */
export async function runProgram(
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
  /** What it reads from standard input. */
  input?: string,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const { child, out, err } = spawnProgram(args, environment, input !== undefined)
  if (input !== undefined) child.stdin.end(input)
  const code = await exitOf(child)
  return { code, out: out(), err: err() }
}

/** Runs one command whose output nobody reads, to its end. */
export async function runUnread(
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly err: string }> {
  const { child, err } = spawnProgram(args)
  child.stdout.destroy()
  const code = await exitOf(child)
  return { code, err: err() }
}

function spawnProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  withInput = false,
) {
  const child = spawn(process.execPath, ['src/countermand.js', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, COUNTERMAND_LOG_LEVEL: 'warn', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  if (!withInput) child.stdin.end()
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  return { child, out: () => out, err: () => err, said: () => out + err }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => child.once('close', (code) => resolve(code)))
}
