import { setTimeout as pause } from 'node:timers/promises'
import type { DemoPlatform } from './demo/demo-platform.ts'

const sayEveryShare = 0.25
/** Fewer changes are fed in no time, and nobody needs to hear of them. */
const toldFrom = 100
/** Assessing the past takes some ten seconds; whoever waits longer has a machine in trouble. */
const assessMsMax = 120_000

/** So that nobody is a stranger at the start, the demo first lives through some weeks, through the same log and
 *  the same roles as everything after it. Resolves when all of it is assessed. */
export async function feedPast(
  demo: Pick<DemoPlatform, 'feedPast'>,
  behind: () => number,
  say: (line: string) => void,
): Promise<void> {
  let nextShare = sayEveryShare
  const changes = await demo.feedPast((done, all) => {
    if (all < toldFrom || done / all < nextShare) return
    say(`simulated past: ${Math.round((done / all) * 100)} % of ${all.toLocaleString('en-US')} changes`)
    nextShare = Math.min(done / all + sayEveryShare, 1)
  })
  if (changes === 0) return
  const end = performance.now() + assessMsMax
  while (behind() > 0 && performance.now() < end) await pause(50)
  if (changes >= toldFrom) say(`simulated past: all of it assessed`)
}
