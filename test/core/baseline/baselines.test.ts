import { describe, expect, test } from 'vitest'
import { BaselineBook } from '../../../src/core/baseline/baseline-book.ts'
import type { Baselines } from '../../../src/core/baseline/baselines.ts'
import { mergePeers } from '../../../src/core/baseline/merge-peers.ts'
import { nearestPeers } from '../../../src/core/baseline/nearest-peers.ts'
import { PartitionTally } from '../../../src/core/baseline/partition-tally.ts'
import { type PeerGroup, peerGroupId, peerGroupOf } from '../../../src/core/baseline/peer-group.ts'
import { groupsMax, sumPeers } from '../../../src/core/baseline/peer-sums.ts'
import { dayName, minuteName } from '../../../src/core/baseline/ticks.ts'
import type { AccountChange, Actor } from '../../../src/core/change/account-change.ts'
import { type Step, step } from '../../../src/core/decision/step.ts'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { type ActorMemory, newMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { changeOf, dayMs, hourMs, minuteMs, now, shippedPolicy } from '../people.ts'

const policy = shippedPolicy('default')

describe('peer groups', () => {
  const support: PeerGroup = { kind: 'contractor', role: 'agent', team: 'support' }
  const names = new Map(
    [support, { ...support, team: 'trust' }, { kind: 'automation' as const }].map((group) => [
      peerGroupId(group),
      group,
    ]),
  )

  test('hold what their members find usual, each member with at most two hundred acts', () => {
    const memories = [member(support, 100, 1), member(support, 100, 1), member(support, 2_000, 10)]
    const peers = mergePeers([sumPeers(memories, (id) => names.get(id), now)], '2017-11-02').get(
      peerGroupId(support),
    )
    expect(peers?.name).toBe('contractors as agent in support')
    expect(peers?.asOf).toBe('2017-11-02')
    // 100 + 100 + 200 acts of their own, and a hundred of contractors as agents, who are the same people.
    expect(round(peers?.usual[0])).toBe(500)
    expect(round((peers?.usual[1] ?? 0) / (peers?.usual[0] ?? 1))).toBe(5.5)
  })

  test('of one or two people are spoken for by the next wider group', () => {
    const trust = { ...support, team: 'trust' }
    const memories = [...Array.from({ length: 5 }, () => member(support, 100, 1)), member(trust, 100, 30)]
    const merged = mergePeers([sumPeers(memories, (id) => names.get(id), now)], 'x')
    expect(merged.get(peerGroupId(trust))?.name).toBe('contractors as agent')
    expect(merged.get(peerGroupId(support))?.name).toBe('contractors as agent in support')
  })

  // biome-ignore format: a table for people.
  test.each<[string, Omit<Actor, 'id'>, string | undefined]>([
    ['the same team',               { kind: 'contractor', role: 'agent', team: 'support' },  'contractors as agent in support'],
    ['a team that nobody was in',   { kind: 'contractor', role: 'agent', team: 'new' },      'contractors as agent'],
    ['a role that nobody had',      { kind: 'contractor', role: 'legal', team: 'support' },  'contractors'],
    ['a role spelt another way',    { kind: 'contractor', role: 'Agent' },                   'contractors'],
    ['a kind that nobody was of',   { kind: 'employee', role: 'agent', team: 'support' },    undefined],
  ])('speak for somebody of %s, the nearest first', (_, of, expected) => {
    const memories = Array.from({ length: 5 }, () => member(support, 100, 1))
    const merged = mergePeers([sumPeers(memories, (id) => names.get(id), now)], 'x')
    const baselines = { peersOf: (id: number) => merged.get(id), fleet: undefined, shape: undefined }
    const actor = { id: 'newcomer', ...of }
    expect(nearestPeers(baselines, peerGroupId(peerGroupOf(actor)), actor)?.name).toBe(expected)
  })

  test('of machines are of machines only', () => {
    const memories = Array.from({ length: 9 }, (_, i) =>
      member(i < 5 ? support : { kind: 'automation' }, 100, 1),
    )
    const merged = mergePeers([sumPeers(memories, (id) => names.get(id), now)], 'x')
    expect(merged.get(peerGroupId({ kind: 'automation' }))?.name).toBe('automations')
    expect(round(merged.get(peerGroupId({ kind: 'automation' }))?.usual[0])).toBe(400)
    expect(peerGroupOf({ id: 'cron', kind: 'system' })).toEqual({ kind: 'automation' })
  })

  test('forget those who left: four weeks of silence leave a third', () => {
    const left = Array.from({ length: 6 }, () => member(support, 100, 1, now - 28 * dayMs))
    const [sum] = sumPeers(left, (id) => names.get(id), now).groups
    expect(round(sum?.usual[0])).toBe(round((600 * 1) / Math.E))
  })

  test('are at most two hundred and fifty-six; the rarest are counted with the next wider one', () => {
    const teams = Array.from({ length: 400 }, (_, i): PeerGroup => ({ kind: 'employee', team: `team-${i}` }))
    const byId = new Map(teams.map((team) => [peerGroupId(team), team]))
    const { groups } = sumPeers(
      teams.map((team, i) => member(team, 20 + i, 1)),
      (id) => byId.get(id),
      now,
    )
    expect(groups).toHaveLength(groupsMax)
    const wide = groups.find(({ group }) => group.team === undefined)
    expect(round(wide?.members)).toBe(400 - groupsMax + 1)
  })
})

describe('ticks', () => {
  test.each([
    [0, '1970-01-01'],
    [17_472, '2017-11-02'],
    [19_782, '2024-02-29'],
    [-1, '1969-12-31'],
  ])('day %d is %s', (day, name) => {
    expect(dayName(day)).toBe(name)
  })

  test('a minute is named by its day', () => {
    expect(minuteName(Math.floor(now / minuteMs) + 5)).toBe('2017-11-02 23:05')
  })

  test('a day that has ended takes hold a day later, a minute two minutes after it began', () => {
    const { seen } = run(work(5), 1)
    const first = seen.findIndex(({ baselines }) => baselines?.peersOf(peers) !== undefined)
    expect(new Date(seen[first]?.at ?? 0).toISOString().slice(0, 10)).toBe('2017-11-04')
    const fleet = seen.find(({ baselines }) => baselines?.fleet !== undefined)
    expect(fleet?.at).toBe(start + 2 * minuteMs)
  })

  test('what was flagged teaches the shape nothing, and counts for the fleet', () => {
    const gathered = ([quiet, flagged]: readonly [number, number]) => {
      const tally = new PartitionTally()
      tally.close(start, () => [])
      for (let i = 0; i < quiet + flagged; i++) {
        const change = changeOf({ occurredAt: start + i, action: i < quiet ? 'suspend' : 'deactivate' })
        tally.count(new Sight(change, { memory: undefined }), i >= quiet)
      }
      const { minute, day } = tally.close(start + dayMs, () => []) ?? {}
      return { shape: day?.shape, acts: minute?.counts.reduce((sum, count) => sum + count, 0) }
    }
    const without = gathered([20, 0])
    expect(without.shape?.some((count) => count > 0)).toBe(true)
    expect(gathered([20, 30])).toEqual({ shape: without.shape, acts: 50 })
  })

  test('the same baselines hold however the actors fall on partitions', () => {
    const changes = work(6)
    const alone = run(changes, 1).seen.at(-1)?.baselines
    const apart = run(changes, 3).seen.at(-1)?.baselines
    expect(apart?.peersOf(peers)).toEqual(alone?.peersOf(peers))
    expect(alone?.fleet).toBeDefined()
    expect(apart?.fleet).toEqual(alone?.fleet)
    expect(apart?.shape).toEqual(alone?.shape)
  })
})

const start = Date.UTC(2017, 10, 2)
const peers = peerGroupId({ kind: 'employee', team: 'support' })

/** A dozen colleagues, each with a change every forty minutes. */
function work(days: number): AccountChange[] {
  return Array.from({ length: days * 12 * 36 }, (_, i) =>
    changeOf({
      occurredAt: start + Math.floor(i / 12) * 40 * minuteMs + (i % 12) * minuteMs,
      actor: colleague(i % 12),
      account: { id: `account-${i}`, followers: (i * 37) % 500 },
      reason: { code: 'spam', ticketId: `T-${i}`, reportId: `R-${i}` },
    }),
  )
}

function colleague(number: number): Actor {
  return { id: `colleague-${number}`, kind: 'employee', team: 'support', hiredAt: start - 900 * dayMs }
}

interface Seen {
  readonly at: number
  readonly baselines: Baselines | undefined
  readonly step: Step
}

/** As the stream does it: actors by partition, every partition with a tally of its own, one book. */
function run(changes: readonly AccountChange[], partitions: number): { readonly seen: readonly Seen[] } {
  const book = new BaselineBook()
  const held = Array.from({ length: partitions }, () => ({
    tally: new PartitionTally(),
    memories: new Map<string, ActorMemory>(),
  }))
  const seen = changes.map((change): Seen => {
    const partition = Number(change.actor.id.split('-')[1]) % partitions
    for (const [number, { tally, memories }] of held.entries()) {
      const closed = tally.close(change.occurredAt, () => memories.values())
      if (closed?.minute !== undefined) book.takeMinute(number, closed.minute)
      if (closed?.day !== undefined) book.takeDay(number, closed.day)
    }
    const baselines = book.at(change.occurredAt)
    const own = held[partition]
    const memory = own?.memories.get(change.actor.id)
    const stepped = step(change, { memory, ...(baselines !== undefined && { baselines }) }, policy)
    own?.memories.set(change.actor.id, stepped.learned)
    own?.tally.count(stepped.sight, stepped.decision.alerts)
    return { at: change.occurredAt, baselines, step: stepped }
  })
  return { seen }
}

/** Somebody with so many acts, each found at this pace. */
function member(group: PeerGroup, acts: number, pace: number, clock = now): ActorMemory {
  const memory = newMemory()
  const slots = memory.slots.slice()
  slots[at.peerGroupSlot] = peerGroupId(group)
  slots[at.clockSlot] = clock
  slots[at.usualWeightSlot] = acts
  slots[at.usualPaceSlot] = acts * pace
  return { ...memory, slots }
}

function round(value: number | undefined): number {
  return Math.round((value ?? Number.NaN) * 100) / 100
}

describe('a newcomer among colleagues of one pace', () => {
  const baselines = run(work(5), 1).seen.at(-1)?.baselines
  const burst = (count: number, actor: Partial<Actor>): Step[] => {
    const from = start + 5 * dayMs + 9 * hourMs
    let memory: ActorMemory | undefined
    return Array.from({ length: count }, (_, i) => {
      const change = changeOf({
        occurredAt: from + i * 500,
        actor: { ...colleague(99), hiredAt: start, ...actor },
        account: { id: `newcomer-${i}` },
      })
      const stepped = step(change, { memory, ...(baselines !== undefined && { baselines }) }, policy)
      memory = stepped.learned
      return stepped
    })
  }

  test('is held to their pace, by name and day, before forty acts of a first minute are done', () => {
    const last = burst(40, {}).at(-1)
    const tempo = last?.assessment.findings.find(({ bar }) => bar.name.startsWith('tempo'))
    expect(tempo?.pointsCenti).toBeGreaterThan(0)
    if (tempo === undefined || last === undefined) return
    expect(tempo.bar.says(tempo, last.sight).expected).toMatch(
      / and employees in support \(as of 2017-11-06\)$/u,
    )
  })

  test.each<[string, Partial<Actor>]>([
    ['of their own team', {}],
    ['of a team that nobody was in the day before', { team: 'escalations' }],
    ['of a role that nobody else has', { role: 'legal-ops' }],
    ['of their team, spelt another way', { team: 'Support' }],
  ])('%s closes two hundred accounts in two minutes: somebody is told by the fortieth', (_, actor) => {
    const told = burst(200, actor).findIndex(({ decision }) => decision.alerts)
    expect(told).toBeGreaterThanOrEqual(0)
    expect(told).toBeLessThan(40)
  })
})
