import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unpacked } from './jars.ts'

/** A real schema registry. Apicurio speaks Confluent's API and comes as a Java program from Maven Central. */
export interface RealRegistry {
  /** Root of its Confluent-compatible API. */
  readonly url: string
  stop(): Promise<void>
}

const startedWithinMs = 60_000

/** The registry at `REGISTRY_URL`, or Apicurio on a free port with nothing in it.
 *  Rejects with the reason where this machine can have neither. */
export async function realRegistry(): Promise<RealRegistry> {
  const { REGISTRY_URL } = process.env
  if (REGISTRY_URL !== undefined) return { url: REGISTRY_URL, stop: async () => {} }
  const folder = await unpacked('io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all')
  const jar = readdirSync(folder).find((file) => file.endsWith('-runner.jar'))
  if (jar === undefined) throw new Error(`no program in ${folder}`)
  const port = await freePort()
  const home = mkdtempSync(join(tmpdir(), 'countermand-registry-'))
  const settings = [
    '-Dquarkus.http.host=127.0.0.1',
    `-Dquarkus.http.port=${port}`,
    '-Dquarkus.log.level=WARN',
  ]
  const java = spawn('java', ['-Xms128m', '-Xmx384m', ...settings, '-jar', join(folder, jar)], {
    cwd: home,
    stdio: 'ignore',
  })
  const ended = once(java, 'exit')
  async function stop() {
    java.kill('SIGTERM')
    // Java takes its leave in half a second; after five it is not waited for any more.
    const late = setTimeout(() => java.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(late)
    rmSync(home, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`
  try {
    await answers(`${url}/subjects`, java)
  } catch (cause) {
    await stop()
    throw cause
  }
  return { url, stop }
}

async function answers(url: string, java: ChildProcess): Promise<void> {
  for (const start = Date.now(); Date.now() - start < startedWithinMs; await sleep(200)) {
    if (java.exitCode !== null) throw new Error(`the registry ended with ${java.exitCode} while it started`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
  }
  throw new Error(`the registry did not answer at ${url} within ${startedWithinMs / 1000} s`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
