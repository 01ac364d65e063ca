import { readFile } from 'node:fs/promises'
import { aligned } from '../../src/commands/aligned.ts'
import { readLabels } from '../../src/commands/evaluate/read-labels.ts'
import { decidedOf } from '../../src/commands/history/decided-of.ts'
import { readHistory } from '../../src/commands/history/read-history.ts'
import { openRun } from '../../src/commands/history/run-history.ts'
import type { Decided } from '../../src/core/evaluation/decided.ts'
import { type Measures, measure } from '../../src/core/evaluation/measure.ts'
import { watchHistory } from '../../src/core/evaluation/watched-history.ts'
import type { Policy } from '../../src/core/policy/policy.ts'
import { isPolicy, readPolicy } from '../../src/core/policy/read-policy.ts'
import { numbersOf } from './policy-numbers.ts'
import { wikiEvents, wikiLabels } from './wiki-log.ts'

/** The years with the incidents that the policy was written with known, and those after them. */
const windows = [
  { name: 'tuned', from: Date.UTC(2013, 4, 6), to: Date.UTC(2014, 0, 1) },
  { name: 'other', from: Date.UTC(2014, 0, 1), to: undefined },
] as const
const byShare = 0.25
/** Versions that go over one reading of the log: each has memories of its own, of some 2,000 actors. */
const atOnce = 10

interface Version {
  readonly name: string
  readonly policy: Policy
}

/** What each number of a policy that was chosen by hand is worth: all figures again with it a quarter lower and a
 *  quarter higher, for the years it was tuned on and the others apart, and the spread of them all. `words`: only
 *  numbers whose name holds one of them; without any some 40 minutes of one core. */
export async function printSensitivity(path: string, words: readonly string[]): Promise<void> {
  const text = await readFile(path, 'utf8')
  const chosen = numbersOf(text).filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  )
  const versions = [{ name: 'as it ships', text }].concat(
    chosen.flatMap(({ name, value, with: version }) =>
      [1 - byShare, 1 + byShare].map((share) => ({
        name: `${name} ${value} x ${share}`,
        text: version(value * share),
      })),
    ),
  )
  const policies: Version[] = []
  for (const { name, text: written } of versions) {
    const policy = readPolicy(written, name)
    if (isPolicy(policy)) policies.push({ name, policy })
    else console.log(`left out, since it is no policy: ${name}: ${policy[0]?.says ?? ''}`)
  }
  const rows: (readonly [string, readonly Figures[]])[] = []
  for (let first = 0; first < policies.length; first += atOnce)
    rows.push(...(await figuresOf(policies.slice(first, first + atOnce))))
  const head = ['number', ...windows.flatMap(({ name }) => titles.map((title) => `${title}, ${name}`))]
  const lines = rows.map(([name, figures]) => [name, ...figures.flat().map(said)])
  const spread = ['spread', ...spreadOf(rows.map(([, figures]) => figures.flat()))]
  console.log(
    aligned(
      [head, ...lines, spread],
      head.map((_, i) => (i === 0 ? 'left' : 'right')),
    ).join('\n'),
  )
}

/** In the order of `titles`; NaN where the window has no harm. */
type Figures = readonly number[]
const titles = ['caught', 'before', 'a day', 'avoided', 'wrong'] as const

async function figuresOf(versions: readonly Version[]): Promise<(readonly [string, readonly Figures[]])[]> {
  const labels = await readLabels([wikiLabels])
  const history = await readHistory(wikiEvents, { mapping: 'schemas/mappings/admin-log.yaml' })
  const neverKnown = new Set(history.mapping?.neverKnown ?? [])
  const watches = windows.map(({ from, to }) => watchHistory(labels, { from, to }))
  const runs = versions.map(({ name, policy }) => ({
    name,
    policy,
    run: openRun({ policy, neverKnown }),
    decided: [] as Decided[],
  }))
  for await (const batch of history)
    for (const { change } of batch) {
      for (const watch of watches) watch.see(change)
      for (const { run, policy, decided } of runs)
        for (const raised of run.see(change).alerts) decided.push(decidedOf(raised, policy))
    }
  const watched = watches.map((watch) => watch.end())
  return runs.map(({ name, policy, decided }) => [
    name,
    watched.map((seen) =>
      figures(measure(seen, { policy: policy.id, decided, scores: undefined }), seen.days),
    ),
  ])
}

function figures({ incidents, load, outage, reversals }: Measures, days: number): Figures {
  return [
    incidents.filter(({ caught }) => caught).length,
    incidents.reduce((sum, { harmBefore }) => sum + harmBefore, 0),
    load.kept / days,
    1 - outage.leftMs / outage.nowMs,
    reversals.wrongPer100000,
  ]
}

function spreadOf(rows: readonly (readonly number[])[]): string[] {
  return (rows[0] ?? []).map((_, i) => {
    const column = rows.map((row) => row[i] ?? Number.NaN)
    const least = said(Math.min(...column))
    const most = said(Math.max(...column))
    return least === most ? least : `${least} to ${most}`
  })
}

function said(figure: number): string {
  return Number.isNaN(figure) ? '-' : String(+figure.toFixed(3))
}
