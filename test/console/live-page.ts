import { WebSocket } from 'ws'
import { type ServerMessage, subprotocol } from '../../src/console/live/protocol.ts'
import { signIn, type TestConsole } from './open-console.ts'

/** A page as the server sees it: a real websocket with a real ticket, whose behaviour a test decides. */
export async function openPage(desk: TestConsole, over: PageNeeds = {}): Promise<LivePage> {
  const cookie = over.cookie ?? (await signIn(desk))
  const ticket = over.ticket ?? (await ticketFor(desk, cookie))
  const socket = new WebSocket(
    `${desk.address.replace('http', 'ws')}/v1/live`,
    [subprotocol, `ticket.${ticket}`],
    {
      headers: { cookie, ...(over.origin === null ? {} : { origin: over.origin ?? desk.address }) },
    },
  )
  const heard: ServerMessage[] = []
  const closed = Promise.withResolvers<number>()
  socket.on('message', (data) => {
    // One frame is one buffer, unless somebody asks `ws` for fragments.
    if (Buffer.isBuffer(data)) heard.push(JSON.parse(data.toString()))
    if (over.acknowledges !== false) say({ type: 'ack', received: heard.length })
  })
  socket.on('close', (code) => closed.resolve(code))
  socket.on('error', () => {})
  const say = (message: unknown) => {
    if (socket.readyState === WebSocket.OPEN) {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message))
    }
  }
  const refused = new Promise<number>((resolve) =>
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)),
  )
  await new Promise<void>((resolve) => {
    socket.on('open', resolve)
    socket.on('error', () => resolve())
    void refused.then(() => resolve())
  })
  return {
    cookie,
    heard,
    say,
    socket,
    refused,
    closed: closed.promise,
    until: (what) => until(() => heard.find(what)),
    close: () => socket.close(),
  }
}

interface PageNeeds {
  readonly cookie?: string
  readonly ticket?: string
  /** `null` sends none. */
  readonly origin?: string | null
  readonly acknowledges?: boolean
}

export interface LivePage {
  readonly cookie: string
  readonly heard: readonly ServerMessage[]
  readonly socket: WebSocket
  /** The close code. */
  readonly closed: Promise<number>
  /** The status, where the server did not open the socket. */
  readonly refused: Promise<number>
  say(message: unknown): void
  /** The first message of this kind, heard already or still to come. */
  until(what: (message: ServerMessage) => boolean): Promise<ServerMessage>
  close(): void
}

export async function ticketFor(desk: TestConsole, cookie: string): Promise<string> {
  const answer = await fetch(`${desk.address}/v1/live-ticket`, {
    method: 'POST',
    headers: { cookie, origin: desk.address },
  })
  const body: unknown = await answer.json()
  if (typeof body !== 'object' || body === null || !('ticket' in body)) throw new Error('no ticket was given')
  return String(body.ticket)
}

/** Asks until it is there. */
export async function until<T>(
  find: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const givesUpAt = Date.now() + 8_000
  for (;;) {
    const found = await find()
    if (found !== undefined && found !== false) return found
    if (Date.now() > givesUpAt) throw new Error(`not seen within 8 s: ${String(find)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
