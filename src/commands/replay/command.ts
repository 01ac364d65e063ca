import { createWriteStream, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { mapRecord } from '../../core/change/map-record.ts'
import type { Mapping } from '../../core/change/mapping.ts'
import { platformDefaults } from '../../core/change/platform-spec.ts'
import { isUnreadable, readChange } from '../../core/change/read-change.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { isPolicy } from '../../core/policy/read-policy.ts'
import type { ReferenceTables } from '../../core/reference/complete.ts'
import { type ReferenceTable, refuseLoad } from '../../core/reference/table.ts'
import { isMapping, loadMapping } from '../../edges/files/mapping-file.ts'
import { type Format, formatOf, readRecords } from '../../edges/files/records.ts'
import { schemasFolder } from '../../edges/files/shipped.ts'
import { faultLines, loadPolicy } from '../../edges/policy-file/policy-file.ts'
import { loadFile } from '../../edges/reference/file-feed.ts'
import { accountKind, type Keyed, staffKind, type TableKind } from '../../edges/reference/table-kind.ts'
import { inEventOrder, merged, type Placed } from './event-order.ts'
import { openProgress } from './progress.ts'
import { replay } from './replay.ts'
import { simulateGates } from './simulated-gates.ts'
import { feedVerdicts, readVerdictLine, type VerdictLine } from './verdict-feed.ts'

export interface ReplayFlags {
  readonly format?: Format
  readonly mapping?: string
  readonly table?: readonly string[]
  readonly policy?: string
  readonly out?: string
  readonly scores?: string
  readonly verdicts?: string
  readonly staff?: string
  readonly accounts?: string
  readonly simulateGates?: boolean
}

/** Faults of the input, in words; the replay did not run, or did not run to its end. */
class Refusal extends Error {}

/** Of a replay's actors, as of the stream's, only the idlest leave. */
const actorsMax = 2_000_000
const unreadableShownMax = 5
const accountsKeptMax = 20_000_000

/** Runs a replay and prints its table. Answers the exit code. */
export async function runReplay(files: readonly string[], flags: ReplayFlags): Promise<number> {
  try {
    await replayFiles(files, flags)
    return 0
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    console.error(cause.message)
    return 1
  }
}

async function replayFiles(files: readonly string[], flags: ReplayFlags): Promise<void> {
  const policy = await openPolicy(flags.policy ?? join(schemasFolder, 'policies', 'default.yaml'))
  const mapping =
    flags.mapping === undefined ? undefined : await openMapping(flags.mapping, files[0], flags.table ?? [])
  const verdicts = flags.verdicts === undefined ? undefined : await readVerdicts(flags.verdicts)
  const tables = await openTables(flags, policy)
  const maxAgeMs = mapping?.platform?.maxAgeMs ?? platformDefaults.maxAgeMs
  const decisions = flags.out === undefined ? undefined : openLines(flags.out)
  const scores = flags.scores === undefined ? undefined : openLines(flags.scores)
  scores?.line('eventId,suspicion,stakes,score')

  const tally: Tally = { bytes: 0, records: 0, skipped: 0, unreadable: 0, moved: 0 }
  const sources = files.map((path, file) =>
    inEventOrder(changesOf(path, file, flags.format, mapping, tally), tally),
  )
  const progress = openProgress(files)
  const began = performance.now()
  const counts = await replay(
    draining(merged(sources), [decisions, scores]),
    {
      policy,
      actorsMax,
      tables,
      neverKnown: new Set(mapping?.neverKnown ?? []),
      ...(flags.simulateGates === true && { gates: simulateGates(policy, maxAgeMs) }),
      ...(verdicts !== undefined && { verdicts: feedVerdicts(verdicts) }),
    },
    {
      ...(decisions !== undefined && { decision: decisions.line }),
      ...(scores !== undefined && { score: scores.line }),
      progress: (changes) => progress.at(changes, tally.bytes),
    },
  )
  const spentMs = performance.now() - began
  await Promise.all([decisions?.end(), scores?.end()])
  progress.end()

  // With the decisions on standard output, the table must not stand between them.
  const say = flags.out === '-' || flags.scores === '-' ? console.error : console.log
  say(counts.table(spentMs))
  if (tally.skipped > 0)
    say(`records that are no change here (where): ${tally.skipped.toLocaleString('en-US')}`)
  if (tally.unreadable > 0) say(`records that could not be read: ${tally.unreadable.toLocaleString('en-US')}`)
  if (tally.moved > 0)
    say(`changes out of order in their file, put right: ${tally.moved.toLocaleString('en-US')}`)
}

interface Tally {
  /** Of the files as they lie there. */
  bytes: number
  records: number
  skipped: number
  unreadable: number
  moved: number
}

async function* changesOf(
  path: string,
  file: number,
  given: Format | undefined,
  mapping: Mapping | undefined,
  tally: Tally,
): AsyncGenerator<readonly Placed[]> {
  const format = given ?? formatOf(path)
  if (format === undefined)
    throw new Refusal(`${path}: its name does not say its format; give --format csv, ndjson or json`)
  const onBytes = (count: number) => (tally.bytes += count)
  for await (const batch of readRecords(path, { format, onBytes })) {
    const placed: Placed[] = []
    for (const read of batch) {
      tally.records += 1
      const mapped =
        'record' in read ? toChanges(mapping, read.record) : { changes: [read.unreadable], skipped: 0 }
      tally.skipped += mapped.skipped
      for (const change of mapped.changes) {
        if (!isUnreadable(change)) placed.push({ change, file, line: read.line })
        else if ((tally.unreadable += 1) <= unreadableShownMax) {
          const [fault] = change.faults
          console.error(
            `${path}:${read.line} could not be read: ${change.unreadable}, ${fault?.at}: ${fault?.says}`,
          )
        }
      }
    }
    yield placed
  }
}

function toChanges(mapping: Mapping | undefined, record: unknown) {
  return mapping === undefined ? { changes: [readChange(record)], skipped: 0 } : mapRecord(mapping, record)
}

async function openPolicy(path: string) {
  const policy = await loadPolicy(path)
  if (isPolicy(policy)) return policy
  throw new Refusal(faultLines(path, policy).join('\n'))
}

/** The files as the running program reads them. How old they are is of no interest: the changes are as old. */
async function openTables(flags: ReplayFlags, { keepProfiles }: Policy): Promise<ReferenceTables> {
  const accounts = accountKind(() => keepProfiles, accountsKeptMax)
  return {
    staff: flags.staff === undefined ? undefined : await openTable(flags.staff, staffKind),
    accounts: flags.accounts === undefined ? undefined : await openTable(flags.accounts, accounts),
  }
}

async function openTable<Entry extends Keyed, Table extends ReferenceTable<Entry>>(
  path: string,
  kind: TableKind<Entry, Table>,
): Promise<Table> {
  const table = await loadFile(path, kind, statSync(path).mtimeMs)
  const refusal = refuseLoad(table, undefined, 1)
  if (refusal !== undefined) throw new Refusal(`${path}: ${refusal}`)
  return table
}

async function openMapping(
  path: string,
  input: string | undefined,
  given: readonly string[],
): Promise<Mapping> {
  const named = new Map(
    given.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
  const mapping = await loadMapping(path, { named, input })
  if (isMapping(mapping)) return mapping
  throw new Refusal(mapping.map(({ at, says }) => `${at}: ${says}`).join('\n'))
}

async function readVerdicts(path: string): Promise<VerdictLine[]> {
  const lines: VerdictLine[] = []
  for await (const batch of readRecords(path, { format: formatOf(path) ?? 'ndjson' })) {
    for (const read of batch) {
      const line = 'record' in read ? readVerdictLine(read.record) : 'not a record'
      if (typeof line === 'string') throw new Refusal(`${path}:${read.line}: ${line}`)
      lines.push(line)
    }
  }
  return lines
}

interface Lines {
  readonly line: (text: string) => void
  /** Waits while what was written is more than the file takes up. */
  readonly drained: () => Promise<void>
  readonly end: () => Promise<void>
}

/** Lines gathered into blocks: one write for each of 1.3 million lines would be most of a replay's time. */
function openLines(path: string): Lines {
  const stream: Writable = path === '-' ? process.stdout : createWriteStream(path)
  // The callback of each write hears of a failure; without a listener the process would end first.
  stream.on('error', () => {})
  let block = ''
  const write = async () => {
    const text = block
    block = ''
    if (text === '') return
    await new Promise<void>((resolve, reject) => {
      stream.write(text, (cause) => {
        if (cause) reject(new Refusal(`${path} cannot be written: ${cause.message}`))
        else resolve()
      })
    })
  }
  return {
    line: (text) => {
      block += `${text}\n`
    },
    drained: write,
    async end() {
      await write()
      if (path !== '-') await new Promise<void>((resolve) => stream.end(resolve))
    },
  }
}

/** Between two batches the output files get their turn, so that memory stays bounded. */
async function* draining<T>(
  batches: AsyncIterable<T>,
  outputs: readonly (Lines | undefined)[],
): AsyncGenerator<T> {
  for await (const batch of batches) {
    yield batch
    for (const output of outputs) await output?.drained()
  }
}
