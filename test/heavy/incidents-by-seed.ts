import { aligned } from '../../src/commands/aligned.ts'
import {
  type Bound,
  loadOutcome,
  type Outcome,
  seasonOutcomes,
  slowOutcomes,
} from '../demo/seeds/must-hold.ts'

/** `node test/heavy/incidents-by-seed.ts [seeds] [first]`: the incidents of the demo and their innocent twins in
 *  so many worlds of their own (100 unless told otherwise), and in how many of them what must hold did. With
 *  `--why`, the bars of each that did not. */
const [seeds = 100, first = 1] = process.argv
  .slice(2)
  .filter((word) => /^\d+$/.test(word))
  .map(Number)
const why = process.argv.includes('--why')
const loadWeeks = 4

interface Row {
  readonly bound: Bound
  held: number
  of: number
  worst: Outcome
  worstSeed: number
}

const rows = new Map<string, Row>()

function count(seed: number, [bound, outcome]: readonly [Bound, Outcome]): void {
  const key = `${bound.of} ${bound.must}`
  const row = rows.get(key) ?? { bound, held: 0, of: 0, worst: outcome, worstSeed: seed }
  row.of += 1
  if (outcome.held) row.held += 1
  if (outcome.worse > row.worst.worse) Object.assign(row, { worst: outcome, worstSeed: seed })
  rows.set(key, row)
  if (why && !outcome.held) console.log(`${key}: seed ${seed}, ${outcome.says}: ${outcome.bars()}`)
}

for (let seed = first; seed < first + seeds; seed++)
  for (const one of [...seasonOutcomes(seed), ...slowOutcomes(seed), loadOutcome(seed, loadWeeks)])
    count(seed, one)

const lines = [...rows.values()].map(({ bound, held, of, worst, worstSeed }) => [
  bound.of,
  bound.must,
  `${held} of ${of}`,
  worst.says,
  String(worstSeed),
])
const head = ['incident', 'what must hold', 'held in', 'worst', 'seed']
console.log(aligned([head, ...lines], ['left', 'left', 'right', 'left', 'right']).join('\n'))
if ([...rows.values()].some(({ held, of }) => held < of)) process.exitCode = 1
