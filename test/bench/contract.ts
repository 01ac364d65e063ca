import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mapRecord } from '../../src/core/change/map-record.ts'
import { isUnreadable, readChange } from '../../src/core/change/read-change.ts'
import { isMapping, loadMapping } from '../../src/edges/files/mapping-file.ts'
import { readRecords } from '../../src/edges/files/records.ts'

/** What reading costs: `node test/bench/contract.ts` prints one change of 400 bytes, the rows of a CSV file,
 *  and those rows mapped to changes. Takes the administrator log where it is there, and a made-up one else. */

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Nanoseconds for one valid change, over several forms of it, as the engine sees them on a real topic. */
export function readChangeNs(rounds: number): number {
  const example = readFileSync(
    `${root}schemas/examples/account-change/valid/ticketed-and-approved.json`,
    'utf8',
  )
  const full = {
    ...JSON.parse(example),
    account: { id: 'acc-4411', kind: 'person', handle: 'ada', followers: 4_400_000, verified: 'legacy' },
    actor: { id: 'st-12', kind: 'contractor', team: 'safety', leavesAt: 1_509_667_200_000 },
    origin: { tool: 'agent-console', sessionId: 'se-88' },
  }
  const forms = [
    full,
    { ...full, origin: undefined },
    { ...full, reason: undefined },
    { ...full, causedBy: 'c' },
  ]
  const inputs = forms.map((form): unknown => JSON.parse(JSON.stringify(form)))
  const run = () => {
    let faulty = 0
    for (let i = 0; i < rounds; i++) if (isUnreadable(readChange(inputs[i % 4]))) faulty++
    if (faulty > 0) throw new Error('the bench reads a faulty change')
  }
  run()
  const began = performance.now()
  run()
  return ((performance.now() - began) * 1e6) / rounds
}

export interface FileSpeed {
  readonly rows: number
  readonly rowsPerSecond: number
  readonly mappedPerSecond: number
}

/** Rows a second out of the files, and records a second through mapping and `readChange` alone. */
export async function fileSpeed(files: readonly string[]): Promise<FileSpeed> {
  const mapping = await loadMapping(`${root}schemas/mappings/admin-log.yaml`, { input: files[0] })
  if (!isMapping(mapping)) throw new Error(JSON.stringify(mapping))
  let rows = 0
  let mappedMs = 0
  const began = performance.now()
  for (const path of files) {
    for await (const batch of readRecords(path, { format: 'csv' })) {
      const batchBegan = performance.now()
      rows += batch.length
      for (const read of batch) {
        const mapped = mapRecord(mapping, 'record' in read ? read.record : undefined)
        if (mapped.changes.some(isUnreadable)) throw new Error(`line ${read.line} of ${path} is unreadable`)
      }
      mappedMs += performance.now() - batchBegan
    }
  }
  const readMs = performance.now() - began - mappedMs
  return { rows, rowsPerSecond: (rows / readMs) * 1000, mappedPerSecond: (rows / mappedMs) * 1000 }
}

/** A log like the real one where that is missing, with its list of robots beside it. */
function madeUpLog(folder: string): string {
  const head =
    'occurred_at,event_id,action,actor,target,target_kind,target_admin_actions_so_far,reason_category,duration_seconds,flags'
  const row = (i: number) =>
    `2030-03-04T05:06:07Z,e${i},block,u_${i % 97},ip_${i},ip,0,vandalism,86400,"anononly,nocreate"`
  writeFileSync(join(folder, 'service-actors.csv'), 'actor\nu_1\n')
  const path = join(folder, 'events.csv')
  writeFileSync(path, `${head}\n${Array.from({ length: 200_000 }, (_, i) => row(i)).join('\n')}\n`)
  return path
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wiki = join(process.env.COUNTERMAND_SHARED ?? join(root, '..', 'shared'), 'data', 'wiki')
  const folder = mkdtempSync(join(tmpdir(), 'countermand-bench-'))
  const files = existsSync(wiki)
    ? readdirSync(wiki).flatMap((name) => (name.startsWith('events-') ? [join(wiki, name)] : []))
    : [madeUpLog(folder)]
  console.log(`readChange, 400 bytes:   ${readChangeNs(2_000_000).toFixed(0)} ns`)
  const speed = await fileSpeed(files)
  rmSync(folder, { recursive: true })
  console.log(`${existsSync(wiki) ? 'administrator log' : 'made-up log'}: ${speed.rows} rows`)
  console.log(`rows out of CSV:         ${Math.round(speed.rowsPerSecond)} a second`)
  console.log(`mapped and read:         ${Math.round(speed.mappedPerSecond)} a second`)
}
