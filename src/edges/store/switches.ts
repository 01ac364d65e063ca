import type { Kysely, Selectable, Transaction } from 'kysely'
import type { KillSwitch } from '../../core/reversal/circumstances.ts'
import {
  type StoredWay,
  type SwitchOrder,
  together,
  turnedWay,
  type WayStanding,
  whyOfWay,
} from '../../core/reversal/kill-switch.ts'
import type { SentTurn, Turned } from '../../ports/ledger.ts'
import { record } from './audit-append.ts'
import { claimKey } from './case-act-keys.ts'
import type { Database, Tables } from './database.ts'

/** The kill switch as the console turned it, and as the last signed record did. A row that is missing, or that
 *  says neither yes nor no, is unreadable, and every gate takes that for on. */
export async function readSwitchWays(store: Kysely<Tables>): Promise<readonly [WayStanding, WayStanding]> {
  const rows = await store
    .selectFrom('switches')
    .selectAll()
    .where('name', 'in', Object.values(rowOf))
    .execute()
  const standing = (way: keyof typeof rowOf): WayStanding => ({
    way,
    standing: standingOf(rows.find((row) => row.name === rowOf[way])),
  })
  return [standing('console'), standing('record')]
}

export async function readKillSwitch(store: Kysely<Tables>): Promise<KillSwitch | 'unreadable'> {
  return together(await readSwitchWays(store))
}

const rowOf = { console: 'kill-switch', record: 'kill-switch-record' } as const

function standingOf(row: SwitchRow | undefined): KillSwitch | 'unreadable' {
  if (row?.is_on === 0) return { on: false }
  return row?.is_on === 1 ? { on: true, by: row.turned_by, why: whyOfWay(wayOf(row)) } : 'unreadable'
}

type SwitchRow = Selectable<Tables['switches']>

function wayOf({ is_on, turned_by, why, also }: SwitchRow): StoredWay {
  return { on: is_on === 1, by: turned_by, why, also: also === null ? [] : JSON.parse(also) }
}

function rowOfWay({ on, by, why, also }: StoredWay) {
  return { is_on: on ? 1 : 0, turned_by: by, why, also: also.length === 0 ? null : JSON.stringify(also) }
}

/** Held until the end of the transaction: of two people who turn it at once, the second adds to what the first did. */
async function holdWay(store: Transaction<Tables>, name: string): Promise<SwitchRow | undefined> {
  return store
    .updateTable('switches')
    .set((be) => ({ at: be.ref('at') }))
    .where('name', '=', name)
    .returningAll()
    .executeTakeFirst()
}

export async function turnKillSwitch(
  database: Database,
  turned: { on: boolean; by: string; reason: string; at: number } & SentTurn,
): Promise<Turned> {
  const { on, by, reason: why, at, requestId, once } = turned
  return database.transaction().execute(async (store) => {
    const claim = once && (await claimKey(store, { by, at, ...once }))
    if (!on && claim?.kind === 'reused') return 'key-reused'
    if (!on && claim?.kind === 'done') return 'repeated'
    const before = await holdWay(store, rowOf.console)
    const row = { ...rowOfWay(turnedWay(before && wayOf(before), { on, by, why })), at }
    await store
      .insertInto('switches')
      .values({ name: rowOf.console, ...row })
      .onConflict((clash) => clash.column('name').doUpdateSet(row))
      .execute()
    await record(store, [
      {
        deed: 'kill-switch-turned',
        about: rowOf.console,
        before: { on: onOf(standingOf(before)) },
        after: { on: row.is_on },
        at,
        by,
        why,
        ...(requestId !== undefined && { requestId }),
      },
    ])
    return 'turned'
  })
}

function onOf(standing: KillSwitch | 'unreadable'): number | null {
  return standing === 'unreadable' ? null : Number(standing.on)
}

/** Follows an order only where it is younger than the last one that was followed. */
export async function takeSwitchOrder(
  database: Database,
  order: SwitchOrder,
): Promise<'taken' | 'known' | 'older'> {
  const taken = await database.transaction().execute(async (store) => {
    const before = await holdWay(store, rowOf.record)
    const { on, by, reason: why, at } = order
    const row = { ...rowOfWay(turnedWay(before && wayOf(before), { on, by, why })), at }
    const rows = await store
      .insertInto('switches')
      .values({ name: rowOf.record, ...row })
      .onConflict((clash) => clash.column('name').doUpdateSet(row).where('switches.at', '<', order.at))
      .returning('name')
      .execute()
    if (rows.length === 0) return false
    const entry = { deed: 'kill-switch-turned', about: rowOf.record, after: { on: row.is_on } } as const
    const said = { at: order.at, by: order.by, why: order.reason }
    await record(store, [{ ...entry, before: { on: onOf(standingOf(before)) }, ...said }])
    return true
  })
  if (taken) return 'taken'
  const { at } = await database
    .selectFrom('switches')
    .select('at')
    .where('name', '=', rowOf.record)
    .executeTakeFirstOrThrow()
  return at === order.at ? 'known' : 'older'
}
