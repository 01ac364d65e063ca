/** Bluesky's Ozone with its directory, account host (PDS) and public view (AppView), from npm, on loopback. Prints one
 *  JSON line when it is ready; does what lines on its standard input ask for, each answered by a line; stops when
 *  that ends. It runs in a process and a package folder of its own: nothing here is the product's. */
import { randomBytes } from 'node:crypto'
import { Server } from 'node:net'
import { createInterface } from 'node:readline'

// Its servers listen on every interface unless told otherwise.
const listen = Server.prototype.listen
Server.prototype.listen = function (this: Server, ...given: unknown[]) {
  const [first] = given
  if (typeof first === 'number' && typeof given[1] !== 'string') given.splice(1, 0, '127.0.0.1')
  else if (typeof first === 'object' && first !== null && 'port' in first && !('host' in first))
    given[0] = { ...first, host: '127.0.0.1' }
  return Reflect.apply(listen, this, given)
} as typeof listen

const { TestNetwork } = await import('@atproto/dev-env')
const { AtpAgent } = await import('@atproto/api')
const letters = [...randomBytes(8)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('')
const net = await TestNetwork.create({
  dbPostgresUrl: process.env.DB_POSTGRES_URL ?? '',
  dbPostgresSchema: `t_${letters}`,
})
const { pds, bsky, ozone } = net

async function account(name: string) {
  const agent = new AtpAgent({ service: pds.url })
  await agent.createAccount({
    email: `${name}@example.test`,
    handle: `${name}.test`,
    password: `pw-${name}`,
  })
  return { did: agent.assertDid, token: agent.session?.accessJwt ?? '' }
}

const team = {
  modone: await account('modone'),
  modtwo: await account('modtwo'),
  undobot: await account('undobot'),
}
for (const { did } of Object.values(team)) await ozone.addModeratorDid(did)

/** While it fails, every request to the account host is answered with 503. */
let pdsFails = false
const server = pds.server.server
const handlers = server?.listeners('request') ?? []
server?.removeAllListeners('request')
server?.on('request', (request, response) => {
  if (pdsFails) return void response.writeHead(503).end('{}')
  for (const handle of handlers) Reflect.apply(handle, server, [request, response])
})

async function obey(line: string): Promise<unknown> {
  const { ask, count, fails, did } = JSON.parse(line)
  if (ask === 'accounts') {
    const dids = []
    for (let i = 0; i < count; i++) dids.push((await account(`u${randomBytes(4).toString('hex')}`)).did)
    await net.processAll()
    return dids
  }
  if (ask === 'pds') {
    pdsFails = fails
    if (!fails) await pushAgain()
    return fails
  }
  if (ask === 'expire') {
    // Its daemon is switched off here: the suspension is over, and then its own reverser is called.
    await ozone.ctx.db.db
      .updateTable('moderation_subject_status')
      .set({ suspendUntil: new Date(Date.now() - 1_000).toISOString() })
      .where('did', '=', did)
      .execute()
    await ozone.daemon.ctx.eventReverser.findAndRevertDueActions()
    return true
  }
  throw new Error(`nobody knows how to ${ask}`)
}

/** What its daemon does half a minute after a push that failed; here that is switched off. */
async function pushAgain(): Promise<void> {
  await ozone.ctx.db.db
    .updateTable('repo_push_event')
    .set({ lastAttempted: null })
    .where('confirmedAt', 'is', null)
    .execute()
  await ozone.processAll()
}

await net.processAll()
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
say({
  ready: true,
  pds: pds.url,
  appview: bsky.url,
  ozone: ozone.url,
  ozoneDid: ozone.ctx.cfg.service.did,
  team,
})

let stopping = false
async function stop() {
  if (stopping) return
  stopping = true
  await net.close()
  process.exit(0)
}
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  obey(line).then(
    (answer) => say({ answer }),
    (cause: unknown) => say({ failed: String(cause) }),
  )
})
lines.on('close', stop)
process.on('SIGTERM', stop)
