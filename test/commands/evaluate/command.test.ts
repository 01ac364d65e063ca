import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type EvaluateFlags, runEvaluate } from '../../../src/commands/evaluate/command.ts'
import type { Evaluated } from '../../../src/commands/evaluate/evaluated.ts'
import { runReplay } from '../../../src/commands/replay/command.ts'
import { benchEpochMs, openWorkload } from '../../bench/workload.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-evaluate-'))
const at = (name: string) => join(folder, name)
const demo = 'schemas/policies/demo.yaml'
const volunteers = 'schemas/policies/volunteers.yaml'

let printed: string[] = []
let complained: string[] = []
let alerted: { eventId: string }[] = []

beforeAll(async () => {
  const workload = openWorkload(5)
  const changes = Array.from({ length: 1000 }, (_, index) =>
    String(workload.change(index, benchEpochMs + index * 60_000).value),
  )
  writeFileSync(at('changes.ndjson'), changes.join('\n'))
  await quietly(() => runReplay([at('changes.ndjson')], { policy: demo, out: at('decisions.ndjson') }))
  alerted = readFileSync(at('decisions.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { eventId: string })
  const harm = alerted.map(
    ({ eventId }) => `${eventId},harm,${eventId === alerted[0]!.eventId ? 'first' : 'rest'}`,
  )
  const lines = readFileSync(at('decisions.ndjson'), 'utf8')
  const strange = lines.replaceAll('{"eventId":"', '{"eventId":"of-another-')
  writeFileSync(at('strange.ndjson'), strange)
  writeFileSync(at('mixed.ndjson'), `${lines.trim()}\n${strange}`)
  writeFileSync(at('labels.csv'), ['event_id,label,incident', ...harm].join('\n'))
  writeFileSync(at('labels.csv.gz'), gzipSync(readFileSync(at('labels.csv'))))
  writeFileSync(at('undone.csv'), undoneAfter(60))
  writeFileSync(at('faulty.csv'), 'event_id,label\nx1,harm\nx2,evil\n,harm\nx1,meant')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A platform's own books: people undid each of the alerted changes so many seconds later. */
function undoneAfter(seconds: number): string {
  const head = 'event_id,reversed_after_s,reversed_by_same_actor,reversed_by_target,redone_within_1h'
  return [head, ...alerted.map(({ eventId }) => `${eventId},${seconds},0,0,0`)].join('\n')
}

function actIn(
  source: string,
  eventId: string,
  hours: number,
  action: string,
  actor: string,
  account: string,
) {
  return {
    eventId,
    source,
    occurredAt: benchEpochMs + hours * 3_600_000,
    action,
    account: { id: account, kind: 'person' },
    actor: { id: actor, kind: 'employee' },
  }
}

async function quietly(run: () => Promise<number>): Promise<number> {
  printed = []
  complained = []
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
  const error = vi.spyOn(console, 'error').mockImplementation((line: string) => void complained.push(line))
  try {
    return await run()
  } finally {
    log.mockRestore()
    error.mockRestore()
  }
}

function evaluated(flags: EvaluateFlags): Promise<number> {
  return quietly(() => runEvaluate([at('changes.ndjson')], { labels: [at('labels.csv')], ...flags }))
}

async function measured(flags: EvaluateFlags): Promise<Evaluated> {
  expect(await evaluated({ ...flags, json: true })).toBe(0)
  return JSON.parse(printed.join('\n')) as Evaluated
}

describe('an evaluation', () => {
  it('finds what a policy caught, and what its reversals would have spared', async () => {
    const labels = [at('labels.csv.gz'), at('undone.csv')]
    const { versions, changes } = await measured({ policy: [demo], labels })
    expect(changes).toBe(1000)
    expect(versions).toHaveLength(1)
    expect(versions[0]).toMatchObject({
      name: 'demo',
      incidents: [
        { incident: 'first', caught: true, harm: 1, harmBefore: 0 },
        { incident: 'rest', caught: true, harm: 4, harmBefore: 0 },
      ],
      load: { raised: 5 },
      outage: { harm: 5, nowMs: 300_000, neverUndone: 0 },
      ranking: { undone: 5, auc: 1 },
    })
  })

  it('says the same of a policy and of the lines that its replay wrote', async () => {
    const replayed = (await measured({ policy: [demo] })).versions[0]!
    const written = (await measured({ decisions: [at('decisions.ndjson')] })).versions[0]!
    for (const part of ['policy', 'load', 'incidents', 'outage', 'reversals'] as const)
      expect(written[part]).toEqual(replayed[part])
    expect(written.ranking).toBeUndefined()
  })

  it('counts decisions about events that the history does not have, and takes nothing else from them', async () => {
    const own = await measured({ decisions: [at('decisions.ndjson')] })
    const mixed = await measured({ decisions: [at('mixed.ndjson')] })
    expect([own.decisionsWithoutEvent, mixed.decisionsWithoutEvent]).toEqual([0, alerted.length])
    expect(mixed.versions).toEqual(own.versions)
    await evaluated({ decisions: [at('mixed.ndjson')] })
    expect(printed).toContain(
      `decisions about no event of the history, which count nowhere: ${alerted.length.toLocaleString('en-US')}`,
    )
  })

  it('sets versions of a policy side by side, each as if it were alone', async () => {
    const both = await measured({ policy: [demo, volunteers] })
    expect(both.versions.map(({ name }) => name)).toEqual(['demo', 'volunteers'])
    expect(both.versions[0]).toEqual((await measured({ policy: [demo] })).versions[0])
    expect(both.versions[1]).toEqual((await measured({ policy: [volunteers] })).versions[0])
  })

  it('prints a table with a column a version', async () => {
    expect(await evaluated({ policy: [demo, volunteers] })).toBe(0)
    const lines = printed.join('\n').split('\n')
    expect(lines[0]).toMatch(
      /^2\d{3}-\d\d-\d\d to .*, 16\.6 h: 1,000 changes, \d+ of them restrict an account/,
    )
    expect(lines.find((line) => line.includes('volunteers'))?.trim()).toMatch(/^demo +volunteers$/)
    expect(lines.find((line) => line.startsWith('incidents caught'))).toMatch(/ 2 of 2 +\d of 2$/)
    expect(lines.find((line) => line.startsWith('harmful before'))).toMatch(/ 0 of 5 \(0, 0\) +/)
    expect(lines).toContainEqual(expect.stringMatching(/^undone by others in 24 h, by suspicion: demo /))
    // Within less than a day nothing is a rate.
    expect(lines).toContainEqual(expect.stringMatching(/^alerts a day, medium and above +- +-$/))
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}all three, counted +\d+, \d+, \d+ +\d+, \d+, \d+$/),
    )
  })

  it('says in the table what it does not know', async () => {
    expect(await evaluated({ decisions: [at('decisions.ndjson')] })).toBe(0)
    expect(printed.join('\n')).toMatch(/calibration: slope +not known/)
  })

  it('measures the silence of a policy that alerted nobody', async () => {
    writeFileSync(at('silent.ndjson'), '')
    const { versions } = await measured({ decisions: [at('silent.ndjson')] })
    expect(versions).toHaveLength(1)
    expect(versions[0]).toMatchObject({
      policy: 'unnamed',
      load: { raised: 0, kept: 0, clockHours: 0 },
      incidents: [{ caught: false }, { caught: false }],
      tradeOff: [],
    })
  })

  it('counts labels and books of which the history has no event, and not those outside the window', async () => {
    writeFileSync(at('astray.csv'), 'event_id,label\nelsewhere-1,harm\nelsewhere-2,meant')
    const labels = [at('labels.csv'), at('undone.csv'), at('astray.csv')]
    const to = new Date(benchEpochMs + 60_000).toISOString()
    expect((await measured({ policy: [demo], labels, to })).labelsWithoutEvent).toBe(2)
    expect(await evaluated({ policy: [demo], labels })).toBe(0)
    expect(printed).toContain('labels that match no event of the history: 2')
    expect(await evaluated({ policy: [demo] })).toBe(0)
    expect(printed.join('\n')).not.toContain('match no event')
  })

  it('counts what overlapping exports tell twice once, and says how much that was', async () => {
    // Two harmful suspensions, each given back after an hour.
    const changes = [
      actIn('forum', 'e1', 0, 'suspend', 'ann', 'leo'),
      actIn('forum', 'e2', 1, 'unsuspend', 'bob', 'leo'),
      actIn('forum', 'e3', 2, 'suspend', 'ann', 'mia'),
      actIn('forum', 'e4', 3, 'unsuspend', 'bob', 'mia'),
    ]
    const lines = changes.map((change) => JSON.stringify(change))
    writeFileSync(at('once.ndjson'), lines.join('\n'))
    writeFileSync(at('p1.ndjson'), lines.slice(0, 3).join('\n'))
    writeFileSync(at('p2.ndjson'), lines.slice(1).join('\n'))
    writeFileSync(at('twice.ndjson'), lines.flatMap((line) => [line, line]).join('\n'))
    writeFileSync(at('both.csv'), 'event_id,label\ne1,harm\ne3,harm')
    const of = async (...files: string[]) => {
      const flags = { policy: [demo], labels: [at('both.csv')] }
      expect(await quietly(() => runEvaluate(files.map(at), { ...flags, json: true }))).toBe(0)
      const { repeated, ...rest } = JSON.parse(printed.join('\n')) as Evaluated
      expect(await quietly(() => runEvaluate(files.map(at), flags))).toBe(0)
      expect(printed.filter((line) => line.includes('told again'))).toEqual(
        repeated === 0 ? [] : [`changes told again, each counted once: ${repeated}`],
      )
      return { repeated, rest }
    }
    const once = await of('once.ndjson')
    expect(once.repeated).toBe(0)
    expect(once.rest).toMatchObject({ changes: 4, restrictions: 2 })
    expect(once.rest.versions[0]!.outage).toMatchObject({ harm: 2, nowMs: 7_200_000, neverUndone: 0 })
    expect(await of('twice.ndjson')).toEqual({ repeated: 4, rest: once.rest })
    expect(await of('p1.ndjson', 'p2.ndjson')).toEqual({ repeated: 2, rest: once.rest })
  })

  it('measures between two dates alone', async () => {
    const from = new Date(benchEpochMs + 100 * 60_000).toISOString()
    const to = new Date(benchEpochMs + 600 * 60_000).toISOString()
    const { changes, days } = await measured({ policy: [demo], from, to })
    expect(changes).toBe(500)
    expect(days).toBeCloseTo(500 / 1440, 10)
  })

  it('draws the trade-off for light and dark, with words for those who do not see it', async () => {
    expect(await evaluated({ policy: [demo, volunteers], picture: at('picture.svg') })).toBe(0)
    const picture = readFileSync(at('picture.svg'), 'utf8')
    expect(picture).toMatch(/^<svg [^>]*role="img" aria-labelledby="title desc">/)
    expect(picture).toMatch(
      /<desc id="desc">[^<]* demo \w{12} catches 2 of 2 incidents at [\d.]+ alerts a day/,
    )
    expect(picture).toContain('prefers-color-scheme: dark')
    expect(picture.match(/<circle class="own v[01]"/g)).toHaveLength(6)
    expect(picture).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('draws a history without incidents, too', async () => {
    expect(await evaluated({ policy: [demo], labels: [], picture: at('bare.svg') })).toBe(0)
    expect(readFileSync(at('bare.svg'), 'utf8')).not.toMatch(/NaN|undefined|Infinity/)
  })
})

describe('an evaluation of two sources that use the same ids', () => {
  const both = (flags: EvaluateFlags) => quietly(() => runEvaluate([at('sources.ndjson')], flags))

  beforeAll(() => {
    const acts = [
      actIn('forum', 'e1', 0, 'suspend', 'ann', 'leo'),
      actIn('shop', 'e1', 1, 'suspend', 'ann', 'mia'),
      actIn('shop', 'e2', 2, 'unsuspend', 'bob', 'mia'),
    ]
    writeFileSync(at('sources.ndjson'), acts.map((act) => JSON.stringify(act)).join('\n'))
    writeFileSync(at('of-e1.csv'), 'event_id,label\ne1,harm')
    writeFileSync(at('of-e2.csv'), 'event_id,label\ne2,meant')
    const line = {
      eventId: 'e1',
      occurredAt: benchEpochMs,
      actorId: 'ann',
      score: 5,
      severity: 'high',
      mode: 'auto',
    }
    writeFileSync(at('sourceless.ndjson'), JSON.stringify(line))
    writeFileSync(at('sourced.ndjson'), JSON.stringify({ ...line, source: 'forum' }))
  })

  it.each<[string, EvaluateFlags]>([
    ['a label', { policy: [demo], labels: [at('of-e1.csv')] }],
    ['a decision', { decisions: [at('sourceless.ndjson')] }],
  ])('is refused where %s names no source', async (_says, flags) => {
    expect(await both(flags)).toBe(1)
    expect(complained).toEqual([
      'e1 is an event of forum and of shop: labels and decisions that name no source cannot tell them apart; ' +
        'give the history of one source at a time',
    ])
    expect(printed).toEqual([])
  })

  it('is made where nothing that is named stands in both, and where decisions name their source', async () => {
    expect(await both({ policy: [demo], labels: [at('of-e2.csv')] })).toBe(0)
    expect(await both({ decisions: [at('sourced.ndjson')], json: true })).toBe(0)
    const { versions } = JSON.parse(printed.join('\n')) as Evaluated
    // That of the forum nobody gave back.
    expect(versions[0]!.reversals).toMatchObject({ granted: 1, wrong: 1 })
  })

  it('reads whose event it is from what a replay wrote', async () => {
    expect(
      await quietly(() => runReplay([at('changes.ndjson')], { policy: demo, out: at('named.ndjson') })),
    ).toBe(0)
    const [line = ''] = readFileSync(at('named.ndjson'), 'utf8').split('\n')
    const { eventId, source } = JSON.parse(line) as Record<string, string>
    const events = readFileSync(at('changes.ndjson'), 'utf8').split('\n')
    const event = events.map((text) => JSON.parse(text) as Record<string, string>)
    expect(event.find((one) => one.eventId === eventId)!.source).toBe(source)
  })
})

describe('an evaluation is refused', () => {
  it('with every fault of the labels at once, each with its line', async () => {
    expect(await evaluated({ policy: [demo], labels: [at('faulty.csv')] })).toBe(1)
    expect(complained.join('\n').split('\n')).toEqual([
      expect.stringMatching(/faulty\.csv:3: label must be one of .*, not "evil"$/),
      expect.stringMatching(/faulty\.csv:4: event_id is missing$/),
      expect.stringMatching(/faulty\.csv:5: x1 is labelled harm already, and here meant$/),
    ])
  })

  it.each<[string, EvaluateFlags, RegExp]>([
    ['a time that is none', { from: 'May' }, /^--from must be a date or a time as ISO 8601 has it, not May$/],
    ['an end before its beginning', { from: '2014-01-02', to: '2014-01-01' }, /^--from must be before --to$/],
    ['a window without changes', { from: '2999-01-01' }, /^no change of the history is in the window$/],
    ['decisions and a policy', { decisions: ['x'], policy: [demo] }, /^--decisions has its policy/],
    ['no file of decisions', { decisions: [at('none.ndjson')] }, /none\.ndjson cannot be read/],
    [
      'decisions of another history',
      { decisions: [at('strange.ndjson')] },
      /^none of the \d+ decisions of policy [0-9a-f]{12} is about an event of the history: its changes have no eventId of-another-/,
    ],
    ['lines that are no decisions', { decisions: [at('changes.ndjson')] }, /:1: actorId is missing$/],
    ['a policy with faults', { policy: [at('labels.csv')] }, /labels\.csv/],
    ['a picture that cannot be written', { policy: [demo], picture: at('no/such.svg') }, /such\.svg/],
  ])('for %s', async (_says, flags, complaint) => {
    expect(await evaluated(flags)).toBe(1)
    expect(complained[0]).toMatch(complaint)
  })
})
