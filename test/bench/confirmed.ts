import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Agent, setGlobalDispatcher } from 'undici'
import type { IncidentResult } from '../../src/demo/incidents/play.ts'
import { countOf } from '../count-of.ts'
import { mustHold } from '../must-hold.ts'
import { startProgram } from '../real/running-program.ts'
import { coresSince } from './machine.ts'

/** From the change to the account seen restored, in the whole running program: the demo platform makes so many changes
 *  a second through the embedded log, and in between `last-day-2017` is played again and again.
 *  `node test/bench/confirmed.ts [plays] [changes a second]`. Ends with 1 where it is not as quick as was promised. */
export interface Confirmed {
  readonly plays: number
  /** Of them: without an outcome within a minute, where the machine cannot keep up. The figures are of the others. */
  readonly unsettled: number
  /** As it was, by what was assessed; what is asked for is only asked for. */
  readonly changesPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly mostMs: number
  /** Of all cores of the machine, this program and everything else together. */
  readonly machineBusy: number
}

/** The demo platform plays so many at once at most. */
const atOnce = 3
const warmUpMs = 5_000
const askEveryMs = 100

/** @throws where one play has more than one alert, or more than one reversal */
export async function benchConfirmed(plays: number, ratePerSecond: number): Promise<Confirmed> {
  // Let go before the program does: a call must not meet a connection that is being closed.
  setGlobalDispatcher(new Agent({ keepAliveTimeout: 500 }))
  const folder = mkdtempSync(join(tmpdir(), 'countermand-bench-confirmed-'))
  const program = await startProgram(folder, { startMsMax: 600_000 })
  try {
    const authorization = `Bearer ${readFileSync(join(folder, 'demo.token'), 'utf8').trim()}`
    const call = async <T>(path: string, body?: object): Promise<T> => {
      const answer = await fetch(`${program.address}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      })
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
      return (await answer.json()) as T
    }
    const play = async (seed: number): Promise<number | undefined> => {
      const { runId } = await call<{ runId: string }>('/v1/demo/incidents/last-day-2017', { seed })
      for (;;) {
        const run = await call<Run>(`/v1/demo/runs/${runId}`)
        if (run.state === 'failed') return undefined
        if (run.result !== undefined) return msOf(seed, run.result)
        await pause(askEveryMs)
      }
    }
    // Only now: a past at this rate would be millions of changes.
    await call('/v1/demo/rate', { ratePerSecond })
    await pause(warmUpMs)
    await play(1)
    const before = await assessed(program.address)
    const [began, idleBefore] = [performance.now(), coresSince()]
    const tookMs: number[] = []
    let next = 2
    const lane = async () => {
      for (let seed = next++; seed < plays + 2; seed = next++) {
        const ms = await play(seed)
        if (ms !== undefined) tookMs.push(ms)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
    const seconds = (performance.now() - began) / 1_000
    const done = (await assessed(program.address)) - before
    const { spent, all } = coresSince(idleBefore)
    tookMs.sort((a, b) => a - b)
    const last = tookMs.length - 1
    const at = (share: number) => tookMs[Math.min(last, Math.floor(share * tookMs.length))] ?? Number.NaN
    return {
      plays,
      unsettled: plays - tookMs.length,
      changesPerSecond: done / seconds,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      mostMs: at(1),
      machineBusy: 1 - spent / all,
    }
  } finally {
    await program.interrupt()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Run {
  readonly state: string
  readonly says?: string
  readonly result?: IncidentResult
}

function msOf(seed: number, { alerts, reversals, secondsToConfirmed }: IncidentResult): number | undefined {
  if (alerts.length > 1 || reversals.length > 1)
    throw new Error(`seed ${seed}: ${alerts.length} alerts and ${reversals.length} reversals`)
  return secondsToConfirmed === null ? undefined : secondsToConfirmed * 1_000
}

async function assessed(address: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text()
  const [, count] = /^countermand_changes_assessed_total (\d+)/m.exec(text) ?? []
  if (count === undefined) throw new Error('the program does not say how many changes it assessed')
  return Number(count)
}

/** Prints it, and whether it is as quick as was promised. */
export function sayConfirmed(found: Confirmed, wantedPerSecond: number): void {
  for (const line of confirmedLines(found, wantedPerSecond)) console.log(line)
  mustHold('plays without a restore', found.unsettled, 0, 0)
  mustHold('changes a second', Math.round(found.changesPerSecond), wantedPerSecond * 0.95)
  mustHold('event to confirmed, p50, ms', Math.round(found.p50Ms), 0, 100)
  mustHold('event to confirmed, p99, ms', Math.round(found.p99Ms), 0, 3_000)
}

function confirmedLines(found: Confirmed, wantedPerSecond: number): string[] {
  const { plays, unsettled, changesPerSecond, p50Ms, p99Ms, mostMs, machineBusy } = found
  const kept = changesPerSecond < wantedPerSecond * 0.95 ? `, where ${wantedPerSecond} were wanted` : ''
  return [
    `event to confirmed  p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms, most ${mostMs.toFixed(0)} ms   beside 660,000 ms in 2017`,
    ...(unsettled === 0
      ? []
      : [`                    ${unsettled} of ${plays} plays had no restore within a minute`]),
    `                    ${plays} plays, ${changesPerSecond.toFixed(0)} changes a second assessed beside them${kept}; the machine's cores ${(machineBusy * 100).toFixed(0)} % busy`,
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rate = countOf(1, 2_000)
  sayConfirmed(await benchConfirmed(countOf(0, 100), rate), rate)
}
