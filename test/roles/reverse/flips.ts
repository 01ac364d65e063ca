import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { signSwitchOrder } from '../../../src/edges/switch-key.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import { type Desk, type DeskOptions, switchSecret } from './desk.ts'

/** Turns the kill switch on and off under load, by its three ways in turn, every fourth time while the log is away
 *  and every fifth with a restart while it is on. Answers every call that the platform saw later than a second after
 *  it was on and before it was off again: there should be none. And how many it saw in all: there should be many. */
export async function flipUnderLoad({ flips, open }: Flipping) {
  let logIsDown = false
  const desk = await open({
    settings: { callsAtOnce: 2, cooldownMs: 1 },
    wrapLog: (log) => ({
      ...log,
      append: (...record) =>
        logIsDown
          ? Promise.reject(new EdgeError('log-unavailable', 'the log is away', { retryable: true }))
          : log.append(...record),
    }),
  })
  const plenty = 1_000_000
  desk.policy = {
    ...desk.policy,
    budgets: {
      perMinute: plenty,
      perHour: plenty,
      perActorPerHour: plenty,
      perRulePerHour: plenty,
      protectedReservePerMinute: 0,
    },
  }
  await desk.start()
  const done = new AbortController()
  const load = (async () => {
    for (let i = 0; !done.signal.aborted; i++) {
      // A slow answer now and then, so that others wait for their turn.
      if (i % 7 === 0) desk.server.faults.push('slow')
      await desk.deactivated(`a${i}`, { actorId: `actor-${i}` })
      await pause(15)
    }
  })()
  const on: { from: number; to: number; way: string }[] = []
  for (let flip = 0; flip < flips; flip++) {
    await underLoad(desk)
    const way = ways[flip % ways.length] ?? turnByConsole
    logIsDown = flip % 4 === 3
    await way(desk, true)
    const from = Date.now()
    if (flip % 5 === 4) {
      logIsDown = false
      await desk.stop()
      await desk.start()
    }
    await pause(1_150)
    await way(desk, false)
    logIsDown = false
    on.push({ from, to: Date.now(), way: way.name })
  }
  await pause(500)
  done.abort()
  await load
  const sent = desk.server.calls
  const late = sent.flatMap(({ at, accountId }) =>
    on.flatMap(({ from, to, way }) =>
      at > from + 1_000 && at < to ? [`${accountId}: ${at - from} ms after ${way}`] : [],
    ),
  )
  return { late, sent: sent.length, flips: on.length }
}

/** Something is being sent now; else a flip would prove nothing. */
async function underLoad({ server }: Desk): Promise<void> {
  const before = server.calls.length
  const endBy = Date.now() + 5_000
  while (server.calls.length === before && Date.now() < endBy) await pause(10)
}

interface Flipping {
  readonly flips: number
  readonly open: (options: DeskOptions) => Promise<Desk>
}

async function turnByConsole({ ledger }: Desk, on: boolean): Promise<void> {
  await ledger.turnKillSwitch(on, 'ines', 'drill')
}

async function turnByFile({ folder }: Desk, on: boolean): Promise<void> {
  const file = join(folder, 'STOP')
  if (on) writeFileSync(file, 'drill')
  else rmSync(file)
}

/** It counts from its append: within the second it must have been read and followed. */
async function turnByRecord({ log }: Desk, on: boolean): Promise<void> {
  const value = Buffer.from(signSwitchOrder(switchSecret, { on, by: 'ops', reason: 'drill', at: Date.now() }))
  await log.append('countermand.switches', [{ key: null, value }])
}

const ways = [turnByConsole, turnByFile, turnByRecord]
