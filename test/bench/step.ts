import { BaselineBook } from '../../src/core/baseline/baseline-book.ts'
import type { Baselines } from '../../src/core/baseline/baselines.ts'
import { PartitionTally } from '../../src/core/baseline/partition-tally.ts'
import type { AccountChange, Actor } from '../../src/core/change/account-change.ts'
import { firstTier } from '../../src/core/decision/assess.ts'
import { type Known, type Step, step } from '../../src/core/decision/step.ts'
import type { Evidence } from '../../src/core/evidence/evidence.ts'
import { evidenceInForce } from '../../src/core/evidence/in-force.ts'
import { Sight } from '../../src/core/evidence/sight.ts'
import { Tally } from '../../src/core/evidence/tally.ts'
import { type ActorMemory, encodeMemory } from '../../src/core/memory/actor-memory.ts'
import type { Policy } from '../../src/core/policy/policy.ts'

/** What a second look costs, on one core: `step` with everything on, over actors with full memories, with peers,
 *  fleet and shape known. */
export interface StepBench {
  /** `step` alone: the median of the rounds. */
  readonly perSecond: number
  readonly rounds: readonly number[]
  /** With all that a partition counts along for the baselines. */
  readonly countedPerSecond: number
  readonly alerts: number
  /** Nanoseconds a change. */
  readonly evidence: readonly { readonly name: string; readonly nanoseconds: number }[]
  readonly sightNanoseconds: number
  /** The tier, and which rules hold. */
  readonly rulesNanoseconds: number
  readonly encodeNanoseconds: number
  readonly memoryBytesMedian: number
  readonly memoryBytesMost: number
}

export function benchStep(policy: Policy, size: BenchSize = {}): StepBench {
  const { changes: count = 300_000, rounds = 5 } = size
  const changes = madeChanges(count)
  const memories = new Map<string, ActorMemory>()
  const baselines: (Baselines | undefined)[] = []
  let alerts = 0

  const counted = (): void => {
    memories.clear()
    const tally = new PartitionTally()
    const book = new BaselineBook()
    for (let i = 0; i < count; i++) {
      const change = changes[i] ?? never()
      const closed = tally.close(change.occurredAt, () => memories.values())
      if (closed?.minute !== undefined) book.takeMinute(0, closed.minute)
      if (closed?.day !== undefined) book.takeDay(0, closed.day)
      baselines[i] = book.at(change.occurredAt)
      const { learned, sight, decision } = stepOne(change, baselines[i])
      memories.set(change.actor.id, learned)
      tally.count(sight, decision.alerts)
    }
  }
  const alone = (): void => {
    memories.clear()
    alerts = 0
    for (let i = 0; i < count; i++) {
      const change = changes[i] ?? never()
      const { learned, decision } = stepOne(change, baselines[i])
      memories.set(change.actor.id, learned)
      if (decision.alerts) alerts++
    }
  }
  const stepOne = (change: AccountChange, known: Baselines | undefined): Step => {
    const memory = memories.get(change.actor.id)
    return step(change, known === undefined ? { memory } : { memory, baselines: known }, policy)
  }
  // The first passes warm the compiler, and leave the baselines that hold at each change.
  counted()
  alone()
  const taken = Array.from({ length: rounds }, () => ({
    counted: count / seconds(counted),
    alone: count / seconds(alone),
  }))
  const known = (change: AccountChange): Known => {
    const last = baselines[count - 1]
    return { memory: memories.get(change.actor.id), ...(last && { baselines: last }) }
  }
  const sights = changes.slice(-20_000).map((change) => new Sight(change, known(change)))
  const held = [...memories.values()]
  const bytes = held.map((memory) => encodeMemory(memory).length).toSorted((a, b) => a - b)
  return {
    perSecond: median(taken.map((round) => round.alone)),
    rounds: taken.map((round) => round.alone),
    countedPerSecond: median(taken.map((round) => round.counted)),
    alerts,
    evidence: evidenceInForce.map((evidence) => ({
      name: evidence.name,
      nanoseconds: costOf(evidence, sights, policy),
    })),
    sightNanoseconds: each(sights.length, (i) => {
      const { change } = sights[i] ?? never()
      return new Sight(change, known(change)).at
    }),
    rulesNanoseconds: each(sights.length, (i) => {
      const facts = { sight: sights[i] ?? never(), tier: '', suspicionCenti: 0, stakesCenti: 0 }
      const tier = firstTier(policy.tiers, facts) ?? never()
      return tier.rules.filter((rule) => rule.holds(facts)).length
    }),
    encodeNanoseconds: each(held.length, (i) => encodeMemory(held[i] ?? never()).length),
    memoryBytesMedian: median(bytes),
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
    row(
      'and what it counts',
      `${Math.round(bench.countedPerSecond).toLocaleString('en')} changes a second, for peers, fleet and shape`,
    ),
    row('of step: sight', `${Math.round(bench.sightNanoseconds)} ns`),
    ...bench.evidence.map(({ name, nanoseconds }) =>
      row(`  evidence ${name}`, `${Math.round(nanoseconds)} ns`),
    ),
    row('  tier and rules', `${Math.round(bench.rulesNanoseconds)} ns`),
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

/** Nanoseconds of one call, in the quickest of the passes over all of them: clocks of the processor tick too slowly
 *  for that, and whoever else is on the machine only ever adds. The sum keeps the calls from being left out. */
function each(count: number, call: (i: number) => number): number {
  let sum = 0
  let least = Number.POSITIVE_INFINITY
  for (let pass = 0; pass < Math.max(20, 400_000 / count); pass++) {
    const from = performance.now()
    for (let i = 0; i < count; i++) sum += call(i)
    least = Math.min(least, performance.now() - from)
  }
  if (Number.isNaN(sum)) throw new Error('a measurement was no number')
  return (least * 1e6) / count
}

/** Seconds of this thread on a processor: what a core would take, whoever else is on the machine. */
function seconds(run: () => void): number {
  const from = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(from)
  return (user + system) / 1e6
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
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
