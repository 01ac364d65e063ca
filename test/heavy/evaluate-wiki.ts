import { runEvaluate } from '../../src/commands/evaluate/command.ts'
import type { Evaluated } from '../../src/commands/evaluate/evaluated.ts'
import { mustHold } from '../must-hold.ts'
import { printSensitivity } from './sensitivity.ts'
import { printedBy, wikiEvents, wikiLabels } from './wiki-log.ts'

const volunteers = 'schemas/policies/volunteers.yaml'

/** What `volunteers.yaml` makes of a real administrator log, against what was promised, and again on the years
 *  after its last incident, which nothing was written for: `node test/heavy/evaluate-wiki.ts`, some two minutes. With
 *  `--sensitivity [WORD…]` instead, the same with each number of that policy a quarter lower and higher. */
const [flag, ...words] = process.argv.slice(2)
if (flag === '--sensitivity') {
  await printSensitivity(volunteers, words)
  process.exit()
}

for (const from of ['2013-05-06', '2014-01-01']) {
  const { versions, days, to } = await printedBy<Evaluated>(() =>
    runEvaluate(wikiEvents, {
      mapping: 'schemas/mappings/admin-log.yaml',
      policy: [volunteers],
      labels: [wikiLabels],
      from,
      json: true,
    }),
  )
  const [{ load, incidents, outage, reversals }] = versions as [Evaluated['versions'][0]]
  const missed = incidents.filter(({ caught }) => !caught).length
  const neverUndone = ['containment', 'settings-change', 'mistake-undone'] as const
  console.log(`${from} to ${to.slice(0, 10)}, ${incidents.length} incidents`)
  // The incidents that the bounds were written for must be in the log, or nothing was proven.
  if (from === '2013-05-06') {
    mustHold('incidents there', incidents.length, 5, 5)
    mustHold('harmful blocks there', sumOf(incidents.map(({ harm }) => harm)), 37, 37)
    mustHold('victim-seconds there', Math.round(outage.nowMs / 1000), 10_985, 10_985)
  }
  mustHold('incidents missed', missed, 0, 0)
  mustHold('harmful before the first alert', sumOf(incidents.map(({ harmBefore }) => harmBefore)), 0, 2)
  mustHold('alerts a day', load.kept / days, 0, 0.8)
  if (outage.nowMs > 0) mustHold('part of victim-seconds avoided', 1 - outage.leftMs / outage.nowMs, 0.6, 1)
  mustHold('wrong reversals per 100,000', reversals.wrongPer100000, 0, 2)
  for (const label of neverUndone) mustHold(`reversed though ${label}`, reversals.spare[label] ?? 0, 0, 0)
}

function sumOf(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0)
}
