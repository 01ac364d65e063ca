import { setTimeout as pause } from 'node:timers/promises'
import { headPathOf } from '../../app/record.ts'
import type { Config } from '../../config.ts'
import type { CheckSignature, SignedHead } from '../../core/audit/head.ts'
import type { AuditRow } from '../../core/audit/verify.ts'
import { headsOfExport, rowsOfExport } from '../../edges/audit/export-file.ts'
import { readHeads } from '../../edges/audit/head-places.ts'
import { joinHeads, type Verdict, verifyAll } from '../../edges/audit/verify-rows.ts'
import { openAudit } from '../../edges/store/audit.ts'
import { secretsOf } from '../../edges/store/subject-keys.ts'
import type { Audit } from '../../ports/audit.ts'
import { type OwnStoreFlags, openOwnCheck, openOwnRecord, readOwnConfig } from '../own-store.ts'

export interface VerifyFlags extends OwnStoreFlags {
  readonly heads?: readonly string[]
  readonly key?: readonly string[]
  readonly json?: boolean
}

/** `countermand audit verify [EXPORT]`: 0 sound, 1 unsound. Trouble throws. */
export async function runVerify(
  file: string | undefined,
  flags: VerifyFlags,
  print: (line: string) => void = console.log,
): Promise<0 | 1> {
  const verdict = file === undefined ? await verifyStore(flags) : await verifyExport(file, flags)
  if (flags.json) print(JSON.stringify(verdict))
  else for (const line of inWords(verdict)) print(line)
  return verdict.sound ? 0 : 1
}

async function verifyStore(flags: VerifyFlags): Promise<Verdict> {
  const config = readOwnConfig(flags)
  const check = await openOwnCheck(flags.key, () => config)
  const database = await openOwnRecord(config)
  try {
    const audit = openAudit(database)
    const { size } = await audit.standing()
    const { heads, faults } = await joinedHeads(audit, headPathsOf(config, flags), check)
    const sizeKnown = { atLeast: size, atMost: async () => (await audit.standing()).size }
    return await verifyAll(pagesOf(audit), heads, faults, sizeKnown, {
      secretsOf: (keyIds) => secretsOf(database, keyIds),
      rowsSince: (seq) => pagesOf(audit, seq),
    })
  } finally {
    await database.destroy()
  }
}

/** A head that was signed this very second may not be everywhere yet: where places differ, they are asked
 *  again. */
async function joinedHeads(audit: Audit, paths: readonly string[], check: CheckSignature) {
  for (let tries = 1; ; tries++) {
    const own = { says: 'the store', heads: await allHeads(audit) }
    const joined = joinHeads([...(await placesOf(paths)), own], check)
    if (joined.faults.length === 0 || tries === triesMax) return joined
    await pause(retryMs)
  }
}

const triesMax = 3
const retryMs = 1_100

function headPathsOf(config: Config, flags: VerifyFlags): readonly string[] {
  return flags.heads ?? [headPathOf(config)]
}

async function verifyExport(file: string, flags: VerifyFlags): Promise<Verdict> {
  const exported = { says: file, heads: await headsOfExport(file) }
  const check = await openOwnCheck(flags.key, () => readOwnConfig(flags))
  const { heads, faults } = joinHeads([...(await placesOf(flags.heads ?? [])), exported], check)
  const told = [...faults]
  const rows = rowsOfExport(file, (fault) => told.push(fault))
  return verifyAll(rows, heads, told, { atLeast: 0, atMost: async () => Infinity })
}

async function placesOf(paths: readonly string[]) {
  return Promise.all(paths.map(async (says) => ({ says, heads: await readHeads(says) })))
}

async function allHeads(audit: Audit): Promise<SignedHead[]> {
  const heads: SignedHead[] = []
  for (;;) {
    const some = await audit.heads(heads.length, pageRows)
    heads.push(...some)
    if (some.length < pageRows) return heads
  }
}

/** Every row there is, also where none should be. */
async function* pagesOf(audit: Audit, first = Number.MIN_SAFE_INTEGER): AsyncGenerator<readonly AuditRow[]> {
  for (let from = first; ; ) {
    const rows = await audit.rows(from, pageRows)
    yield rows
    const last = rows.at(-1)
    if (last === undefined) return
    from = last.seq + 1
  }
}

const pageRows = 2_000

function inWords({ sound, entries, heads, unsealed, unreadable, faults, faultCount }: Verdict): string[] {
  const inAll = `${entries.toLocaleString('en-US')} entries, ${heads.toLocaleString('en-US')} heads`
  const open = unsealed === 0 ? '' : `, ${unsealed} at the end not yet under a head`
  const count = `${inAll}${open}${readableSays(unreadable)}`
  if (sound) return [`sound: ${count}`]
  const more = faultCount > faults.length ? [`… and ${faultCount - faults.length} more`] : []
  return [...faults, ...more, `unsound: ${count}, ${faultCount} ${faultCount === 1 ? 'fault' : 'faults'}`]
}

function readableSays(unreadable: Verdict['unreadable']): string {
  if (unreadable === 'not looked at') return '; whether its sealed texts can be read was not looked at'
  return unreadable === 0 ? '' : `, ${unreadable.toLocaleString('en-US')} with texts that nobody can read`
}
