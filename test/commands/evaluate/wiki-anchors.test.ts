import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from 'vitest'
import { runEvaluate } from '../../../src/commands/evaluate/command.ts'
import type { Evaluated } from '../../../src/commands/evaluate/evaluated.ts'
import { readHistory } from '../../../src/commands/history/read-history.ts'
import { openRules } from './wiki-rules.ts'

/** The measures against figures that somebody else computed on a real administrator log: three plain rules,
 *  written as if replays had decided so. The figures stand in the README of that log. */

const data = join(process.env.COUNTERMAND_SHARED ?? '../shared', 'data', 'wiki')
const isHere = existsSync(join(data, 'labels.csv'))
const mapping = 'schemas/mappings/admin-log.yaml'
const folder = mkdtempSync(join(tmpdir(), 'countermand-anchors-'))
const byRule = new Map<string, Evaluated['versions'][number]>()
let evaluated: Evaluated | undefined

beforeAll(async () => {
  if (!isHere) return
  const files = readdirSync(data)
    .filter((name) => name.startsWith('events-'))
    .map((name) => join(data, name))
  const rules = openRules()
  const lines: string[] = []
  for await (const batch of await readHistory(files, { mapping }))
    for (const { change } of batch) lines.push(...rules.decide(change).map((line) => JSON.stringify(line)))
  const decisions = join(folder, 'rules.ndjson')
  writeFileSync(decisions, lines.join('\n'))

  const print = vi.spyOn(console, 'log').mockImplementation((text: string) => {
    evaluated = JSON.parse(text) as Evaluated
  })
  const labels = [join(data, 'labels.csv')]
  const code = await runEvaluate(files, {
    mapping,
    decisions: [decisions],
    labels,
    from: '2013-05-06',
    json: true,
  })
  print.mockRestore()
  if (code !== 0) throw new Error('the evaluation was refused')
  for (const version of evaluated?.versions ?? []) byRule.set(version.policy, version)
}, 480_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('measured over four years of a real administrator log', () => {
  it('the window is the one that the figures were computed over', (context) => {
    if (!isHere) context.skip(`there is no ${data}`)
    expect(evaluated).toMatchObject({ changes: 1_047_921, restrictions: 365_377 })
    expect(evaluated?.days.toFixed(1)).toBe('1461.0')
  })

  it.for([
    ['rule-a', '1.09', [0, 0, 0, 1, 5]],
    ['rule-b', '2.33', [0, 0, 0, 1, 5]],
    ['rule-t', '0.25', [0, 0, 0, 1, 0]],
  ] as const)('%s catches all five at %s alerts a day, after %j harmful blocks', (row, context) => {
    const [rule, alertsADay, harmBefore] = row
    const { incidents, load } = measured(rule, context)
    expect(incidents.map(({ caught }) => caught)).toEqual([true, true, true, true, true])
    expect((load.kept / 1461).toFixed(2)).toBe(alertsADay)
    expect(incidents.map((incident) => incident.harmBefore)).toEqual(harmBefore)
    expect(incidents.reduce((sum, { harm }) => sum + harm, 0)).toBe(37)
  })

  it.for([
    ['rule-t', 10_985, 0, '0.0', 0],
    ['rule-a', 6_522, 23, '6.3', 1],
    ['rule-t-or-a', 1_735, 5_047, '1381.3', 9],
  ] as const)('%s leaves %i of 10,985 victim-seconds with %i wrong reversals', (row, context) => {
    const [rule, leftS, wrong, per100000, containment] = row
    const { outage, reversals } = measured(rule, context)
    expect(outage).toEqual({ harm: 37, nowMs: 10_985_000, leftMs: leftS * 1000, neverUndone: 0 })
    expect(reversals.wrong).toBe(wrong)
    expect(reversals.wrongPer100000.toFixed(1)).toBe(per100000)
    expect(reversals.spare.containment).toBe(containment)
  })
})

function measured(rule: string, context: TestContext) {
  if (!isHere) context.skip(`there is no ${data}`)
  const version = byRule.get(rule)
  if (version === undefined) throw new Error(`${rule} was not measured`)
  return version
}
