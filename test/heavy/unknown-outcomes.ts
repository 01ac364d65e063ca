/** Ten thousand reversals on a demo platform that loses a tenth of the requests and more of the answers:
 *  `node test/heavy/unknown-outcomes.ts [count] [seed]`. Fails where one is applied twice or after its command
 *  expired, is called restored and is not, or does not end in time. The suite runs 300 of the same. */
import { runUnknownOutcomes } from '../roles/reverse/unknown-outcomes.ts'

const count = Number(process.argv[2] ?? 10_000)
const seed = Number(process.argv[3] ?? 2017)
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
const { appliedAfterExpiry, appliedTwice, falselyConfirmed, notEnded } = outcome
if (appliedAfterExpiry + appliedTwice + falselyConfirmed + notEnded > 0)
  throw new Error(`something that must hold did not, with seed ${seed}`)
process.exit(0)
