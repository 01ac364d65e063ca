import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A cable to a server that a test can cut and mend: the server goes on and forgets nothing. */
export interface Cable {
  readonly port: number
  cut(): void
  mend(): void
  remove(): Promise<void>
}

export async function cableTo(host: string, port: number): Promise<Cable> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(port, host)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      // A cut cable is what the test wants to see; the other end must fall with it.
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  function cut() {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address.port,
    cut,
    mend() {
      isCut = false
    },
    async remove() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
