import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runDetectSeries } from '../../src/commands/detect-series.ts'
import { runEvaluate } from '../../src/commands/evaluate/command.ts'
import { runFit } from '../../src/commands/fit/command.ts'
import { checkPolicies } from '../../src/commands/policy/check.ts'
import { diffPolicies } from '../../src/commands/policy/diff.ts'
import { testPolicies } from '../../src/commands/policy/test.ts'
import { runReplay } from '../../src/commands/replay/command.ts'
import { changeOf, hourMs, now } from '../core/people.ts'
import { printedBy } from './printed.ts'

/** People name the wrong file. Every command then ends with a code that a script notices and one sentence that says
 *  what is wrong and what was meant; no table of zeros says that nothing happened. */

const folder = mkdtempSync(join(tmpdir(), 'countermand-bad-'))
const at = (name: string) => join(folder, name)
const old = 'schemas/policies/default.yaml'
const other = 'schemas/policies/demo.yaml'
const garbage = Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919 + (i >> 3) * 31) % 256))

beforeAll(() => {
  const good = Array.from({ length: 5 }, (_, i) => JSON.stringify(changeOf({ occurredAt: now + i * hourMs })))
  const files: Readonly<Record<string, string | Buffer>> = {
    'good.ndjson': good.join('\n'),
    'empty.csv': '',
    'head.csv': 'eventId,occurredAt\n',
    'strange.csv': 'id,when\nx,yesterday\n',
    'blank.ndjson': '\n\n',
    'list.json': '[]',
    'garbage.ndjson': garbage,
    'torn.ndjson.gz': gzipSync(good.join('\n')).subarray(0, 40),
    'plain.ndjson.gz': good.join('\n'),
    'nobody.yaml': readFileSync('schemas/mappings/admin-log.yaml', 'utf8').replace(
      /^where: .*$/mu,
      'where: "false"',
    ),
    'service-actors.csv': 'actor\n',
    'labels-head.csv': 'event_id,label\n',
    'labels-strange.csv': 'id,word\n1,harm\n',
    'labels-elsewhere.csv': 'event_id,label\nzzz,harm\n',
    'series-words.csv': 'timestamp,value\nx,y\n',
    'series-timeless.csv': 'timestamp,value\nsoon,1\nlater,2\n',
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const history: readonly (readonly [string, RegExp])[] = [
  ['empty.csv', /empty\.csv is empty: changes as csv were expected$/u],
  ['head.csv', /head\.csv has no record in it: changes as csv were expected$/u],
  ['blank.ndjson', /blank\.ndjson has no record in it: changes as ndjson were expected$/u],
  ['list.json', /list\.json has no record in it: changes as json were expected$/u],
  [
    'strange.csv',
    /no record in it could be read as a change \(.*:2 could not be read: .*; a record has id, when\): /u,
  ],
  ['garbage.ndjson', /garbage\.ndjson: no record in it could be read as a change \(.*not-json/u],
  ['torn.ndjson.gz', /torn\.ndjson\.gz cannot be read: it ends in the middle of its gzip$/u],
  ['plain.ndjson.gz', /plain\.ndjson\.gz cannot be read: it is no gzip file, or a torn one$/u],
  ['none.ndjson', /none\.ndjson cannot be read: there is no such file$/u],
  ['unnamed', /unnamed: its name does not say its format; give --format csv, ndjson or json$/u],
]

const readers: Readonly<Record<string, (file: string) => Promise<number>>> = {
  replay: (file) => runReplay([at(file)], {}),
  'replay, after a good file': (file) => runReplay([at('good.ndjson'), at(file)], {}),
  evaluate: (file) => runEvaluate([at(file)], {}),
  fit: (file) => runFit([at(file)], {}),
  'policy diff': (file) => diffPolicies({ before: old, after: other }, [at(file)], {}),
}

test.for(Object.keys(readers).flatMap((name) => history.map(([file, says]) => [name, file, says] as const)))(
  'whoever gives %s the history %s hears what is wrong with it',
  async ([name, file, says]) => {
    const run = readers[name]
    const { exit, printed, complained } = await printedBy(async () =>
      run === undefined ? 0 : await run(file),
    )
    expect(exit).toBeGreaterThan(0)
    // One sentence, and nothing on standard output that could be taken for a result.
    expect(printed).toEqual([])
    expect(complained).toEqual([expect.stringMatching(says)])
  },
)

// biome-ignore format: a table for people.
test.for<[string, () => Promise<number>, RegExp]>([
  ['a mapping that is not there',       () => replay({ mapping: at('none.yaml') }),         /none\.yaml: cannot be read: there is no such file$/u],
  ['a folder to write to that is not',  () => replay({ out: at('no/where.ndjson') }),       /^--out .*where\.ndjson: there is no such folder/u],
  ['verdicts without one',              () => replay({ verdicts: at('empty.csv') }),        /has no verdict in it: eventId, verdict and at were expected$/u],
  ['labels without one',                () => evaluate({ labels: [at('labels-head.csv')] }), /has no label in it: event_id,label or /u],
  ['labels with other columns',         () => evaluate({ labels: [at('labels-strange.csv')] }), /has the columns id, word: event_id,label or /u],
  ['labels that are none',              () => evaluate({ labels: [at('garbage.ndjson')] }), /is no file of labels: event_id,label or /u],
  ['labels of another history',         () => evaluate({ labels: [at('labels-elsewhere.csv')] }), /^none of the 1 labels is of an event of the history: its changes have no eventId such as zzz$/u],
  ['the same, to learn from',           () => runFit([at('good.ndjson')], { labels: [at('labels-elsewhere.csv')], until: '2017-11-03T01:00:00Z' }), /^none of the 1 labels/u],
  ['a picture for no folder',           () => evaluate({ picture: at('no/where.svg') }),    /^--picture .*where\.svg: there is no such folder/u],
  ['a policy for no folder',            () => runFit([at('good.ndjson')], { write: at('no/where.yaml') }), /^--write .*where\.yaml: there is no such folder/u],
  ['a series without a row',            () => runDetectSeries(at('empty.csv')),             /empty\.csv has no row: timestamp,value were expected$/u],
  ['a series of another kind',          () => runDetectSeries(at('head.csv')),              /its head must name timestamp and value; it has eventId, occurredAt$/u],
  ['a policy that is a table',          () => diffPolicies({ before: old, after: at('strange.csv') }, [], {}), /must be a map of ceiling/u],
  ['a table test without a row',        () => testPolicies([at('empty.csv')], { policy: old }), /there is no row in it/u],
])('whoever gives %s hears so', async ([, run, says]) => {
  const { exit, printed, complained } = await printedBy(run)
  expect(exit).toBeGreaterThan(0)
  expect([...complained, ...printed].join('\n')).toMatch(new RegExp(says.source, 'mu'))
})

test.each([
  ['series-words.csv', 'has no number among its 1 values'],
  ['series-timeless.csv', 'has no time among its 2 timestamps: ISO 8601 or an epoch was expected'],
])('a series of which nothing can be scored, %s, ends with a code and a sentence', async (file, says) => {
  expect(await printedBy(() => runDetectSeries(at(file)))).toMatchObject({
    exit: 1,
    complained: [`${at(file)} ${says}`],
  })
})

test('a policy of garbage is checked and found to be none', async () => {
  const { ok, text } = await checkPolicies([at('garbage.ndjson')])
  expect(ok).toBe(false)
  expect(text).toMatch(/garbage\.ndjson:1:1: /u)
})

test('what stands in a file of garbage never steers the terminal', async () => {
  const { complained } = await printedBy(() => runReplay([at('garbage.ndjson')], {}))
  expect(complained.join(' ').replaceAll(/\p{Cc}/gu, 'a byte that steers')).not.toContain(
    'a byte that steers',
  )
})

test('a mapping that passes over every record is told as that', async () => {
  const { exit, complained } = await printedBy(() =>
    runReplay(['test/core/change/samples/admin-log.csv'], { mapping: at('nobody.yaml') }),
  )
  expect(exit).toBe(1)
  expect(complained.join('\n')).toMatch(
    /^no record of the history is a change: the mapping \(where\) passes over those that can be read; records that are no change here \(where\): 7$/u,
  )
})

function replay(flags: Parameters<typeof runReplay>[1]): Promise<number> {
  return runReplay([at('good.ndjson')], flags)
}

function evaluate(flags: Parameters<typeof runEvaluate>[1]): Promise<number> {
  return runEvaluate([at('good.ndjson')], flags)
}
