import { inspect } from 'node:util'
import pino, { type Logger } from 'pino'
import { EdgeError } from '../../ports/edge-error.ts'

/** Where log lines go: one call for each line, with its line break. */
export interface LineDestination {
  write(line: string): void
}

/** Lines as JSON, one object each; short ones for people where stderr is a terminal. */
export function openLineWriter(level: string, destination: LineDestination | undefined): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? (process.stderr.isTTY ? terminal() : standardError()),
  )
}

function standardError(): LineDestination {
  const stream = pino.destination({ fd: 2, sync: true })
  // Whoever read our lines may have gone away; the accounts still need watching.
  stream.on('error', () => {})
  return stream
}

function terminal(): LineDestination {
  return { write: (line) => void process.stderr.write(forPeople(line)) }
}

/** `{"level":"warn","time":"2017-11-02T22:58:00.000Z","kind":"KeyIsWrong","says":"…","offset":7}`
 *  -> `22:58:00.000 WARN  …  offset=7` */
export function forPeople(line: string): string {
  const { level, time, kind: _, says, ...fields } = JSON.parse(line) as Record<string, unknown>
  const rest = Object.entries(fields).map(([name, value]) => {
    const shown = typeof value === 'string' ? value : JSON.stringify(value)
    return ` ${name}=${shown}`
  })
  return `${String(time).slice(11, 23)} ${String(level).toUpperCase().padEnd(5)} ${String(says)}${rest.join('')}\n`
}

const causesMax = 5
const causeCharsMax = 2_000

/** An error and what caused it, in one line; with its stack where it is no failure of an edge but a fault in
 *  the program. */
export function describeCause(cause: unknown): { cause: string; stack?: string } {
  const said: string[] = []
  let next = cause
  while (next !== undefined && next !== null && said.length < causesMax) {
    said.push(next instanceof Error ? sayError(next) : inspect(next, { depth: 1 }))
    next = next instanceof Error ? next.cause : undefined
  }
  const text = said.join(' <- ').slice(0, causeCharsMax)
  if (!(cause instanceof Error) || cause instanceof EdgeError || cause.stack === undefined)
    return { cause: text }
  return { cause: text, stack: cause.stack.slice(0, causeCharsMax) }
}

function sayError(error: Error): string {
  const code = 'code' in error ? ` (${String(error.code)})` : ''
  return `${error.name}${code}: ${error.message}`
}
