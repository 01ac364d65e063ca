import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Audit } from '../../ports/audit.ts'
import type { Notify } from '../../ports/notice.ts'
import type { OneTimeSecrets } from '../auth/one-time.ts'
import type { SessionDoor, Visitor } from '../auth/session-door.ts'
import type { LiveHub } from '../live/hub.ts'
import { liveLimits } from '../live/limits.ts'
import { subprotocol, ticketPrefix } from '../live/protocol.ts'

/** Opens the live feed on the server's upgrades at `/v1/live`. Three doors before the 101: our own page as
 *  origin, the session's cookie, and a one-time ticket of that very session. */
export function openLiveSockets(server: Server, needs: LiveSocketNeeds): { close(): Promise<void> } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: liveLimits.inboundBytesMax,
    // Compression keeps memory for every socket, and leaks secrets by length.
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  })
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => socket.destroy())
    void admitSafely(request, needs).then((visitor) =>
      typeof visitor === 'number'
        ? refuseUpgrade(socket, visitor)
        : sockets.handleUpgrade(request, socket, head, (opened) => serve(opened, visitor, needs)),
    )
  })
  return {
    async close() {
      const left = [...sockets.clients]
      // Whoever answers the goodbye is gone at once; nobody is waited for longer than this.
      const timer = setTimeout(() => left.forEach((socket) => socket.terminate()), goodbyeMsMax)
      await Promise.all(left.map((socket) => closed(socket)))
      clearTimeout(timer)
      sockets.close()
    },
  }
}

export interface LiveSocketNeeds {
  readonly live: LiveHub
  readonly door: SessionDoor
  readonly tickets: OneTimeSecrets<string>
  readonly origins: () => readonly string[]
  readonly audit: Pick<Audit, 'record'>
  readonly now: () => number
  readonly notice: Notify
}

const goodbyeMsMax = 1_000

async function admitSafely(request: IncomingMessage, needs: LiveSocketNeeds): Promise<Visitor | number> {
  try {
    return await admit(request, needs)
  } catch (cause) {
    needs.notice({ kind: 'LiveTrouble', what: 'a socket could not be admitted', cause })
    return 503
  }
}

/** Who may come in, or the status that says why not. */
async function admit(request: IncomingMessage, needs: LiveSocketNeeds): Promise<Visitor | number> {
  const { origin, cookie } = request.headers
  if (request.url !== '/v1/live') return 404
  if (origin === undefined || !needs.origins().includes(origin)) return 403
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((value) => value.trim())
  if (!offered.includes(subprotocol)) return 400
  const ticket = offered.find((value) => value.startsWith(ticketPrefix))?.slice(ticketPrefix.length)
  const ticketOf = ticket === undefined ? undefined : needs.tickets.redeem(ticket)
  const visitor = await needs.door.visitor(cookie)
  if (visitor === undefined || ticketOf !== visitor.idHash) return 401
  if (!visitor.person.permissions.includes('read')) return 403
  await needs.audit.record([{ deed: 'feed-opened', at: needs.now(), by: visitor.person.id }])
  await needs.door.sawLive(visitor.idHash)
  return visitor
}

function serve(socket: WebSocket, visitor: Visitor, { live, door, notice }: LiveSocketNeeds): void {
  notice({ kind: 'SocketOpened' })
  let cutFor: { code: number; says: string } | undefined
  const reader = live.connect(
    {
      send: (text) => socket.send(text, { binary: false }, () => {}),
      close: (code, says) => socket.close(code, says),
      terminate(closing) {
        cutFor = closing
        socket.terminate()
      },
    },
    {
      person: visitor.person,
      idHash: visitor.idHash,
      // Asked with every ping: so long as the console is open, its person is at the desk.
      stillSignedIn: async () => {
        await door.sawLive(visitor.idHash)
        return (await door.visitorOf(visitor.idHash)) !== undefined
      },
    },
  )
  socket.on('message', (data: RawData, isBinary) => reader.receive(isBinary ? undefined : textOf(data)))
  // What goes wrong on a socket ends it, and `close` follows.
  socket.on('error', () => {})
  socket.on('close', (code, says) => {
    reader.gone()
    notice({ kind: 'SocketClosed', code: cutFor?.code ?? code, says: cutFor?.says ?? says.toString() })
  })
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString()
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) resolve()
    else socket.once('close', () => resolve())
  })
}
