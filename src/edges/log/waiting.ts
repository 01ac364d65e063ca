import { setTimeout as sleep } from 'node:timers/promises'

const backOffMsMin = 100
const backOffMsMax = 5000

/** How long to wait before the next try: 100, 200, 400 … 5,000 ms. */
export function backOffMs(failures: number): number {
  return Math.min(backOffMsMin * 2 ** (failures - 1), backOffMsMax)
}

/** Waits, but no longer than until the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

/** Whether the work settled within the time. The work itself goes on, and its failure is its owner's. */
export async function settlesWithin(work: Promise<unknown>, msMax: number): Promise<boolean> {
  const late = new AbortController()
  const settled = work.then(
    () => true,
    () => true,
  )
  const inTime = await Promise.race([
    settled,
    sleep(msMax, false, { signal: late.signal }).catch(() => false),
  ])
  late.abort()
  return inTime
}

// Long enough that yielding costs nothing at full speed, short enough that timers and sockets are on time.
const turnMsMax = 5

/** Since when timers and sockets of this process have had no turn, as far as anybody here knows: there is one event
 *  loop, whoever holds it. */
let heldSinceMs = performance.now()
const waitingForTurn: (() => void)[] = []

/** Lets timers and sockets have their turn, if loops like this have held the process for longer than 5 ms. A loop of
 *  promises that are always ready never gives one by itself. Many such loops go on one in each turn, the longest waiting
 *  first: all at once they would hold the process for as long as all of them together. */
export async function breathe(): Promise<void> {
  if (performance.now() - heldSinceMs < turnMsMax) return
  const { promise, resolve } = Promise.withResolvers<void>()
  if (waitingForTurn.push(resolve) === 1) setImmediate(giveTurn)
  await promise
}

function giveTurn(): void {
  heldSinceMs = performance.now()
  waitingForTurn.shift()?.()
  if (waitingForTurn.length > 0) setImmediate(giveTurn)
}
