import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runEvaluate } from '../../../src/commands/evaluate/command.ts'
import { runFit } from '../../../src/commands/fit/command.ts'
import { diffPolicies } from '../../../src/commands/policy/diff.ts'
import { beginsAt, toldHistory } from '../fit/told-history.ts'
import { printedBy } from '../printed.ts'

/** A platform whose changes say only who and whom has its facts in tables. Every command that reads its history then
 *  weighs, measures and learns as if the changes had said them. */

const folder = mkdtempSync(join(tmpdir(), 'countermand-tables-'))
const at = (name: string) => join(folder, name)
const demo = 'schemas/policies/demo.yaml'
const day = 86_400_000
const lastHour = Date.UTC(2017, 10, 2, 23)

beforeAll(() => {
  const bare = [lastHour - 90 * day, lastHour].map((occurredAt, i) => ({
    eventId: i === 0 ? 'early' : 'late',
    source: 'demo',
    occurredAt,
    action: 'deactivate',
    account: { id: 'acc-77' },
    actor: { id: 'st-12', kind: 'unknown' },
  }))
  write('bare.ndjson', bare)
  writeFileSync(
    at('staff.csv'),
    `id,validFrom,kind,leavesAt\nst-12,${lastHour - day},contractor,${lastHour + 1_800_000}\n`,
  )
  const standing = { followers: 44_000_000, protectedClass: 'government' }
  const profile = { id: 'acc-77', validFrom: lastHour - day, ...standing }
  // Somebody whom every policy keeps: a table of nobody is refused.
  write('accounts.ndjson', [profile, { ...profile, id: 'acc-1', followers: 60_000_000 }])
  writeFileSync(at('labels.csv'), 'event_id,label,incident\nlate,harm,last-day\n')
  const text = readFileSync(demo, 'utf8')
  writeFileSync(at('timid.yaml'), text.replace('veto: 6, auto: 8', 'veto: 6'))
  writeFileSync(at('few.yaml'), `${text}\nkeepProfiles:\n  followers: 50000000\n  protectedClass: false\n`)

  const year = toldHistory(11, 4_000)
  write('year.ndjson', year)
  write(
    'bare-year.ndjson',
    year.map((change) => ({ ...change, actor: { id: change.actor.id, kind: 'unknown' } })),
  )
  const staff = new Map(year.map(({ actor }) => [actor.id, { ...actor, validFrom: beginsAt - 9_000 * day }]))
  write('staff.ndjson', [...staff.values()])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, records: readonly unknown[]): void {
  writeFileSync(at(name), records.map((record) => JSON.stringify(record)).join('\n'))
}

const tables = { staff: at('staff.csv'), accounts: `file:${at('accounts.ndjson')}` }

/** The part of what the commands print as JSON that is asked for here. */
interface Told {
  readonly versions: readonly {
    readonly incidents: unknown
    readonly tradeOff: readonly { readonly scoreCenti: number }[]
  }[]
  readonly history: { readonly modes: unknown }
  readonly learnt: readonly { readonly name: string; readonly changes: number }[]
  readonly peers: unknown
}

async function json(run: () => Promise<number>): Promise<Told> {
  const { printed, complained } = await printedBy(run)
  expect(complained).toEqual([])
  return JSON.parse(printed.join('\n')) as Told
}

describe('with --staff and --accounts', () => {
  const evaluate = (flags: object, policy = [demo]) =>
    json(() => runEvaluate([at('bare.ndjson')], { policy, labels: [at('labels.csv')], json: true, ...flags }))

  it('evaluate finds caught what only tenure and standing give away', async () => {
    expect((await evaluate({})).versions[0]?.incidents).toMatchObject([{ caught: false }])
    expect((await evaluate(tables)).versions[0]?.incidents).toMatchObject([{ caught: true }])
  })

  it('evaluate says which column of a table it does not read', async () => {
    writeFileSync(at('misspelt.csv'), readFileSync(at('staff.csv'), 'utf8').replace('leavesAt', 'leaveAt'))
    const flags = { policy: [demo], labels: [at('labels.csv')], staff: at('misspelt.csv') }
    const { complained } = await printedBy(() => runEvaluate([at('bare.ndjson')], flags))
    expect(complained).toEqual([`${at('misspelt.csv')}: \`leaveAt\` is not read: did you mean "leavesAt"?`])
  })

  it('evaluate lets each policy know the profiles that it keeps itself, and no more', async () => {
    const { versions } = await evaluate(tables, [demo, at('few.yaml'), demo])
    const [all, few, again] = versions.map(({ tradeOff }) =>
      Math.max(...tradeOff.map(({ scoreCenti }) => scoreCenti)),
    )
    expect(all).toBe(again)
    expect(all).toBeGreaterThan(few ?? Number.NaN)
  })

  it('evaluate of decisions refuses them: those were made with tables already', async () => {
    const flags = { decisions: [at('bare.ndjson')], ...tables }
    const { exit, complained } = await printedBy(() => runEvaluate([at('bare.ndjson')], flags))
    expect([exit, complained[0]]).toEqual([
      1,
      '--decisions were made with their tables: give --staff and --accounts without it',
    ])
  })

  it('policy diff sees what a change of policy does to what only they give away', async () => {
    const paths = { before: at('timid.yaml'), after: demo }
    const diff = (flags: object) =>
      json(() => diffPolicies(paths, [at('bare.ndjson')], { json: true, ...flags }))
    expect((await diff({})).history.modes).toEqual({})
    expect((await diff(tables)).history.modes).toEqual({ 'veto -> auto': 1 })
  })

  it('fit learns the same as where the changes say it all', { timeout: 120_000 }, async () => {
    const flags = { policy: 'schemas/policies/default.yaml', json: true }
    const whole = await json(() => runFit([at('year.ndjson')], flags))
    const filled = await json(() => runFit([at('bare-year.ndjson')], { ...flags, staff: at('staff.ndjson') }))
    const newcomers = whole.learnt.find(({ name }) => name === 'tenure.newHire30d')
    expect(newcomers?.changes).toBeGreaterThan(100)
    expect(filled.learnt).toEqual(whole.learnt)
    expect(filled.peers).toEqual(whole.peers)
  })
})
