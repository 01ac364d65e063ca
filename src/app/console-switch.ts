import type { KillSwitch } from '../console/http/switch-routes.ts'
import { together, type WayStanding } from '../core/reversal/kill-switch.ts'
import type { KillSwitchState } from '../core/reversal/limits-standing.ts'
import { readStopFile } from '../edges/stop-file.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Notify } from '../ports/notice.ts'

/** The switch in the console's words, by all its ways: what the console turns off another way may still hold. */
export function consoleSwitch({ ledger, notice }: ConsoleSwitchNeeds, dataFolder: string): KillSwitch {
  const read = async (): Promise<KillSwitchState> => {
    const file: WayStanding = { way: 'file', standing: readStopFile(dataFolder) }
    const ways = [...(await ledger.switchWays()), file]
    const found = together(ways)
    if (found === 'unreadable') return { on: true, says: 'it cannot be read, which counts as on', ways }
    return found.on ? { on: true, says: found.why, by: found.by, ways } : { on: false, says: 'off', ways }
  }
  return {
    read,
    async turn({ on, by, reason, ...sent }) {
      const turned = await ledger.turnKillSwitch(on, by, reason, sent)
      if (turned === 'turned') notice({ kind: 'KillSwitchTurned', on, says: reason })
      return turned
    },
  }
}

interface ConsoleSwitchNeeds {
  readonly ledger: Pick<Ledger, 'switchWays' | 'turnKillSwitch'>
  readonly notice: Notify
}
