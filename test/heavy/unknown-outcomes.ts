/** Ten thousand reversals on a demo platform that loses a tenth of the requests and more of the answers:
 *  `node test/heavy/unknown-outcomes.ts [count] [seed]`. Fails where one is applied twice or after its command
 *  expired, is called restored and is not, or does not end in time; and where less than two thirds come back, or nothing is left
 *  to others: a machine that does nothing is no proof. The suite runs 300 of the same. */

import { countOf } from '../count-of.ts'
import { mustHold } from '../must-hold.ts'
import { runUnknownOutcomes } from '../roles/reverse/unknown-outcomes.ts'

const count = countOf(0, 10_000)
const seed = countOf(1, 2017)
const outcome = await runUnknownOutcomes({
  count,
  seed,
  stallMs: 10_000,
  lifeMs: 30_000,
  confirmMs: 10_000,
  livesMax: 200,
  timeoutMs: 2_000,
  progress: (begun) => process.stderr.write(`${begun} of ${count}\n`),
})
process.stdout.write(`${JSON.stringify({ seed, ...outcome }, undefined, 1)}\n`)
mustHold('reversals', outcome.reversals, count, count)
for (const name of ['appliedAfterExpiry', 'appliedTwice', 'falselyConfirmed', 'notEnded'] as const)
  mustHold(name, outcome[name], 0, 0)
// All but conflicts, phantoms and what stalled for longer than it lived.
mustHold('part confirmed', (outcome.states.confirmed ?? 0) / count, 2 / 3, 1)
mustHold('superseded', outcome.states.superseded ?? 0, 1)
process.exit()
