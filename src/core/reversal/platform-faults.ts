import type { PlatformSpec } from '../change/platform-spec.ts'
import { type Mode, modes } from '../policy/severity.ts'

/** Why this platform cannot be undone on under this ceiling, in sentences for whoever starts the program.
 *
 *  Above `approve` the machine acts alone or by silence, and for that it must be able to prove that the account
 *  still stands as the change left it. Guard `native` can. Guard `log` can, up to a window that it measures, where
 *  the log can be read and our own entries in it be told. Guard `none` never will. */
export function platformFaults(
  source: string,
  spec: Pick<PlatformSpec, 'guard' | 'read' | 'log' | 'serviceActor' | 'calls' | 'preserve'>,
  ceiling: Mode,
): readonly string[] {
  const canAct = Object.keys(spec.calls).length > 0 || spec.preserve !== undefined
  if (!canAct || ceiling === 'observe') return []
  const faults: string[] = []
  if (modes.indexOf(ceiling) > modes.indexOf('approve') && spec.guard === 'none')
    faults.push(
      `platform ${source}: guard is ${spec.guard}, which cannot refuse a call after a later decision, ` +
        `so the ceiling ${ceiling} is not allowed: set the ceiling to approve or observe, ` +
        'or guard to native where the platform checks a version, or to log where it has a log',
    )
  if (spec.guard === 'log' && spec.log === undefined)
    faults.push(`platform ${source}: guard is log, but its mapping has no log to read: add one`)
  if (spec.guard === 'log' && spec.serviceActor === undefined)
    faults.push(
      `platform ${source}: guard is log, but its mapping has no serviceActor, so our own entries could not be told`,
    )
  if (spec.read === undefined)
    faults.push(
      `platform ${source}: it has calls but no read, so nobody could see whether an account was restored: ` +
        'add a read, or set the ceiling to observe',
    )
  return faults
}
