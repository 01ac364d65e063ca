import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, test } from 'vitest'
import { runExport } from '../../src/commands/audit/export.ts'
import { runProve } from '../../src/commands/audit/prove.ts'
import { runEvaluate } from '../../src/commands/evaluate/command.ts'
import { runFit } from '../../src/commands/fit/command.ts'
import { checkOutputs, openOutput } from '../../src/commands/output-file.ts'
import { type ReplayFlags, runReplay } from '../../src/commands/replay/command.ts'
import { changeOf, hourMs, now } from '../core/people.ts'
import { printedBy } from './printed.ts'

/** A command that writes a file may be told to write where it reads. It then destroys nothing, and says so. */

const root = mkdtempSync(join(tmpdir(), 'countermand-output-'))
let folder = root
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const history = Array.from({ length: 5 }, (_, i) =>
  changeOf({ eventId: `e${i}`, occurredAt: now + i * hourMs }),
)
  .map((change) => JSON.stringify(change))
  .join('\n')

beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'))
  writeFileSync(at('mine.ndjson'), history)
  writeFileSync(at('policy.yaml'), readFileSync('schemas/policies/default.yaml'))
  writeFileSync(at('labels.csv'), 'event_id,label\ne1,harm\n')
  writeFileSync(at('verdicts.csv'), `eventId,verdict,at\ne1,meant,${now}\n`)
  writeFileSync(at('staff.csv'), `id,validFrom,kind\nst-12,${now},contractor\n`)
  writeFileSync(at('decisions.ndjson'), 'a replay wrote this')
  symlinkSync(at('mine.ndjson'), at('symlink.ndjson'))
  linkSync(at('mine.ndjson'), at('hardlink.ndjson'))
  symlinkSync(folder, at('here'))
})

const replay = (flags: ReplayFlags) => runReplay([at('mine.ndjson')], flags)
const evaluate = (flags: Parameters<typeof runEvaluate>[1]) => runEvaluate([at('mine.ndjson')], flags)
const fit = (flags: Parameters<typeof runFit>[1]) => runFit([at('mine.ndjson')], flags)

// biome-ignore format: a table for people.
test.for<[string, string, () => Promise<number>, RegExp]>([
  ['the history as --out',         'mine.ndjson',      () => replay({ out: at('mine.ndjson') }),                                  /^--out .*mine\.ndjson: it is read by this command/u],
  ['the history as --scores',      'mine.ndjson',      () => replay({ scores: at('mine.ndjson') }),                               /^--scores .*: it is read by this command/u],
  ['a symbolic link to it',        'mine.ndjson',      () => replay({ out: at('symlink.ndjson') }),                               /^--out .*symlink\.ndjson: it is read/u],
  ['a hard link to it',            'mine.ndjson',      () => replay({ out: at('hardlink.ndjson') }),                              /^--out .*hardlink\.ndjson: it is read/u],
  ['it by way of another folder',  'mine.ndjson',      () => replay({ out: at('here/mine.ndjson') }),                             /^--out .*: it is read/u],
  ['the policy',                   'policy.yaml',      () => replay({ policy: at('policy.yaml'), out: at('policy.yaml') }),       /^--out .*: it is read/u],
  ['the verdicts',                 'verdicts.csv',     () => replay({ verdicts: at('verdicts.csv'), scores: at('verdicts.csv') }), /^--scores .*: it is read/u],
  ['a table of staff, as file:',   'staff.csv',        () => replay({ staff: `file:${at('staff.csv')}`, out: at('staff.csv') }),  /^--out .*: it is read/u],
  ['the mapping',                  'policy.yaml',      () => replay({ mapping: at('policy.yaml'), out: at('policy.yaml') }),      /^--out .*: it is read/u],
  ['a side list',                  'labels.csv',       () => replay({ table: [`x=${at('labels.csv')}`], out: at('labels.csv') }), /^--out .*: it is read/u],
  ['one file twice',               'decisions.ndjson', () => replay({ out: at('decisions.ndjson'), scores: at('decisions.ndjson') }), /^--scores .*: --out writes there already/u],
  ['standard output twice',        'mine.ndjson',      () => replay({ out: '-', scores: '-' }),                                   /^--scores -: --out writes there already/u],
  ['the history as --picture',     'mine.ndjson',      () => evaluate({ picture: at('mine.ndjson') }),                            /^--picture .*: it is read/u],
  ['the labels as --picture',      'labels.csv',       () => evaluate({ labels: [at('labels.csv')], picture: at('labels.csv') }), /^--picture .*: it is read/u],
  ['decisions as --picture',       'decisions.ndjson', () => evaluate({ decisions: [at('decisions.ndjson')], picture: at('decisions.ndjson') }), /^--picture .*: it is read/u],
  ['the history as --write',       'mine.ndjson',      () => fit({ write: at('mine.ndjson') }),                                   /^--write .*: it is read/u],
  ['the policy learnt from',       'policy.yaml',      () => fit({ policy: at('policy.yaml'), write: at('policy.yaml') }),        /^--write .*: it is read/u],
  ['the policy that ships',        'policy.yaml',      () => fit({ write: 'schemas/policies/default.yaml' }),                     /^--write .*: it is read/u],
  ['a folder',                     'mine.ndjson',      () => replay({ out: folder }),                                             /^--out .*: it is a folder$/u],
])('whoever names %s to be written destroys nothing, and hears so', async ([, kept, run, says]) => {
  const before = readFileSync(at(kept), 'utf8')
  const { exit, printed, complained } = await printedBy(run)
  expect(complained).toEqual([expect.stringMatching(says)])
  expect([exit, printed]).toEqual([1, []])
  expect(readFileSync(at(kept), 'utf8')).toBe(before)
})

test.for(['store.sqlite', 'audit.key'])(
  'an export or a proof is not written over %s of the installation',
  async (name) => {
    mkdirSync(at('data'))
    const out = at(`data/${name}`)
    writeFileSync(out, 'dear')
    const flags = { data: at('data'), out }
    const says = /: it is a file of the installation itself/u
    await expect(runExport(flags)).rejects.toThrow(says)
    await expect(runProve('1', flags)).rejects.toThrow(says)
    expect(readFileSync(out, 'utf8')).toBe('dear')
  },
)

describe('what a replay wrote before', () => {
  it('is replaced by what it writes now, at the place that a link leads to, and nothing else is left', async () => {
    symlinkSync(at('decisions.ndjson'), at('link.ndjson'))
    const lying = readdirSync(folder).concat('scores.csv').sort()
    const { exit } = await printedBy(() => replay({ out: at('link.ndjson'), scores: at('scores.csv') }))
    expect(exit).toBe(0)
    expect(readFileSync(at('decisions.ndjson'), 'utf8')).not.toContain('a replay wrote this')
    expect(readFileSync(at('scores.csv'), 'utf8').trim().split('\n')).toHaveLength(6)
    expect(readdirSync(folder).sort()).toEqual(lying)
  })

  it('stays where the history turns out unreadable', async () => {
    writeFileSync(at('mine.ndjson'), '{"half":')
    const lying = readdirSync(folder).sort()
    const { exit } = await printedBy(() => replay({ out: at('decisions.ndjson'), scores: at('scores.csv') }))
    expect(exit).toBe(1)
    expect(readFileSync(at('decisions.ndjson'), 'utf8')).toBe('a replay wrote this')
    expect(readdirSync(folder).sort()).toEqual(lying)
  })
})

describe('an output', () => {
  it('of - is standard output, and the table then goes where complaints go', async () => {
    const { exit, printed, complained } = await printedBy(() =>
      evaluate({ labels: [at('labels.csv')], picture: '-' }),
    )
    expect(exit).toBe(0)
    expect(printed[0]).toMatch(/^<svg /u)
    expect(printed.at(-1)).toBe('</svg>')
    expect(complained.join('\n')).toMatch(/alerts a day/u)
    expect(existsSync('-')).toBe(false)
  })

  it.each([
    ['--picture', () => evaluate({ picture: '-', json: true })],
    ['--write', () => fit({ write: '-', json: true })],
  ])('%s of - does not mix with --json', async (flag, run) => {
    expect(await printedBy(run)).toEqual({
      exit: 1,
      printed: [],
      complained: [`${flag} -: --json writes to standard output already; name a file`],
    })
  })

  it('that is a device may be named twice: nothing is lost there', async () => {
    const { exit } = await printedBy(() => replay({ out: '/dev/null', scores: '/dev/null' }))
    expect(exit).toBe(0)
    expect(existsSync('/dev/null')).toBe(true)
  })

  it('that is not there yet is known by both its names', async () => {
    const outputs = { '--out': at('new.ndjson'), '--scores': at('here/new.ndjson') }
    await expect(checkOutputs(outputs, [])).rejects.toThrow(/^--scores .*: --out writes there already/u)
    symlinkSync(at('later.ndjson'), at('dangling.ndjson'))
    const dangling = { '--out': at('dangling.ndjson'), '--scores': at('later.ndjson') }
    await expect(checkOutputs(dangling, [])).rejects.toThrow(/--out writes there already/u)
  })

  it('is not seen before it is whole', async () => {
    const file = await openOutput(at('whole.txt'))
    file.stream.write('half')
    expect(existsSync(at('whole.txt'))).toBe(false)
    file.stream.write(' and half')
    await file.keep()
    expect(readFileSync(at('whole.txt'), 'utf8')).toBe('half and half')
  })
})
