import { countOf } from '../count-of.ts'
import { mustHold } from '../must-hold.ts'
import { crashAt, crashPoints } from '../roles/reverse/crashing.ts'

/** `node test/heavy/crash-points.ts [times]`: kills the reverse role at every named point, twenty times each unless
 *  told otherwise: the first time that it comes there, the second, and so on. Fails where anything is lost or done
 *  twice, and where a point was killed less often; prints how often it was. */
const times = countOf(0, 20)
/** How often most runs come to a point: beyond that they would not be killed at all. */
const comesMostly = 3
const atOnce = 8
const runs = crashPoints.flatMap((point) =>
  Array.from({ length: times }, (_, i) => ({ point, nth: (i % comesMostly) + 1 })),
)
const waiting = [...runs]
const killed = new Map<string, number>()
const work = async () => {
  for (let run = waiting.shift(); run !== undefined; run = waiting.shift())
    // Where a run did not come there so often, the first time is taken.
    if ((await crashAt(run.point, run.nth)) || (await crashAt(run.point, 1)))
      killed.set(run.point, (killed.get(run.point) ?? 0) + 1)
}
await Promise.all(Array.from({ length: atOnce }, work))
const fewest = Math.min(...crashPoints.map((point) => killed.get(point) ?? 0))
const sum = [...killed.values()].reduce((all, count) => all + count, 0)
console.log(
  `${runs.length} runs, killed ${sum} times at ${crashPoints.length} points, ${fewest} times at least: ` +
    'nothing lost, nothing done twice',
)
mustHold('kills at the point with the fewest', fewest, times, times)
