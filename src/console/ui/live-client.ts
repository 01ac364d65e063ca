import { signal } from '@preact/signals'
import {
  closings,
  type Delta,
  type Filter,
  type ServerMessage,
  type Snapshot,
  subprotocol,
  ticketPrefix,
  type View,
  type Welcome,
} from '../live/protocol.ts'
import { type ConnectionState, retryMs } from './connection-state.ts'
import { ask } from './requests.ts'
import { person, whoAmI } from './session.ts'
import { noRows, takeDelta, takePage, type ViewRows } from './view-rows.ts'

export const connection = signal<ConnectionState>({ kind: 'opening' })
export const welcome = signal<Welcome | undefined>(undefined)
export const queueRows = signal<ViewRows<'queue'>>(noRows('queue'))
export const pulseRows = signal<ViewRows<'pulse'>>(noRows('pulse'))

const filter: Filter = 'all'
let socket: WebSocket | undefined
let failures = 0
let retryTimer: number | undefined
/** The server's clock minus ours. */
let clockAheadMs = 0
let heardAt = 0

/** By the server's clock, to half a second: deadlines are its own. */
export const now = signal(Date.now())

/** Opens the live feed and keeps it open for as long as somebody is signed in. */
export function startLive(): void {
  addEventListener('online', retryNow)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && retryNow())
  setInterval(watchDelay, 500)
  setInterval(() => setClock(Date.now() + clockAheadMs), 500)
  void connect()
}

function setClock(at: number): void {
  now.value = at
}

function retryNow(): void {
  if (connection.value.kind !== 'offline') return
  clearTimeout(retryTimer)
  void connect()
}

async function connect(): Promise<void> {
  if (socket !== undefined || !person.value) return
  const ticket = await ask<{ ticket: string }>('POST', '/v1/live-ticket')
  if (!ticket.ok) {
    if (ticket.status === 401) return end('the session has ended')
    return retryLater()
  }
  const opened = new WebSocket(`ws${location.origin.slice('http'.length)}/v1/live`, [
    subprotocol,
    ticketPrefix + ticket.body.ticket,
  ])
  socket = opened
  const acks = acknowledge(opened)
  let retryAfterMs: number | undefined
  opened.addEventListener('message', ({ data }) => {
    const message: ServerMessage = JSON.parse(String(data))
    if (message.type === 'bye') retryAfterMs = message.retryAfterMs
    else hear(message)
    acks.received(message.type === 'welcome' ? message.limits : undefined)
  })
  opened.addEventListener('close', ({ code }) => {
    acks.stop()
    socket = undefined
    const closing = Object.values(closings).find((closing) => closing.code === code)
    if (closing === undefined || closing.comeBack) retryLater(retryAfterMs)
    else end(closing.says)
  })
}

function end(says: string): void {
  connection.value = { kind: 'ended', says }
  void whoAmI()
}

function retryLater(afterMs = retryMs(failures++, Math.random())): void {
  connection.value = { kind: 'offline', retryAt: Date.now() + afterMs }
  retryTimer = setTimeout(connect, afterMs)
}

function hear(message: Exclude<ServerMessage, { type: 'bye' }>): void {
  switch (message.type) {
    case 'welcome':
      return greet(message)
    case 'snapshot':
      return takeSnapshot(message)
    case 'delta':
      return takeNews(message)
    case 'live':
    case 'resumed':
      failures = 0
      heardAt = Date.now()
      connection.value = { kind: 'live' }
      return
    case 'behind':
      connection.value = { kind: 'delayed', seconds: Math.round((Date.now() - heardAt) / 1000) }
      return
    case 'ping':
      return send({ type: 'pong' })
    default:
      return message satisfies never
  }
}

/** Under a new epoch every number means something else, so that nothing known is carried over. */
function greet(message: Welcome): void {
  const sameEpoch = welcome.value?.epoch === message.epoch
  clockAheadMs = message.serverTime - Date.now()
  setClock(message.serverTime)
  welcome.value = message
  if (!sameEpoch) {
    queueRows.value = noRows('queue')
    pulseRows.value = noRows('pulse')
  }
  subscribe('queue', queueRows.value.seq)
  subscribe('pulse', pulseRows.value.seq)
}

function subscribe(view: View, seq: number | undefined): void {
  const where = seq === undefined ? {} : { epoch: welcome.value?.epoch, seq }
  send({ type: 'subscribe', view, filter, ...where })
}

function takeSnapshot(page: Snapshot): void {
  if (page.view === 'queue') queueRows.value = takePage(queueRows.value, page)
  else pulseRows.value = takePage(pulseRows.value, page)
}

function takeNews(delta: Delta): void {
  if (delta.view === 'queue') {
    const next = takeDelta(queueRows.value, delta)
    if (next === 'hole') subscribe('queue', queueRows.value.seq)
    else queueRows.value = next
    return
  }
  const next = takeDelta(pulseRows.value, delta)
  if (next === 'hole') subscribe('pulse', pulseRows.value.seq)
  else pulseRows.value = next
  for (const op of delta.ops) {
    if (op.op === 'put' && op.row.kind === 'tally') heardAt = op.row.at - clockAheadMs
  }
}

/** The tally comes once a second, so its age is how late everything else is. */
function watchDelay(): void {
  if (socket === undefined || (connection.value.kind !== 'live' && connection.value.kind !== 'delayed'))
    return
  const late = Date.now() - heardAt
  if (late > deadMs) return socket.close()
  if (late > delayedMs) connection.value = { kind: 'delayed', seconds: Math.round(late / 1000) }
  else if (connection.value.kind === 'delayed') connection.value = { kind: 'live' }
}

const delayedMs = 2_500
/** A socket that has said nothing for so long is dead, whatever the machine thinks of it. */
const deadMs = 20_000

function send(message: object): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
}

/** Tells the server what has arrived, every so many frames and every so often. */
function acknowledge(opened: WebSocket) {
  let received = 0
  let told = 0
  let everyFrames = 100
  const tell = () => {
    if (received === told || opened.readyState !== WebSocket.OPEN) return
    told = received
    opened.send(JSON.stringify({ type: 'ack', received }))
  }
  const timer = setInterval(tell, 250)
  return {
    received(limits: Welcome['limits'] | undefined) {
      everyFrames = limits?.ackEveryFrames ?? everyFrames
      received++
      if (received - told >= everyFrames) tell()
    },
    stop: () => clearInterval(timer),
  }
}
