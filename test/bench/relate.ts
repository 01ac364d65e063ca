import type { AccountChange } from '../../src/core/change/account-change.ts'
import { readChange } from '../../src/core/change/read-change.ts'
import type { DigestRow } from '../../src/core/decision/digest.ts'
import { type Step, step } from '../../src/core/decision/step.ts'
import type { ActorMemory } from '../../src/core/memory/actor-memory.ts'
import type { Policy } from '../../src/core/policy/policy.ts'
import { encodeAccountMemory } from '../../src/core/relate/account-bytes.ts'
import type { AccountMemory } from '../../src/core/relate/account-memory.ts'
import { relate } from '../../src/core/relate/relate.ts'
import { memoryKey, type Row } from '../../src/core/relate/row.ts'
import { rowOf } from '../../src/core/relate/row-of.ts'
import { packDigests } from '../../src/roles/detect/digest-packs.ts'
import { benchEpochMs, openWorkload } from './workload.ts'

/** What relating costs, on one core, and what the digest takes: the shared workload's 5,000 actors, on 20,000
 *  accounts instead of a million, so that accounts meet several hands. */
export interface RelateBench {
  readonly nanoseconds: number
  readonly bytesMedian: number
  readonly bytesMost: number
  /** Of the digest, for each change: the rows alone as they always were, and with all that RELATE needs. */
  readonly plainBytes: number
  readonly digestBytes: number
  readonly carriedShare: number
}

export function benchRelate(policy: Policy, count = 200_000): RelateBench {
  const stepped = steppedChanges(policy, count)
  const rows = stepped.map(({ change, made }) => rowOf(change, made, policy))
  const by = { policy, neverKnown: new Set<string>() }
  let accounts = new Map<string, AccountMemory>()
  const run = () => {
    accounts = new Map()
    for (const row of rows) relateOne(accounts, row, by)
  }
  run()
  const rounds = Array.from({ length: 5 }, () => timed(run) / count).toSorted((a, b) => a - b)
  const bytes = [...accounts.values()].map((memory) => encodeAccountMemory(memory).length)
  const sorted = bytes.toSorted((a, b) => a - b)
  return {
    nanoseconds: rounds[2] ?? Number.NaN,
    bytesMedian: sorted[sorted.length >> 1] ?? 0,
    bytesMost: sorted.at(-1) ?? 0,
    ...digestBytes(stepped, policy),
    carriedShare: rows.filter(({ carried }) => carried !== undefined).length / count,
  }
}

export function relateBenchLines(bench: RelateBench): string[] {
  const row = (name: string, value: string): string => `${name.padEnd(24)} ${value.padStart(10)}`
  return [
    row('relate, median', `${Math.round(bench.nanoseconds)} ns a row`),
    row('memory of an account', `${bench.bytesMedian} bytes, at most ${bench.bytesMost}`),
    row('digest, rows alone', `${Math.round(bench.plainBytes)} bytes a change`),
    row('digest, all of it', `${Math.round(bench.digestBytes)} bytes a change`),
    row('changes carried along', `${(100 * bench.carriedShare).toFixed(1)} %`),
  ]
}

interface Stepped {
  readonly change: AccountChange
  readonly made: Step
}

function relateOne(accounts: Map<string, AccountMemory>, row: Row, by: Parameters<typeof relate>[2]): void {
  const key = memoryKey({ of: 'account', source: row.source, id: row.accountId })
  accounts.set(key, relate(row, accounts.get(key), by).learned)
}

function steppedChanges(policy: Policy, count: number): Stepped[] {
  const workload = openWorkload(7)
  const memories = new Map<string, ActorMemory>()
  return Array.from({ length: count }, (_, index) => {
    const read = readChange(JSON.parse(String(workload.change(index, benchEpochMs + index * 500).value)))
    if ('unreadable' in read) throw new Error('the workload cannot be read')
    const number = Number(read.account.id.split('-')[1]) % 20_000
    const change = { ...read, account: { ...read.account, id: `account-${number}` } }
    const made = step(change, { memory: memories.get(change.actor.id) }, policy)
    memories.set(change.actor.id, made.learned)
    return { change, made }
  })
}

function digestBytes(stepped: readonly Stepped[], policy: Policy) {
  const packs = packDigests(() => 0)
  let plain = 0
  let all = 0
  for (const { change, made } of stepped) packs.add(change, made, policy)
  for (const { value } of packs.take()) {
    all += value?.length ?? 0
    const { rows } = JSON.parse(String(value)) as { rows: DigestRow[] }
    plain += JSON.stringify(rows.map((row) => row.slice(0, 9))).length
  }
  return { plainBytes: plain / stepped.length, digestBytes: all / stepped.length }
}

/** Nanoseconds of this thread's own work: others may be at work on the machine. */
function timed(run: () => void): number {
  const began = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(began)
  return (user + system) * 1000
}
