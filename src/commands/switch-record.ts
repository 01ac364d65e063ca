import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSwitchOrder } from '../core/reversal/kill-switch.ts'
import { signSwitchOrder } from '../edges/switch-key.ts'

export interface SwitchRecordFlags {
  readonly by?: string
  readonly reason?: string
  readonly key?: string
  readonly data: string
}

/** `countermand switch-record on|off`: prints a signed record for `countermand.switches`, to be appended with whatever
 *  writes to that log. Needs no running Countermand: it is for the day on which there is none to reach. */
export async function printSwitchRecord(
  turn: string,
  flags: SwitchRecordFlags,
  now: number,
): Promise<number> {
  const { by, reason } = flags
  const order = readSwitchOrder({ switch: 'kill-switch', on: isOn(turn), by, reason, at: now })
  if (typeof order === 'string') {
    console.error(`no record is made: ${order} (on or off, --by and --reason are needed)`)
    return 1
  }
  const path = flags.key ?? join(flags.data, 'switch.key')
  try {
    console.log(signSwitchOrder(await readFile(path, 'utf8'), order))
    return 0
  } catch (cause) {
    console.error(`no record is made: ${path} is no key to sign with (${String(cause)})`)
    return 1
  }
}

function isOn(turn: string): boolean | undefined {
  return turn === 'on' ? true : turn === 'off' ? false : undefined
}
