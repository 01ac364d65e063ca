import fc from 'fast-check'
import { race } from '../core/reversal/racing.ts'
import { anyActs, anySetting } from '../core/reversal/racing-choices.ts'
import { countOf } from '../count-of.ts'

/** `node test/heavy/life-cycle.ts [commands] [seed]`: races for one account until so many things have happened, a
 *  million unless told otherwise, each decision held against the written oracle. On a difference it prints the
 *  seed, the path and the shortest race that shows it. */
const commandsMin = countOf(0, 1_000_000)
const seed = countOf(1, Date.now() % 2 ** 31)
const begunAt = performance.now()
const ends = new Map<string, number>()
const done = { commands: 0, races: 0 }
let round = 0
while (done.commands < commandsMin) {
  fc.assert(
    fc.property(anySetting, anyActs, (setting, acts) => {
      const end = race(setting, acts)
      done.commands += acts.length
      done.races += 1
      ends.set(end, (ends.get(end) ?? 0) + 1)
    }),
    { numRuns: 1_000, seed: seed + round },
  )
  round += 1
}
const seconds = (performance.now() - begunAt) / 1000
const counts = [...ends].toSorted(([, a], [, b]) => b - a).map(([end, count]) => `${end} ${count}`)
console.log(
  `${done.commands.toLocaleString('en-US')} commands in ${done.races.toLocaleString('en-US')} races, ${seconds.toFixed(0)} s, ` +
    `seed ${seed}: no difference from the oracle, none applied twice or to a later decision; ${counts.join(', ')}`,
)
