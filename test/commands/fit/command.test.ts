import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FitFlags, runFit } from '../../../src/commands/fit/command.ts'
import type { Fitted } from '../../../src/commands/fit/fitted.ts'
import { reportOf } from '../../../src/commands/fit/report.ts'
import { refuseUnwritable } from '../../../src/commands/fit/write-fitted.ts'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { isPolicy, readPolicy } from '../../../src/core/policy/read-policy.ts'
import { shippedPolicy } from '../../core/people.ts'
import { printedBy } from '../printed.ts'
import { toldHistory } from './told-history.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-fit-'))
const at = (name: string) => join(folder, name)
const policy = 'schemas/policies/default.yaml'

beforeAll(() => {
  const changes = toldHistory(11, 4_000)
  writeFileSync(at('year.ndjson'), changes.map((change) => JSON.stringify(change)).join('\n'))
  writeFileSync(
    at('days.ndjson'),
    changes
      .slice(0, 300)
      .map((change) => JSON.stringify(change))
      .join('\n'),
  )
  const few = changes.slice(0, 50)
  const elsewhere = few.map((change) => ({ ...change, source: 'elsewhere' }))
  writeFileSync(
    at('sources.ndjson'),
    few
      .flatMap((change, i) => [change, elsewhere[i]])
      .map((change) => JSON.stringify(change))
      .join('\n'),
  )
  const meant = changes.filter(({ action }) => action === 'suspend').map(({ eventId }) => `${eventId},meant`)
  writeFileSync(at('meant.csv'), ['event_id,label', ...meant].join('\n'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fit(flags: FitFlags = {}, file = 'year.ndjson') {
  return printedBy(() => runFit([at(file)], { policy, ...flags }))
}

async function fitted(flags: FitFlags = {}): Promise<Fitted> {
  const { exit, printed, complained } = await fit({ ...flags, json: true })
  expect([exit, complained]).toEqual([0, []])
  return JSON.parse(printed.join('\n')) as Fitted
}

/** A fit reads its history four times; a busy machine takes its time. */
const patienceMs = 120_000

describe('a fit', { timeout: patienceMs }, () => {
  let year: Fitted

  beforeAll(async () => {
    year = await fitted()
  }, patienceMs)

  const valueOf = ({ learnt }: Fitted, name: string) => learnt.find((value) => value.name === name)!

  it('learns from the first two thirds of the time, and judges on the rest', () => {
    expect(year.fittedFrom.slice(0, 10)).toBe('2025-01-06')
    expect(year.fittedUntil.slice(0, 10)).toBe('2025-09-06')
    expect(year.testFrom).toBe(year.fittedUntil)
    expect(year.lessons).toBeGreaterThan(2_600)
    expect(year.lessons).toBeLessThan(2_700)
    expect(year.settled).toBe(true)
  })

  it('finds that newcomers are overruled oftener, and how common it is at all', () => {
    const newcomer = valueOf(year, 'tenure.newHire30d')
    expect(newcomer.low).toBeGreaterThan(1)
    expect(newcomer.notMeant).toBeGreaterThan(60)
    // One in fifty of what old hands do is given back: 2^-5.6.
    const start = valueOf(year, 'prior.suspend').moved[0]!
    expect(start.old).toBe(-4)
    expect(Math.abs(start.new + 5.6)).toBeLessThan(0.8)
    const other = valueOf(year, 'prior.deactivate').moved[0]!
    expect(other.new - other.old).toBeCloseTo(start.new - start.old, 0)
  })

  it('puts later changes into a better order than before, with points that mean what they say', () => {
    const [before, after] = year.versions
    expect(after.ranking!.auc).toBeGreaterThan(before.ranking!.auc)
    expect(after.ranking!.auc).toBeGreaterThan(0.7)
    expect(after.calibration!.slope).toBeGreaterThan(0.8)
    expect(after.calibration!.slope).toBeLessThan(1.2)
    expect(Math.abs(year.keptLoad.new - year.keptLoad.old)).toBeLessThan(0.1)
  })

  it('learns from a change once, however often the history tells it', async () => {
    // Every other change, its undoing among them, stands twice.
    const lines = readFileSync(at('year.ndjson'), 'utf8').split('\n')
    const told = lines.flatMap((line, i) => (i % 2 === 0 ? [line, line] : [line]))
    writeFileSync(at('twice.ndjson'), told.join('\n'))
    const { exit, printed } = await fit({ json: true }, 'twice.ndjson')
    expect(exit).toBe(0)
    const repeated = told.length - lines.length
    expect(JSON.parse(printed.join('\n'))).toEqual({ ...year, repeated })
  })

  it('finds the same again, to the last digit', async () => {
    expect(await fitted()).toEqual(year)
  })

  it('takes the word of people before what history shows', async () => {
    const told = await fitted({ labels: [at('meant.csv')] })
    expect(told.notMeant).toBeLessThan(year.notMeant / 2)
  })

  it('learns what is usual among peers from what came before the test, and from nothing that the policy said', async () => {
    const { asOf, old, new: now } = year.peers
    expect([asOf, old]).toEqual(['2025-09-06', []])
    expect(now.map(({ group }) => group)).toEqual([{ kind: 'employee' }])
    await fit({ write: at('taught.yaml') })
    const again = await fitted({ policy: at('taught.yaml') })
    expect(again.peers.old).toEqual(now)
    const held = await fitted({ policy: at('taught.yaml'), hold: ['peers'], until: '2025-06-01' })
    expect([held.peers.new, held.peers.asOf]).toEqual([now, asOf])
  })

  it('leaves alone what it is told to', async () => {
    const held = await fitted({ hold: ['tenure', 'hours'], keepStarts: true, keepThresholds: true })
    expect(valueOf(held, 'tenure.newHire30d').moved[0]!.new).toBe(1)
    expect(valueOf(held, 'prior.deactivate').moved[0]).toMatchObject({ old: -3, new: -3 })
    expect(held.thresholds).toEqual(held.oldThresholds)
  })

  it('prints no code of which nothing was learnt, but how many there were', () => {
    const moved = [{ name: 'reason.seldom', old: 0, new: 0 }]
    const seldom = {
      name: 'reason.seldom',
      moved,
      low: 0,
      high: 0,
      changes: 42,
      notMeant: 1,
      tooFew: true,
    } as const
    const met = year.learnt.filter(({ tooFew }) => tooFew !== true)
    const printed = reportOf({ ...year, learnt: [...met, seldom, { ...seldom, name: 'reason.other' }] })
    expect(printed).not.toContain('reason.seldom')
    expect(printed).toContain('\nreason codes with fewer than 100 changes: 2, nothing is learnt of them\n')
    expect(reportOf({ ...year, learnt: met })).not.toContain('reason codes with')
  })

  it('names everything whose numbers stand on the old scale of points, by whatever fact', async () => {
    const { onPoints } = await fitted({ policy: 'schemas/policies/volunteers.yaml', keepThresholds: true })
    expect(onPoints).toEqual([
      { part: 'rule', name: 'burst-after-a-silence', reads: ['suspicion'] },
      { part: 'rule', name: 'goes-on-after-a-silence', reads: ['actor.flaggedSuspicion'] },
    ])
    expect(reportOf({ ...year, onPoints })).toContain(
      '\nrule goes-on-after-a-silence reads actor.flaggedSuspicion: look at its numbers again\n',
    )
  })

  it('tells people in a table, and writes a policy where told to, and nothing else anywhere', async () => {
    const before = readFileSync(policy, 'utf8')
    const { exit, printed } = await fit({ write: at('new.yaml') })
    expect(exit).toBe(0)
    expect(printed.join('\n')).toMatch(/\ntenure\.newHire30d +1\.00 +\d\.\d\d +\d\.\d\d to \d\.\d\d +/)
    expect(printed.join('\n')).toMatch(/\nalertAt\.suspicion +1\.00 +-?\d\.\d\d\n/)
    const written = readFileSync(at('new.yaml'), 'utf8')
    const read = readPolicy(written, '0123456789abcdef')
    if (!isPolicy(read)) throw new Error(JSON.stringify(read))
    expect(read.weights.tenure.newHire30d / 100).toBe(valueOf(year, 'tenure.newHire30d').moved[0]!.new)
    expect(read.alertAt).toEqual(year.thresholds.alertAt)
    expect(printed.join('\n')).toMatch(
      /\npeers as of 2025-09-06 +acts: old +new +in 1 h: old +new +in 1 d: old +new\n/,
    )
    expect(printed.join('\n')).toMatch(/\nemployees +- +[\d,]+ +- +\d\.\d+ +- +\d\.\d+\n/)
    expect(read.peers?.groups).toEqual(year.peers.new)
    const { lessons: changes, notMeant, versions } = year
    const slope = Math.round(versions[1].calibration!.slope * 100) / 100
    expect(read.fitted).toEqual({ from: '2025-01-06', until: '2025-09-06', changes, notMeant, slope })
    expect(written).not.toMatch(/staff-\d|new-\d/)
    expect(written).toMatch(/^# Fitted from 2025-01-06 to 2025-09-06 /)
    const comments = (text: string) => text.split('\n').filter((line) => line.trimStart().startsWith('#'))
    expect(comments(written)).toEqual(expect.arrayContaining(comments(before)))
    expect(readFileSync(policy, 'utf8')).toBe(before)
  })
})

describe('a fit until a day', { timeout: patienceMs }, () => {
  const dayMs = 86_400_000
  const until = '2025-05-01'
  const untilAt = Date.parse(until)
  const months = toldHistory(11, 4_000).filter(({ occurredAt }) => occurredAt < untilAt + 30 * dayMs)
  const within = (days: number) => months.filter(({ occurredAt }) => occurredAt < untilAt + days * dayMs)
  const isRestriction = ({ action }: AccountChange) => action === 'suspend' || action === 'lock'

  async function learntFrom(name: string, changes: readonly AccountChange[]) {
    writeFileSync(at(name), changes.map((change) => JSON.stringify(change)).join('\n'))
    const { exit, printed } = await fit({ until, json: true, keepThresholds: true }, name)
    expect(exit).toBe(0)
    const { lessons, notMeant, learnt } = JSON.parse(printed.join('\n')) as Fitted
    return { lessons, notMeant, learnt }
  }

  it('learns of what stood as soon as of what was undone, however soon after it the history ends', async () => {
    const long = await learntFrom('month-after.ndjson', months)
    const known = months.filter((change) => isRestriction(change) && change.occurredAt < untilAt - dayMs)
    expect(long.lessons).toBe(known.length)
    expect(await learntFrom('days-after.ndjson', within(2))).toEqual(long)
  })

  it('learns nothing that came to light only after it', async () => {
    const days = within(2)
    const lastDay = days.filter(
      (change) =>
        isRestriction(change) && change.occurredAt >= untilAt - dayMs && change.occurredAt < untilAt,
    )
    expect(lastDay.length).toBeGreaterThan(8)
    // Of the last day everything is given back within the day, on the day after.
    const undone = lastDay.map((change, i): AccountChange => {
      const occurredAt = Math.max(untilAt + i, change.occurredAt + dayMs / 2)
      const action = change.action === 'lock' ? 'unlock' : 'unsuspend'
      return { ...change, eventId: `late-${i}`, occurredAt, action, actor: { id: 'lead', kind: 'employee' } }
    })
    const told = [...days, ...undone].toSorted((a, b) => a.occurredAt - b.occurredAt)
    expect(await learntFrom('undone-after.ndjson', told)).toEqual(
      await learntFrom('nothing-after.ndjson', days),
    )
  })
})

describe('whether a fit can be written into a policy', () => {
  const policy = shippedPolicy('default')

  it('is asked before anything is learnt, and one that cannot is named with what is wrong', async () => {
    writeFileSync(at('twice.yaml'), 'ceiling: observe\nceiling: observe\ntiers: []\n')
    await expect(refuseUnwritable(at('twice.yaml'), policy)).rejects.toThrow(
      new RegExp(
        `^--write: fit cannot put numbers into ${at('twice.yaml')} as it is laid out \\(.*unique`,
        'u',
      ),
    )
  })

  it.each(['default', 'demo', 'volunteers'] as const)('is true of %s.yaml', async (name) => {
    await expect(
      refuseUnwritable(`schemas/policies/${name}.yaml`, shippedPolicy(name)),
    ).resolves.toBeUndefined()
  })
})

describe('a fit written to -', { timeout: patienceMs }, () => {
  it('prints the policy and nothing else, and the report where complaints go', async () => {
    const { exit, printed, complained } = await fit({ write: '-' })
    expect(exit).toBe(0)
    expect(isPolicy(readPolicy(printed.join('\n'), '0123456789abcdef'))).toBe(true)
    expect(printed[0]).toMatch(/^# Fitted from 2025-01-06 to 2025-09-06 /)
    expect(complained.join('\n')).toMatch(/\ntenure\.newHire30d /)
    expect(existsSync('-')).toBe(false)
  })
})

describe('a fit refuses in words', { timeout: patienceMs }, () => {
  it.for<[string, FitFlags, string, RegExp]>([
    ['too few cases', {}, 'days.ndjson', /changes before --until were not meant: it takes 30 to learn from/],
    [
      'an end before the beginning',
      { until: '2020-01-01' },
      'year.ndjson',
      /--until must lie within the history/,
    ],
    ['a date that is none', { until: 'soon' }, 'year.ndjson', /--until must be a date .* not soon/],
    [
      'a test before the end',
      { until: '2025-06-01', testFrom: '2025-05-01' },
      'year.ndjson',
      /--test-from must not be/,
    ],
    [
      'to hold what there is not',
      { hold: ['temper'] },
      'year.ndjson',
      /--hold: there is no temper; there are \d+, all in schemas/,
    ],
    [
      'to hold what there is not, before it reads',
      { hold: ['temper'] },
      'none.ndjson',
      /--hold: there is no temper/,
    ],
    [
      'an open class that no change had',
      { hold: ['reason.no-such'] },
      'year.ndjson',
      /there is no reason\.no-such/,
    ],
    [
      'labels of two sources that use the same ids',
      { labels: [at('meant.csv')] },
      'sources.ndjson',
      /e\d+ is an event of told and of elsewhere, and \d+ more such: labels and decisions that name no source/,
    ],
    ['a weight of nothing', { labelWeight: '0' }, 'year.ndjson', /--label-weight must be a number above 0/],
  ])('%s', async ([, flags, file, says]) => {
    const { exit, complained } = await fit({ ...flags, write: at('never.yaml') }, file)
    expect(exit).toBe(1)
    expect(complained.join('\n')).toMatch(says)
    expect(existsSync(at('never.yaml'))).toBe(false)
  })
})
