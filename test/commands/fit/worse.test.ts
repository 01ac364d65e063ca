import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FitFlags, runFit } from '../../../src/commands/fit/command.ts'
import type { Fitted } from '../../../src/commands/fit/fitted.ts'
import { type Printed, printedBy } from '../printed.ts'
import { toldHistory } from './told-history.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-fit-worse-'))
const at = (name: string) => join(folder, name)
/** The first is an alert of the fitted part and the second of the test part, which only the old policy raises; the
 *  third alerts under neither. */
const labels = ['e2599,harm,haste', 'e2806,harm,spite', 'e100,harm,unseen']
const table = `
actor     does        account           reason      when  ->  suspicion
employee  deactivate  ordinary account  report      -     ->  < 0
employee  suspend     ordinary account  report      -     ->  > 40
`

beforeAll(() => {
  const changes = toldHistory(11, 4_000)
  writeFileSync(at('year.ndjson'), changes.map((change) => JSON.stringify(change)).join('\n'))
  writeFileSync(at('labels.csv'), ['event_id,label,incident', ...labels].join('\n'))
  // Without the rule that tells of whatever is done after access ended: no weight could lose that.
  const shipped = readFileSync('schemas/policies/default.yaml', 'utf8').replace(
    'when: actor.hoursToExit < 0\n',
    'when: actor.hoursToExit < -1000000\n',
  )
  for (const name of ['mine.yaml', 'untested.yaml']) writeFileSync(at(name), shipped)
  writeFileSync(at('mine.test.txt'), table)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fit = (flags: FitFlags) => printedBy(() => runFit([at('year.ndjson')], flags))

/** A fit reads its history four times; a busy machine takes its time. */
const patienceMs = 120_000

describe('a fit whose policy misses what the old one caught', { timeout: patienceMs }, () => {
  let told: Printed

  beforeAll(async () => {
    told = await fit({ policy: at('mine.yaml'), labels: [at('labels.csv')], write: at('new.yaml') })
  }, patienceMs)

  it('says so of every labelled incident, and which of them it was fitted on', () => {
    const text = told.printed.join('\n')
    expect(told.exit).toBe(0)
    expect(text).toContain(
      'on all labelled incidents of the history, 3, of which 2 began in the fitted part:\n',
    )
    expect(text).toMatch(/\nincidents missed +1 +3 +WORSE\n/)
    expect(text).toMatch(/\nharmful that no alert names +1 of 3 +3 of 3 +WORSE\n/)
    expect(text).toMatch(/\nWORSE: haste, fitted on \(incidents missed 0 -> 1, /)
    expect(text).toMatch(/\nWORSE: spite \(incidents missed 0 -> 1, /)
    expect(text).not.toContain('WORSE: unseen')
  })

  it('says which rows of the table test beside the policy held and do not any more', () => {
    const rows = told.printed.filter((line) => line.startsWith(`WORSE: ${at('mine.test.txt')}`))
    expect(rows).toEqual([
      expect.stringMatching(
        /:3: employee +deactivate +ordinary account .*\(suspicion: expected < 0, found \d/,
      ),
    ])
  })

  it('says it again in its last line, once the policy is written, and on top of that policy', () => {
    const worse =
      /2 of 3 labelled incidents end worse \(incidents missed 0 -> 2, .*1 of the rows of \S+mine\.test\.txt that hold/
    expect(told.printed.at(-1)).toMatch(worse)
    expect(told.printed.at(-1)).toMatch(/new\.yaml was written, and does WORSE than \S+mine\.yaml: /)
    expect(readFileSync(at('new.yaml'), 'utf8')).toMatch(
      /\n# WORSE than before it: 2 of 3 labelled incidents [^\n]+\n# WORSE than before it: 1 of the rows [^\n]+\n\n/,
    )
  })

  it('gives the same to scripts, as one object', async () => {
    const { printed, complained } = await fit({
      policy: at('mine.yaml'),
      labels: [at('labels.csv')],
      write: at('again.yaml'),
      json: true,
    })
    const { incidents, tableTest, worse } = JSON.parse(printed.join('\n')) as Fitted
    expect(incidents.map((one) => [one.incident, one.inFittedPart, one.isWorse])).toEqual([
      ['unseen', true, false],
      ['haste', true, true],
      ['spite', false, true],
    ])
    expect(incidents.map((one) => [one.old.caught, one.new.caught])).toEqual([
      [false, false],
      [true, false],
      [true, false],
    ])
    expect(tableTest).toMatchObject({ path: at('mine.test.txt'), rows: 2, broken: [{ line: 3 }] })
    expect(worse.length).toBe(2)
    expect(complained.at(-1)).toContain(worse.join('; '))
  })
})

it(
  'a fit without labels and without a table test says that nothing shows what it would miss, and warns of nothing',
  async () => {
    const { printed } = await fit({ policy: at('untested.yaml'), write: at('other.yaml') })
    expect(printed.at(-1)).toBe(
      'no incident of the history is labelled: nothing shows what the new policy would miss (--labels)',
    )
    expect(readFileSync(at('other.yaml'), 'utf8')).not.toContain('WORSE')
  },
  patienceMs,
)
