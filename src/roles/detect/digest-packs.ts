import type { AccountChange } from '../../core/change/account-change.ts'
import type {
  ActedRow,
  CarriedRow,
  Digest,
  DigestRow,
  OriginRow,
  StateRow,
} from '../../core/decision/digest.ts'
import type { Step } from '../../core/decision/step.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { TablesAsOf } from '../../core/reference/complete.ts'
import { statesOf } from '../../core/relate/account-state.ts'
import { packRow } from '../../core/relate/digest-form.ts'
import { originsOf } from '../../core/relate/origins.ts'
import type { Carried } from '../../core/relate/row.ts'
import { isForActor, rowOf } from '../../core/relate/row-of.ts'
import type { NewRecord } from '../../ports/log.ts'
import { encodeJson } from '../json.ts'

/** A packed record stays far below what a log takes: so many rows, and of the changes that rows carry along so
 *  much. One change is at most a few hundred kB. */
const rowsMax = 1_000
const carriedLengthMax = 100_000

/** Rows of assessed changes on their way to the digest, packed by the partition of whom they are for. */
export interface DigestPacks {
  add(change: AccountChange, step: Step, policy: Policy, tablesAsOf?: TablesAsOf): void
  /** In which state our own undoing left an account. */
  addOwn(change: AccountChange): void
  /** What was packed so far, as records; then it starts anew. */
  take(): readonly NewRecord[]
}

export function packDigests(partitionOfAccount: (accountId: string) => number): DigestPacks {
  /** By source, then by partition. */
  const open = new Map<string, Map<number, Pack>>()
  const full: NewRecord[] = []

  const packFor = (source: string, id: string): Pack => {
    const partition = partitionOfAccount(id)
    const packs = open.get(source) ?? new Map<number, Pack>()
    const pack = packs.get(partition)
    if (pack !== undefined && pack.count < rowsMax && pack.carriedLength < carriedLengthMax) return pack
    if (pack !== undefined) full.push(recordOf(pack))
    const next = newPack(source, partition)
    packs.set(partition, next)
    open.set(source, packs)
    return next
  }

  return {
    add(change, step, policy, tablesAsOf) {
      const row = rowOf(change, step, policy, tablesAsOf)
      const packed = packRow(row)
      const { source, actorId, accountId, occurredAt, carried } = row
      const pack = packFor(source, accountId)
      if (carried !== undefined) pack.carried.push([pack.rows.length, carried])
      pack.rows.push(packed)
      grow(pack, carried)
      if (isForActor(row)) {
        const other = packFor(source, actorId)
        other.acted.push([actorId, accountId, occurredAt])
        grow(other, undefined)
      }
      for (const { of, id } of originsOf(change, step)) {
        const other = packFor(source, `${of}:${id}`)
        other.origins.push([of, id, packed, carried ?? null])
        grow(other, carried)
      }
    },
    addOwn(change) {
      const pack = packFor(change.source, change.account.id)
      pack.states.push([change.account.id, change.occurredAt, statesOf(change)?.after ?? 0])
      grow(pack, undefined)
    },
    take() {
      const last = [...open.values()].flatMap((packs) => [...packs.values()])
      const records = [...full, ...last.map(recordOf)]
      full.length = 0
      open.clear()
      return records
    },
  }
}

interface Pack {
  readonly source: string
  readonly partition: number
  readonly rows: DigestRow[]
  readonly carried: CarriedRow[]
  readonly acted: ActedRow[]
  readonly states: StateRow[]
  readonly origins: OriginRow[]
  count: number
  carriedLength: number
}

function newPack(source: string, partition: number): Pack {
  return {
    source,
    partition,
    rows: [],
    carried: [],
    acted: [],
    states: [],
    origins: [],
    count: 0,
    carriedLength: 0,
  }
}

function grow(pack: Pack, carried: Carried | undefined): void {
  pack.count += 1
  if (carried !== undefined) pack.carriedLength += carriedLength(carried)
}

/** Nearly all of a change's length is in what people wrote and in labels; the rest is some 500, and 20 for the name of
 *  each fact from a table. */
function carriedLength({ change, filled }: Carried): number {
  const labels = change.labels === undefined ? 0 : JSON.stringify(change.labels).length
  return 500 + 20 * (filled?.paths.length ?? 0) + (change.reason?.note?.length ?? 0) + labels
}

function recordOf({ source, partition, rows, carried, acted, states, origins }: Pack): NewRecord {
  const digest: Digest = {
    v: 1,
    source,
    rows,
    ...(carried.length > 0 && { carried }),
    ...(acted.length > 0 && { acted }),
    ...(states.length > 0 && { states }),
    ...(origins.length > 0 && { origins }),
  }
  return { key: null, value: encodeJson(digest), partition }
}
