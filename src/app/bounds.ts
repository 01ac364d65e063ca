import { join } from 'node:path'
import { secretFile } from '../edges/secret-file.ts'
import { readStopFile } from '../edges/stop-file.ts'
import { openSwitchKey } from '../edges/switch-key.ts'
import type { Plan } from '../plan.ts'
import type { OtherSwitches } from '../ports/other-switches.ts'
import type { Role } from '../ports/role.ts'
import { type MachineWatch, startMachineWatch } from '../roles/machine-watch.ts'
import { startSwitchRecords } from '../roles/switch-records.ts'
import type { Edges } from './edges.ts'

export interface Bounds {
  readonly otherSwitches: OtherSwitches
  readonly watch: MachineWatch
}

/** What keeps the machine within bounds, beside the reverse role: the kill switch by file and by signed record, the
 *  breaker, demotion, and what is known of our own standing. */
export async function startBounds(
  { config }: Plan,
  edges: Edges,
  staleFeeds: () => readonly string[],
  keep: <R extends Pick<Role, 'unready' | 'failed' | 'stop'>>(role: R) => R,
): Promise<Bounds> {
  const key = openSwitchKey(config.switchKey || (await secretFile(join(config.data, 'switch.key'))))
  const records = keep(await startSwitchRecords({ ...edges, verify: key.verify }))
  const otherSwitches: OtherSwitches = {
    read: async () => [
      { way: 'file', standing: readStopFile(config.data) },
      { way: 'record', standing: records.standing() },
    ],
  }
  const inDoubt = () => ({ staleFeeds: staleFeeds(), policyFaults: edges.policy.faults() })
  const watch = keep(await startMachineWatch({ ...edges, otherSwitches, inDoubt }))
  return { otherSwitches, watch }
}
