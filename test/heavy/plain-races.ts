/** Ten thousand races on a demo platform that has only a log: owner, staff and a late worker against our undoing.
 *  `node test/heavy/plain-races.ts [count] [seed]`. Fails where a later decision was undone outside the measured
 *  window or quietly, or where something was called restored that a second look does not find so; and where nobody was overtaken, or less than a
 *  fifth was carried out with nobody in between: without that nothing is proven. Nothing of it hangs
 *  on how fast the machine is: windows are held against the moments at which the platform was asked. `neverShown` is
 *  0 unless the platform itself stands still for longer than a command lives. The suite runs 200 of the same. */

import { countOf } from '../count-of.ts'
import { mustHold } from '../must-hold.ts'
import { runPlainRaces } from '../roles/reverse/plain-races.ts'

const count = countOf(0, 10_000)
const seed = countOf(1, 2017)
const races = await runPlainRaces({
  count,
  seed,
  progress: (begun) => process.stderr.write(`${begun} of ${count}\n`),
})
process.stdout.write(`${JSON.stringify({ seed, ...races }, undefined, 1)}\n`)
mustHold('races', races.races, count, count)
const never = ['falselyConfirmed', 'notEnded', 'notRaced', 'notTold', 'outsideWindow', 'sentTwice'] as const
for (const name of never) mustHold(name, races[name], 0, 0)
mustHold('later decisions undone', races.laterDecisionsUndone, 1)
mustHold('part carried out with nobody between', races.undoneAlone / count, 0.2, 1)
mustHold('of them confirmed', (races.states.confirmed ?? 0) / races.undoneAlone, 0.5)
process.exit()
