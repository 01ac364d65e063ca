import type { KillSwitch } from '../../core/reversal/circumstances.ts'
import { together } from '../../core/reversal/kill-switch.ts'
import type { ReverseEdges } from './edges.ts'

/** How the kill switch stands, by all its ways. An answer that took long may be old, and is asked for again; at last
 *  nobody knows, which counts as on. */
export async function lookAtKillSwitch({
  clock,
  ledger,
  otherSwitches,
}: Pick<ReverseEdges, 'clock' | 'ledger' | 'otherSwitches'>): Promise<KillSwitch | 'unreadable'> {
  for (let tries = 0; tries < triesMax; tries++) {
    const asked = clock.monotonicMs()
    const [standing, others] = await Promise.all([
      ledger.readKillSwitch().catch(() => 'unreadable' as const),
      otherSwitches.read(),
    ])
    const killSwitch = together([{ way: 'console', standing }, ...others])
    if (killSwitch === 'unreadable' || killSwitch.on) return killSwitch
    if (clock.monotonicMs() - asked <= answerMsMax) return killSwitch
  }
  return 'unreadable'
}

const triesMax = 3
const answerMsMax = 500
