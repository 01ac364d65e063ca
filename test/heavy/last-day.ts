import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IncidentResult } from '../../src/demo/incidents/play.ts'
import { countOf } from '../count-of.ts'
import { mustHold } from '../must-hold.ts'
import { runProgram, startProgram } from '../real/running-program.ts'

/** `node test/heavy/last-day.ts [runs]`: plays `last-day-2017` on the running program, fifty times unless told
 *  otherwise, and prints how long it took to see the account restored. Fails where one run has more or less than
 *  one alert, one command and one restore, and where p99 is 3 s or more. */
const runs = countOf(0, 50)
const folder = mkdtempSync(join(tmpdir(), 'countermand-last-day-'))
const program = await startProgram(folder)
try {
  const { port } = new URL(program.address)
  const seconds: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const { out, err } = await runProgram([
      'demo',
      'last-day-2017',
      '--json',
      '--port',
      port,
      '--data',
      folder,
    ])
    if (out === '') throw new Error(`run ${run}: ${err}`)
    const { alerts, commands, reversals, secondsToConfirmed } = JSON.parse(out) as IncidentResult
    const counts = [alerts.length, commands.length, reversals.length].join(' ')
    if (counts !== '1 1 1' || secondsToConfirmed === null) throw new Error(`run ${run}: ${out}`)
    seconds.push(secondsToConfirmed)
  }
  seconds.sort((a, b) => a - b)
  const at = (share: number) => seconds[Math.min(runs - 1, Math.floor(runs * share))] ?? Number.NaN
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => at(share).toFixed(2))
  console.log(`${runs} runs, event to confirmed: p50 ${p50} s, p99 ${p99} s, most ${most} s; in 2017: 660 s`)
  mustHold('seconds to confirmed, p99', at(0.99), 0, 3)
} finally {
  await program.interrupt()
  rmSync(folder, { recursive: true, force: true })
}
