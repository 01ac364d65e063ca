import type { PlatformSpec } from '../change/platform-spec.ts'
import { type Mode, modes } from '../policy/severity.ts'

/** Why this platform cannot be undone on under this ceiling, in sentences for whoever starts the program.
 *
 *  Above `approve` the machine acts alone or by silence, and for that it must be able to prove that the account
 *  still stands as the change left it. Guard `native` can. Guard `none` never will. Guard `log` will once the
 *  log is read right before the call; until then it is held to people, like `none`. */
export function platformFaults(
  source: string,
  spec: Pick<PlatformSpec, 'guard' | 'read' | 'calls' | 'preserve' | 'settleMs'>,
  ceiling: Mode,
): readonly string[] {
  const canAct = Object.keys(spec.calls).length > 0 || spec.preserve !== undefined
  if (!canAct || ceiling === 'observe') return []
  const faults: string[] = []
  if (modes.indexOf(ceiling) > modes.indexOf('approve') && spec.guard !== 'native')
    faults.push(
      `platform ${source}: guard is ${spec.guard}, which cannot refuse a call after a later decision, ` +
        `so the ceiling ${ceiling} is not allowed: set the ceiling to approve or observe, ` +
        'or guard to native where the platform checks a version',
    )
  if (spec.read === undefined)
    faults.push(
      `platform ${source}: it has calls but no read, so nobody could see whether an account was restored: ` +
        'add a read, or set the ceiling to observe',
    )
  return faults
}
