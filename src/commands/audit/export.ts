import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { entryLine, headLine } from '../../edges/audit/export-file.ts'
import { openAudit } from '../../edges/store/audit.ts'
import type { Audit } from '../../ports/audit.ts'
import { ReaderGone } from '../history/refusal.ts'
import { openOutput, standardOutput, unwritable } from '../output-file.ts'
import { atTerminal, mustNotBeOwn, type OwnStoreFlags, openOwnRecord, readOwnConfig } from '../own-store.ts'

export interface ExportFlags extends OwnStoreFlags {
  readonly out?: string
  readonly by?: string
  readonly reason?: string
}

/** `countermand audit export`: the whole record as NDJSON, each head after the last entry it covers. What is
 *  about people stays sealed: keys are never exported. The export is itself recorded, as its last entries. */
export async function runExport(flags: ExportFlags): Promise<void> {
  const config = readOwnConfig(flags)
  await mustNotBeOwn(config, flags.out)
  const database = await openOwnRecord(config)
  const path = flags.out ?? standardOutput
  const out = await openOutput(path, 0o600)
  try {
    const audit = openAudit(database)
    const { size } = await audit.standing()
    await audit.record([
      {
        deed: 'record-exported',
        at: Date.now(),
        by: flags.by ?? atTerminal(),
        after: { entries: size },
        ...(flags.reason === undefined ? {} : { why: flags.reason }),
      },
    ])
    const entries = await writeAll(audit, { path, stream: out.stream })
    await out.keep()
    console.error(`${entries.toLocaleString('en-US')} entries exported`)
  } catch (cause) {
    await out.drop()
    if (!(cause instanceof ReaderGone)) throw cause
  } finally {
    await database.destroy()
  }
}

interface Out {
  readonly path: string
  readonly stream: Writable
}

async function writeAll(audit: Audit, out: Out): Promise<number> {
  let written = 0
  let headAt = 0
  let [head] = await audit.heads(0, 1)
  for (let from = 0; ; ) {
    const rows = await audit.rows(from, pageRows)
    const last = rows.at(-1)
    if (last === undefined) return written
    for (const row of rows) {
      await write(out, entryLine(row))
      written++
      if (head === undefined || row.seq !== head.head.size - 1) continue
      await write(out, headLine(head))
      ;[head] = await audit.heads(++headAt, 1)
    }
    from = last.seq + 1
  }
}

const pageRows = 1_000

async function write({ path, stream }: Out, line: string): Promise<void> {
  try {
    if (stream.errored !== null) throw stream.errored
    if (!stream.write(`${line}\n`)) await once(stream, 'drain')
  } catch (cause) {
    throw unwritable(path, cause)
  }
}
