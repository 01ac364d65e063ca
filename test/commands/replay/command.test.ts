import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ReplayFlags, runReplay } from '../../../src/commands/replay/command.ts'
import { campaignIdOf } from '../../../src/roles/ids.ts'
import { benchEpochMs, openWorkload } from '../../bench/workload.ts'
import { actOf, morning } from '../../roles/relate/accounts-and-hands.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-replay-'))
const at = (name: string) => join(folder, name)
const policy = 'schemas/policies/demo.yaml'
const linesOf = (name: string) => readFileSync(at(name), 'utf8').trim().split('\n')
const decisionsOf = (name: string) => linesOf(name).map((line) => JSON.parse(line) as Record<string, unknown>)

let printed: string[] = []
let complained: string[] = []

beforeAll(() => {
  const workload = openWorkload(5)
  const lines = Array.from({ length: 1000 }, (_, index) =>
    String(workload.change(index, benchEpochMs + index * 60_000).value),
  )
  writeFileSync(at('changes.ndjson'), lines.join('\n'))
  writeFileSync(at('zipped.ndjson.gz'), gzipSync(lines.join('\n')))
  const [first = '', second = '', ...rest] = lines
  writeFileSync(at('shuffled.ndjson'), [second, first, ...rest].join('\n'))
  writeFileSync(at('torn.ndjson'), [...lines.slice(0, 10), '{"half":'].join('\n'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function replayed(file: string, flags: ReplayFlags = {}): Promise<number> {
  printed = []
  complained = []
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
  const error = vi.spyOn(console, 'error').mockImplementation((line: string) => void complained.push(line))
  try {
    return await runReplay([at(file)], { policy, ...flags })
  } finally {
    log.mockRestore()
    error.mockRestore()
  }
}

describe('a replay', () => {
  it('writes one line for each change that alerted, with bars that add up to its score', async () => {
    expect(await replayed('changes.ndjson', { out: at('out.ndjson') })).toBe(0)
    const decisions = decisionsOf('out.ndjson')
    expect(decisions).toHaveLength(5)
    for (const decision of decisions) {
      expect(decision).toMatchObject({
        action: 'deactivate',
        severity: 'critical',
        decidedAt: decision.occurredAt,
      })
      expect(decision.counterfactuals).toContainEqual({
        without: expect.any(String),
        given: expect.any(String),
      })
      const evidence = decision.evidence as { points: number; axis: string }[]
      const sum = (axis?: string) =>
        evidence
          .filter((bar) => axis === undefined || bar.axis === axis)
          .reduce((total, { points }) => total + Math.round(points * 100), 0) / 100
      expect(sum()).toBe(decision.score)
      expect(sum('suspicion')).toBe(decision.suspicion)
      expect(sum('stakes')).toBe(decision.stakes)
    }
    expect(printed.join('\n')).toMatch(/^changes +1,000 /)
  })

  it('gives the same bytes for the same input, also from .gz and from a file a little out of order', async () => {
    await replayed('changes.ndjson', { out: at('a.ndjson'), scores: at('a.csv') })
    await replayed('zipped.ndjson.gz', { out: at('b.ndjson'), scores: at('b.csv') })
    await replayed('shuffled.ndjson', { out: at('c.ndjson') })
    expect(linesOf('b.ndjson')).toEqual(linesOf('a.ndjson'))
    expect(linesOf('b.csv')).toEqual(linesOf('a.csv'))
    expect(linesOf('c.ndjson')).toEqual(linesOf('a.ndjson'))
    expect(printed).toContain('changes out of order in their file, put right: 1')
  })

  it('writes suspicion, stakes and score of every change', async () => {
    await replayed('changes.ndjson', { scores: at('scores.csv') })
    const [head, ...rows] = linesOf('scores.csv')
    expect(head).toBe('eventId,suspicion,stakes,score')
    expect(rows).toHaveLength(1000)
    for (const row of rows) {
      const [, suspicion = 0, stakes = 0, score] = row.split(',').map(Number)
      expect(Math.round((suspicion + stakes) * 100)).toBe(Math.round((score ?? 0) * 100))
    }
  })

  it('counts the alerts of less than a day, and makes no rate of them', async () => {
    expect(await replayed('changes.ndjson')).toBe(0)
    const table = printed.join('\n')
    expect(table).toMatch(/^changes +1,000 +\S+ to \S+, 16\.6 h\n/)
    expect(table).toMatch(/\nalerts, critical +5\n/)
  })

  it('says what ceiling, gates and budgets would have left of each mode', async () => {
    await replayed('changes.ndjson', { out: at('gated.ndjson'), simulateGates: true })
    for (const { granted, blockedBy, mode } of decisionsOf('gated.ndjson')) {
      expect(['observe', 'approve', 'veto', 'auto']).toContain(granted)
      expect(blockedBy).toEqual([])
      expect(granted).toBe(mode)
    }
    await replayed('changes.ndjson', {
      out: at('capped.ndjson'),
      simulateGates: true,
      policy: 'schemas/policies/default.yaml',
    })
    expect(decisionsOf('capped.ndjson').map(({ granted, blockedBy }) => [granted, blockedBy])).toEqual(
      decisionsOf('capped.ndjson').map(() => ['observe', ['mode']]),
    )
  })

  it('feeds in what analysts said, and refuses what is no verdict', async () => {
    const [first] = decisionsOf('a.ndjson')
    const verdict = { eventId: first?.eventId, verdict: 'meant', at: Number(first?.occurredAt) + 1 }
    writeFileSync(at('verdicts.ndjson'), JSON.stringify(verdict))
    expect(
      await replayed('changes.ndjson', { out: at('told.ndjson'), verdicts: at('verdicts.ndjson') }),
    ).toBe(0)
    expect(linesOf('told.ndjson')[0]).toBe(linesOf('a.ndjson')[0])
    writeFileSync(at('wrong.ndjson'), JSON.stringify({ ...verdict, verdict: 'perhaps' }))
    expect(await replayed('changes.ndjson', { verdicts: at('wrong.ndjson') })).toBe(1)
    expect(complained.join()).toMatch(/wrong\.ndjson:1: verdict must be one of meant, not-meant/)
  })

  it('counts verdicts that nobody was flagged for', async () => {
    const verdict = { eventId: 'misspelt', verdict: 'meant', at: benchEpochMs + 1 }
    writeFileSync(at('lost.ndjson'), JSON.stringify(verdict))
    expect(await replayed('changes.ndjson', { verdicts: at('lost.ndjson') })).toBe(0)
    expect(printed).toContain('verdicts that found nobody: 1')
  })

  it.each([
    ['nothing', '', /no-change\.ndjson is empty: changes as ndjson were expected$/],
    ['nothing that can be read', '{"half":', /no-change\.ndjson: no record in it could be read as a change/],
  ])('of a file with %s in it has failed, and says so', async (_, text, says) => {
    writeFileSync(at('no-change.ndjson'), text)
    expect(await replayed('no-change.ndjson')).toBe(1)
    expect(complained.at(-1)).toMatch(says)
    expect(printed).toEqual([])
  })

  it('goes on past a line that cannot be read, and counts it', async () => {
    expect(await replayed('torn.ndjson')).toBe(0)
    expect(printed).toContain('records that could not be read: 1')
    expect(complained.join()).toMatch(/torn\.ndjson:11 could not be read/)
  })

  it('refuses a faulty mapping and a faulty policy with their lines', async () => {
    writeFileSync(at('faulty.yaml'), 'source: x\nfields:\n  eventId: record.\n')
    expect(await replayed('changes.ndjson', { mapping: at('faulty.yaml') })).toBe(1)
    expect(complained.join()).toMatch(/faulty\.yaml:\d+: fields/)
    writeFileSync(at('policy.yaml'), 'ceiling: sometimes\n')
    expect(await replayed('changes.ndjson', { policy: at('policy.yaml') })).toBe(1)
    expect(complained.join()).toMatch(/policy\.yaml:1:1: /)
  })
})

describe('a replay of changes that say only who and whom', () => {
  const day = 86_400_000
  const at0 = Date.UTC(2017, 10, 2, 23)
  const change = (eventId: string, occurredAt: number) => ({
    eventId,
    source: 'demo',
    occurredAt,
    action: 'deactivate',
    account: { id: 'acc-77' },
    actor: { id: 'st-12', kind: 'unknown' },
  })

  it('decides as if they had said it, by what was in force at the time of each', async () => {
    writeFileSync(
      at('bare.ndjson'),
      [change('early', at0 - 90 * day), change('late', at0)].map((one) => JSON.stringify(one)).join('\n'),
    )
    writeFileSync(
      at('staff.csv'),
      `id,validFrom,kind,leavesAt\nst-12,${at0 - 100 * day},contractor,${at0 + 300 * day}\n` +
        `st-12,${at0 - day},contractor,${at0 + 1_800_000}\n`,
    )
    writeFileSync(
      at('accounts.ndjson'),
      JSON.stringify({
        id: 'acc-77',
        validFrom: at0 - day,
        followers: 44_000_000,
        protectedClass: 'government',
      }),
    )
    const tables = { staff: at('staff.csv'), accounts: at('accounts.ndjson') }
    expect(await replayed('bare.ndjson', { ...tables, out: at('bare-out.ndjson') })).toBe(0)
    const [decision, ...others] = decisionsOf('bare-out.ndjson')
    expect(others).toEqual([])
    expect(decision).toMatchObject({
      eventId: 'late',
      severity: 'critical',
      mode: 'auto',
      fromTables: ['account.followers', 'account.protectedClass', 'actor.kind', 'actor.leavesAt'],
    })
    expect(await replayed('bare.ndjson', { out: at('without.ndjson') })).toBe(0)
    expect(readFileSync(at('without.ndjson'), 'utf8')).toBe('')
  })

  it('names the campaign of several hands, and what a table brought, on the alert of relations too', async () => {
    const hands = ['ana', 'ben', 'cem', 'dora'].map((hand, i) =>
      actOf(hand, 'deactivate', i, { account: { id: 'mayor', kind: 'person', followers: 2_000_000 } }),
    )
    writeFileSync(at('hands.ndjson'), hands.map((one) => JSON.stringify(one)).join('\n'))
    const profile = { id: 'mayor', validFrom: morning - day, protectedClass: 'government' }
    writeFileSync(at('mayor.ndjson'), JSON.stringify(profile))
    const flags = { accounts: at('mayor.ndjson'), policy: 'schemas/policies/default.yaml' }
    expect(await replayed('hands.ndjson', { ...flags, out: at('hands-out.ndjson') })).toBe(0)
    const told = {
      kind: 'relation',
      campaign: campaignIdOf('forum', 'account', 'mayor'),
      fromTables: ['account.protectedClass'],
    }
    expect(decisionsOf('hands-out.ndjson')).toMatchObject([
      { eventId: 'cem-deactivate-2', ...told },
      { eventId: 'dora-deactivate-3', ...told },
    ])
  })

  it('takes a table as the running program takes it, and says where it can take none from', async () => {
    const staff = `file:${at('staff.csv')}`
    const accounts = `file:${at('accounts.ndjson')}`
    expect(await replayed('bare.ndjson', { staff, accounts, out: at('file-out.ndjson') })).toBe(0)
    expect(linesOf('file-out.ndjson')).toEqual(linesOf('bare-out.ndjson'))
    expect(await replayed('bare.ndjson', { staff: 'topic:staff.records' })).toBe(1)
    expect(complained[0]).toBe(
      'topic:staff.records: a history is read with tables from files, PATH or file:PATH',
    )
  })

  it('does not run on tables that cannot be believed', async () => {
    writeFileSync(at('bad.csv'), 'id,validFrom,kind\nst-12,yesterday,contractor\n')
    expect(await replayed('bare.ndjson', { staff: at('bad.csv') })).toBe(1)
    expect(complained[0]).toMatch(/line 2 of .*bad\.csv: validFrom: "yesterday"/)
    writeFileSync(at('none.csv'), 'id,validFrom,kind\n')
    expect(await replayed('bare.ndjson', { staff: at('none.csv') })).toBe(1)
    expect(complained[0]).toMatch(/none\.csv: it is empty/)
  })
})
