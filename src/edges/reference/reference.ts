import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { AccountChange } from '../../core/change/account-change.ts'
import { handsIn } from '../../core/change/hand.ts'
import { isUnreadable } from '../../core/change/read-change.ts'
import type { AccountProfile } from '../../core/reference/account-profile.ts'
import type { ReferenceTables } from '../../core/reference/complete.ts'
import type { KeepProfiles } from '../../core/reference/keep-profiles.ts'
import type { ProfileTable } from '../../core/reference/profile-table.ts'
import type { ReferenceTable } from '../../core/reference/table.ts'
import type { Version } from '../../core/reference/versions.ts'
import type { ReadResult } from '../../ports/change-reader.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import type { Reference, ReferenceName } from '../../ports/reference.ts'
import type { ValueReader } from '../decode/value-reader.ts'
import { followFile } from './file-feed.ts'
import { holdTable } from './held-table.ts'
import { type LookUp, openLookUp } from './look-up.ts'
import { snapshotAt } from './snapshot.ts'
import { accountKind, type Keyed, staffKind, type TableKind } from './table-kind.ts'
import { followTopic } from './topic-feed.ts'
import type { Where } from './where.ts'

export interface ReferenceOptions {
  readonly staff: TableSettings | undefined
  readonly accounts: (TableSettings & { readonly keptMax: number; keep(): KeepProfiles }) | undefined
  readonly shrinkShareMax: number
  /** The `Authorization` header for look-ups; empty for none. */
  readonly authorization: string
  readonly waitMsMax: number
  /** Where snapshots lie. */
  readonly folder: string
  readonly log: Pick<Log, 'partitionCount' | 'readToEnd' | 'tail'>
  /** From bytes to values, for the records of a topic. */
  values(table: ReferenceName): ValueReader
  readonly clock: Clock
  readonly notice: Notify
  readonly lookEveryMs?: number
  readonly retryMs?: number
}

export interface TableSettings {
  readonly where: Where
  readonly ageMsMax: number
}

/** Both tables, each from where its setting says. A file is loaded before this resolves; for a topic `loaded` waits. */
export async function openReference(options: ReferenceOptions): Promise<OpenReference> {
  const { staff, accounts } = options
  const people = staff && (await openTable(staffKind, 'staff 1', staff, options))
  const profiles = accounts && (await openAccounts(accounts, options))
  const open = [people, profiles].filter((one) => one !== undefined)
  const tables = (): ReferenceTables => ({
    staff: people?.facts(),
    accounts: profiles?.facts(),
    asOf: { staff: people?.asOf(), accounts: profiles?.asOf() },
  })

  return {
    tablesFor(reads) {
      const asked = [people?.ask?.(wantedOf(reads, handsIn)), profiles?.ask?.(wantedOf(reads, accountIn))]
      const waits = asked.filter((wait) => wait !== undefined)
      return waits.length === 0 ? tables() : Promise.all(waits).then(tables)
    },
    says: () => open.map((one) => one.says()),
    stale: () => open.filter((one) => one.facts() === undefined).map((one) => one.says()),
    async loaded(msMax) {
      const end = options.clock.monotonicMs() + msMax
      while (open.some((one) => !one.isSettled()) && options.clock.monotonicMs() < end) await pause(20)
    },
    async close() {
      await Promise.all(open.map((one) => one.close()))
    },
  }
}

export interface OpenReference extends Reference {
  /** Resolves when every feed was loaded or refused, or after so long: what is not there then is unknown. */
  loaded(msMax: number): Promise<void>
  close(): Promise<void>
}

interface OpenTable<Facts> {
  facts(): Facts | undefined
  asOf(): number | undefined
  /** Only where records are looked up one by one. */
  ask?(wanted: Iterable<Keyed>): Promise<void> | undefined
  says(): string
  isSettled(): boolean
  close(): Promise<void>
}

function openAccounts(
  accounts: NonNullable<ReferenceOptions['accounts']>,
  options: ReferenceOptions,
): Promise<OpenTable<ProfileTable | LookUp<AccountProfile>>> {
  // A table of another standing would call accounts small that are not.
  const mark = `accounts 1 ${JSON.stringify(accounts.keep())}`
  return openTable(accountKind(accounts.keep, accounts.keptMax), mark, accounts, options)
}

async function openTable<Entry extends Keyed & Version, Table extends ReferenceTable<Entry>>(
  kind: TableKind<Entry, Table>,
  mark: string,
  { where, ageMsMax }: TableSettings,
  options: ReferenceOptions,
): Promise<OpenTable<Table | LookUp<Entry>>> {
  const { clock, notice } = options
  if (where.kind === 'http') {
    const headers = options.authorization === '' ? {} : { authorization: options.authorization }
    const lookUp = openLookUp(kind, { ...options, url: where.url, headers })
    return {
      facts: () => lookUp,
      asOf: () => undefined,
      ask: lookUp.ask,
      says: () => `${kind.name}: looked up one by one`,
      isSettled: () => true,
      close: async () => {},
    }
  }
  const held = holdTable<Table>({ name: kind.name, ageMsMax, clock, notice })
  const path = join(options.folder, `${kind.name}.ndjson.gz`)
  const snapshot = snapshotAt(path, `${mark} ${JSON.stringify(where)}`, (cause) =>
    notice({
      kind: 'ReferenceUnreadable',
      table: kind.name,
      says: `its snapshot cannot be written: ${String(cause)}`,
    }),
  )
  const feed = { held, snapshot, ...options }
  const following =
    where.kind === 'file'
      ? await followFile(where.path, kind, feed)
      : followTopic(where.topic, kind, { ...feed, values: options.values(kind.name) })
  return {
    facts: () => held.current(),
    asOf: () => held.asOf(),
    says: () => held.says(),
    isSettled: () => held.isSettled(),
    close: () => following.close(),
  }
}

/** Of a tool that acts for a person, too, whom it acts for: their employment counts. */
function* wantedOf(
  reads: readonly ReadResult[],
  idsOf: (change: AccountChange) => readonly string[],
): Iterable<Keyed> {
  for (const read of reads) {
    for (const change of read) {
      if (isUnreadable(change)) continue
      for (const id of idsOf(change)) yield { id, source: change.source }
    }
  }
}

function accountIn({ account }: AccountChange): readonly string[] {
  return [account.id]
}
