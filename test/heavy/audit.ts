import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runVerify } from '../../src/commands/audit/verify.ts'
import { auditDeeds } from '../../src/core/audit/entry.ts'
import { chanceOf } from '../../src/demo/chance.ts'
import { openHeadPlace } from '../../src/edges/audit/head-places.ts'
import { openSigningKey } from '../../src/edges/audit/signing-key.ts'
import { openAudit } from '../../src/edges/store/audit.ts'
import { openDatabase } from '../../src/edges/store/database.ts'
import { recordOf } from '../core/audit/records.ts'
import { checkpointsOf, firstFault, howFound, tamper } from '../core/audit/tampering.ts'
import { countOf } from '../count-of.ts'

/** `node test/heavy/audit.ts [tamperings] [entries]`
 *
 *  The long form of what `test/core/audit` holds: 10,000 random falsifications of a record of 100,000 entries,
 *  each found and told where it is; then a million entries in a store, verified by the command itself. Ends with
 *  1 where one was not found, or where verification kept a core busy for longer than 30 s: others may be at work
 *  on the same machine. */
const [tamperings, entries] = [countOf(0, 10_000), countOf(1, 1_000_000)]
const secondsMax = 30

const wrong = falsify(100_000, tamperings) + (await verifyMany(entries))
process.exit(wrong === 0 ? 0 : 1)

function falsify(size: number, count: number): number {
  const { rows, heads } = recordOf(size)
  const checkpoints = checkpointsOf(rows, heads)
  const ways = new Map<string, number>()
  let missed = 0
  const began = performance.now()
  for (let seed = 1; seed <= count; seed++) {
    const tampering = tamper(rows, chanceOf(seed))
    ways.set(tampering.how, (ways.get(tampering.how) ?? 0) + 1)
    const found = howFound(heads, tampering, firstFault(checkpoints, tampering))
    if (found === 'found') continue
    missed++
    console.log(`seed ${seed}: ${found}`)
  }
  for (const [how, times] of [...ways].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`  ${String(times).padStart(5)}  ${how}`)
  console.log(`${count - missed} of ${count} falsifications of ${size} entries found, ${seconds(began)} s`)
  return missed
}

async function verifyMany(count: number): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'countermand-heavy-audit-'))
  try {
    const began = performance.now()
    await write(data, count)
    console.log(`${count} entries written and sealed, ${seconds(began)} s`)
    const verifying = performance.now()
    const cpu = process.cpuUsage()
    const code = await runVerify(undefined, { data })
    const took = (performance.now() - verifying) / 1000
    const { user, system } = process.cpuUsage(cpu)
    const busy = (user + system) / 1e6
    console.log(
      `verified in ${took.toFixed(1)} s, of it ${busy.toFixed(1)} s of a core (at most ${secondsMax})`,
    )
    return code + (busy > secondsMax ? 1 : 0)
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

async function write(data: string, count: number): Promise<void> {
  const database = await openDatabase(join(data, 'store.sqlite'))
  const audit = openAudit(database)
  const signer = await openSigningKey(join(data, 'audit.key'), '')
  const batch = 1_000
  for (let from = 0; from < count; from += batch) {
    await audit.record(
      Array.from({ length: Math.min(batch, count - from) }, (_, index) => {
        const seq = from + index
        return {
          deed: auditDeeds[seq % auditDeeds.length] ?? 'case-seen',
          at: 1_700_000_000_000 + seq,
          by: `person-${seq % 40}`,
          whom: `staff-${seq % 60}`,
          about: `case-${seq % 5_000}`,
          why: 'the owner called, and the ticket says the same',
          after: { state: 'acknowledged', version: seq % 9 },
        }
      }),
    )
    await audit.seal(signer, from, true)
  }
  const place = await openHeadPlace(join(data, 'audit-heads.ndjson'))
  const { heads } = await audit.standing()
  for (let from = 0; from < heads; from += 500) await place.append(await audit.heads(from, 500))
  await database.destroy()
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}
