/** Ten thousand races on a demo platform that has only a log: owner, staff and a late worker against our undoing.
 *  `node test/heavy/plain-races.ts [count] [seed]`. Fails where a later decision was undone outside the measured
 *  window or quietly, or where something was called restored that a second look does not find so. Nothing of it hangs
 *  on how fast the machine is: windows are held against the moments at which the platform was asked. `neverShown` is
 *  0 unless the platform itself stands still for longer than a command lives. The suite runs 200 of the same. */
import { runPlainRaces } from '../roles/reverse/plain-races.ts'

const count = Number(process.argv[2] ?? 10_000)
const seed = Number(process.argv[3] ?? 2017)
const races = await runPlainRaces({
  count,
  seed,
  progress: (begun) => process.stderr.write(`${begun} of ${count}\n`),
})
process.stdout.write(`${JSON.stringify({ seed, ...races }, undefined, 1)}\n`)
const { falselyConfirmed, notEnded, notRaced, notTold, outsideWindow, sentTwice } = races
if (falselyConfirmed + notEnded + notRaced + notTold + outsideWindow + sentTwice > 0)
  throw new Error(`something that must hold did not, with seed ${seed}`)
process.exit(0)
