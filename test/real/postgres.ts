import { execFile, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** A real PostgreSQL for one test file, or in words why there is none: the one at `POSTGRES_URL`, else the one
 *  that the system has installed, started on a free port of the loopback with its data in a folder that goes
 *  away again. */
export async function startPostgres(): Promise<Postgres | string> {
  const url = process.env.POSTGRES_URL
  if (url !== undefined) return { url, stop: async () => {} }
  const programs = installedPrograms()
  if (programs === undefined) return 'no PostgreSQL: set POSTGRES_URL, or install Debian’s postgresql'

  const folder = mkdtempSync(join(tmpdir(), 'countermand-postgres-'))
  const user = await ownerOf(folder)
  const as = (program: string, args: readonly string[]) => asOwner(user, join(programs, program), args)
  const [initdb, initdbArgs] = as('initdb', ['-D', folder, '-U', 'countermand', '-A', 'trust', '--no-sync'])
  await run(initdb, initdbArgs)
  const port = await freePort()
  const [program, args] = as('postgres', ['-D', folder, '-p', String(port), '-h', '127.0.0.1', '-k', folder])
  const server = spawn(program, args, { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const started = `postgresql://countermand@127.0.0.1:${port}/postgres`
  const stop = async () => {
    await asOwnerStop(as, folder, server)
    await exited
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await untilItAnswers(started)
  } catch (cause) {
    await stop()
    return `the installed PostgreSQL did not start: ${String(cause)}`
  }
  return { url: started, stop }
}

export interface Postgres {
  readonly url: string
  stop(): Promise<void>
}

/** Debian keeps each version apart, and off the path. */
function installedPrograms(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a))
  return versions
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'postgres')))
}

/** PostgreSQL refuses to run as root: then its own user has to own the folder. */
async function ownerOf(folder: string): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const { stdout } = await run('id', ['-u', 'postgres'])
  chownSync(folder, Number(stdout.trim()), -1)
  chmodSync(folder, 0o700)
  return 'postgres'
}

function asOwner(user: string | undefined, program: string, args: readonly string[]): [string, string[]] {
  return user === undefined ? [program, [...args]] : ['runuser', ['-u', user, '--', program, ...args]]
}

/** Through its own program: a signal to `runuser` would not reach the server behind it. */
async function asOwnerStop(
  as: (program: string, args: readonly string[]) => [string, string[]],
  folder: string,
  server: { kill(): boolean },
): Promise<void> {
  const [program, args] = as('pg_ctl', ['-D', folder, '-m', 'immediate', 'stop'])
  await run(program, args).catch(() => server.kill())
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (cause) {
      if (Date.now() > deadline) throw cause
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
