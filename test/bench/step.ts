import { BaselineBook } from '../../src/core/baseline/baseline-book.ts'
import type { Baselines } from '../../src/core/baseline/baselines.ts'
import { PartitionTally } from '../../src/core/baseline/partition-tally.ts'
import type { AccountChange, Actor } from '../../src/core/change/account-change.ts'
import { type Known, type Step, step } from '../../src/core/decision/step.ts'
import type { Evidence } from '../../src/core/evidence/evidence.ts'
import { evidenceInForce } from '../../src/core/evidence/in-force.ts'
import { Sight } from '../../src/core/evidence/sight.ts'
import { Tally } from '../../src/core/evidence/tally.ts'
import { type ActorMemory, encodeMemory } from '../../src/core/memory/actor-memory.ts'
import type { Policy } from '../../src/core/policy/policy.ts'

/** What a second look costs, on one core: `step` with everything on, over actors with full memories,
 *  peers, fleet and shape included. */
export interface StepBench {
  /** The median of the rounds. */
  readonly perSecond: number
  readonly rounds: readonly number[]
  readonly alerts: number
  /** Nanoseconds a change. */
  readonly evidence: readonly { readonly name: string; readonly nanoseconds: number }[]
  readonly sightNanoseconds: number
  readonly encodeNanoseconds: number
  readonly memoryBytesMedian: number
  readonly memoryBytesMost: number
}

export function benchStep(policy: Policy, size: BenchSize = {}): StepBench {
  const { changes: count = 300_000, rounds = 5 } = size
  const changes = madeChanges(count)
  const memories = new Map<string, ActorMemory>()
  let last: Baselines | undefined
  const run = (): number => {
    let alerts = 0
    const tally = new PartitionTally()
    const book = new BaselineBook()
    for (const change of changes) {
      const closed = tally.close(change.occurredAt, () => memories.values())
      if (closed?.minute !== undefined) book.takeMinute(0, closed.minute)
      if (closed?.day !== undefined) book.takeDay(0, closed.day)
      const baselines = book.at(change.occurredAt)
      const memory = memories.get(change.actor.id)
      const stepped: Step = step(change, { memory, ...(baselines && { baselines }) }, policy)
      memories.set(change.actor.id, stepped.learned)
      tally.count(stepped.sight, stepped.decision.alerts)
      if (stepped.decision.alerts) alerts++
      last = baselines
    }
    return alerts
  }
  // The first passes warm the compiler; each later one goes through the same changes with fresh memories.
  run()
  let alerts = 0
  const perSecond = Array.from({ length: rounds }, () => {
    memories.clear()
    const seconds = timed(() => {
      alerts = run()
    })
    return count / seconds
  })
  const known = (change: AccountChange): Known => ({
    memory: memories.get(change.actor.id),
    ...(last && { baselines: last }),
  })
  const sights = changes.slice(-20_000).map((change) => new Sight(change, known(change)))
  const held = [...memories.values()]
  const bytes = held.map((memory) => encodeMemory(memory).length).toSorted((a, b) => a - b)
  return {
    perSecond: perSecond.toSorted((a, b) => a - b)[rounds >> 1] ?? 0,
    rounds: perSecond,
    alerts,
    evidence: evidenceInForce.map((evidence) => ({
      name: evidence.name,
      nanoseconds: costOf(evidence, sights, policy),
    })),
    sightNanoseconds: each(sights.length, (i) => {
      const { change } = sights[i] ?? never()
      return new Sight(change, known(change)).at
    }),
    encodeNanoseconds: each(held.length, (i) => encodeMemory(held[i] ?? never()).length),
    memoryBytesMedian: bytes[bytes.length >> 1] ?? 0,
    memoryBytesMost: bytes.at(-1) ?? 0,
  }
}

export interface BenchSize {
  readonly changes?: number
  readonly rounds?: number
}

/** As lines for people. */
export function stepBenchLines(bench: StepBench): string[] {
  const row = (name: string, value: string): string => `${name.padEnd(24)} ${value.padStart(10)}`
  return [
    row('step, median', `${Math.round(bench.perSecond).toLocaleString('en')} changes a second`),
    row('of that: sight', `${Math.round(bench.sightNanoseconds)} ns`),
    ...bench.evidence.map(({ name, nanoseconds }) =>
      row(`  evidence ${name}`, `${Math.round(nanoseconds)} ns`),
    ),
    row('memory to bytes', `${Math.round(bench.encodeNanoseconds)} ns`),
    row('memory, median', `${bench.memoryBytesMedian} B`),
    row('memory, most', `${bench.memoryBytesMost} B`),
  ]
}

function costOf(evidence: Evidence, sights: readonly Sight[], policy: Policy): number {
  return each(sights.length, (i) => {
    const tally = new Tally()
    evidence.measure(sights[i] ?? never(), policy.weights, tally)
    return tally.suspicionCenti
  })
}

/** Nanoseconds of one call, over enough of them; the sum of the results keeps the calls from being left out. */
function each(count: number, call: (i: number) => number): number {
  let sum = 0
  const pass = (): void => {
    for (let i = 0; i < count; i++) sum += call(i)
  }
  const passes = Math.ceil(200_000 / count)
  const times = Array.from({ length: 4 }, () =>
    timed(() => {
      for (let i = 0; i < passes; i++) pass()
    }),
  )
  if (Number.isNaN(sum)) throw new Error('a measurement was no number')
  return (Math.min(...times) * 1e9) / (passes * count)
}

/** Seconds of this thread on a processor: what a core would take, whoever else is on the machine. */
function timed(run: () => void): number {
  const from = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(from)
  return (user + system) / 1e6
}

/** Sixty people and a dozen automations, three of four changes by automations, ordinary accounts mostly: the
 *  mix that the demo platform has. Made by a plain linear congruence, so that every run has the same. */
function madeChanges(count: number): AccountChange[] {
  let state = 12_345
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state % below
  }
  const start = Date.UTC(2026, 0, 5)
  // Four days in all, so that baselines have taken hold by the last third.
  const everyMs = Math.floor((4 * 86_400_000) / count)
  const actions = ['suspend', 'lock', 'restrict', 'unsuspend', 'change-email'] as const
  const codes = ['spam', 'abuse', 'impersonation', 'compromised-account', 'appeal-granted']
  return Array.from({ length: count }, (_, i) => {
    const machine = draw(4) > 0
    const occurredAt = start + i * everyMs
    const followers = draw(50) === 0 ? 50_000 + draw(3_000_000) : draw(400)
    return {
      eventId: `event-${i}`,
      source: 'bench',
      occurredAt,
      action: actions[machine ? draw(2) : draw(actions.length)] ?? 'suspend',
      outcome: 'done',
      account: {
        id: `account-${draw(5_000_000)}`,
        kind: 'person',
        handle: `handle${i}`,
        followers,
        verified: followers > 1_000_000 ? 'legacy' : 'none',
        version: String(i),
      },
      actor: machine ? automation(draw(12)) : person(draw(60), start),
      origin: { tool: 'console', sessionId: `s-${i >> 6}` },
      reason: {
        code: codes[draw(codes.length)] ?? 'spam',
        ...(draw(3) > 0 ? { ticketId: `T-${i}` } : { reportId: `R-${i}` }),
      },
    }
  })
}

function automation(number: number): Actor {
  return { id: `automation-${number}`, kind: 'automation' }
}

function person(number: number, start: number): Actor {
  const hiredAt = start - (20 + 30 * number) * 86_400_000
  if (number % 3 > 0) return { id: `employee-${number}`, kind: 'employee', hiredAt }
  return {
    id: `contractor-${number}`,
    kind: 'contractor',
    hiredAt,
    leavesAt: start + (1 + number) * 86_400_000,
  }
}

function never(): never {
  throw new Error('a measured list is never empty')
}
