import type { AccountChange } from '../../src/core/change/account-change.ts'
import { complete } from '../../src/core/reference/complete.ts'
import { keepDefaults } from '../../src/core/reference/keep-profiles.ts'
import { ProfileTable } from '../../src/core/reference/profile-table.ts'
import { StaffTable } from '../../src/core/reference/staff-table.ts'

/** What the reference tables cost: bytes for each account of note that is kept, and time for each change. */
export interface ReferenceBench {
  readonly kept: number
  readonly bytesEach: number
  readonly putNanoseconds: number
  /** By what the change lacks and the tables know. */
  readonly complete: readonly { readonly name: string; readonly nanoseconds: number }[]
}

const epoch = Date.UTC(2017, 10, 2)
const people = 2_000

export function benchReference(kept = 1_000_000): ReferenceBench {
  const accounts = new ProfileTable(keepDefaults, kept)
  const began = process.threadCpuUsage()
  for (let i = 0; i < kept; i++) {
    accounts.put({
      id: `a${i}`,
      validFrom: epoch,
      kind: 'person',
      handle: `handle${i}`,
      followers: 100_000 + i,
      verified: 'legacy',
      createdAt: epoch - i * 1000,
      ...(i % 10 === 0 && { protectedClass: ['media'] }),
    })
  }
  const putNanoseconds = (process.threadCpuUsage(began).user * 1e3) / kept
  const staff = new StaffTable()
  for (let i = 0; i < people; i++) {
    staff.put({
      id: `st${i}`,
      validFrom: epoch,
      kind: 'employee',
      role: 'agent',
      team: 'support',
      hiredAt: epoch,
    })
  }
  const tables = { staff, accounts }
  const whole = (i: number) => ({
    actor: {
      id: `st${i % people}`,
      kind: 'employee' as const,
      role: 'agent',
      team: 'support',
      hiredAt: epoch,
    },
    account: { id: `b${i}`, kind: 'person' as const, handle: 'h', followers: 80, verified: 'none' as const },
  })
  const bare = (id: string, i: number) => ({
    actor: { id: `st${i % people}`, kind: 'unknown' as const },
    account: { id },
  })
  const cost = (name: string, made: (i: number) => Pick<AccountChange, 'actor' | 'account'>) => ({
    name,
    nanoseconds: costOf(made, (change) => complete(change, tables, epoch + 2000)),
  })
  return {
    kept: accounts.rows,
    bytesEach: accounts.bytes / accounts.rows,
    putNanoseconds,
    complete: [
      cost('event says most of it', whole),
      cost('small account, staff known', (i) => bare(`b${i}`, i)),
      cost('account of note, staff known', (i) => bare(`a${(i * 7919) % kept}`, i)),
    ],
  }
}

function costOf(
  made: (i: number) => Pick<AccountChange, 'actor' | 'account'>,
  run: (change: AccountChange) => unknown,
): number {
  const changes = Array.from(
    { length: 20_000 },
    (_, i): AccountChange => ({
      eventId: `e${i}`,
      source: 'bench',
      occurredAt: epoch + 1000,
      action: 'suspend',
      outcome: 'done',
      ...made(i),
    }),
  )
  let some = 0
  // Time of this thread alone: on a machine with neighbours the clock on the wall measures them too.
  const round = () => {
    const began = process.threadCpuUsage()
    for (let again = 0; again < 10; again++) {
      for (const change of changes) if (run(change) !== undefined) some += 1
    }
    return process.threadCpuUsage(began).user / 1000
  }
  const rounds = Array.from({ length: 7 }, round).toSorted((a, b) => a - b)
  if (some === 0) throw new Error('nothing ran')
  return ((rounds[3] ?? 0) * 1e6) / (10 * changes.length)
}

export function referenceBenchLines(bench: ReferenceBench): string[] {
  const row = (name: string, value: string) => `${name.padEnd(30)} ${value.padStart(14)}`
  return [
    row('accounts kept', bench.kept.toLocaleString('en')),
    row('memory, each', `${bench.bytesEach.toFixed(1)} B`),
    row('memory, all', `${((bench.bytesEach * bench.kept) / 2 ** 20).toFixed(0)} MiB`),
    row('to load one', `${Math.round(bench.putNanoseconds)} ns`),
    ...bench.complete.map(({ name, nanoseconds }) => row(`  ${name}`, `${Math.round(nanoseconds)} ns`)),
  ]
}
