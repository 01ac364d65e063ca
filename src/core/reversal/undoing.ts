import type { Action } from '../change/actions.ts'
import { type Alert, isOfChange } from '../decision/alert.ts'
import { type Countermeasure, type Inverse, inverseOf } from './countermeasures.ts'

/** What could be done about an alert. */
export interface Undoing {
  readonly countermeasure: Countermeasure
  /** The action that undoes the cause. Of *preserve* too, which only keeps that action possible. */
  readonly action: Action
  readonly inverse: Inverse
}

/** What an alert asks for, or what a person wants instead.
 *
 *  change         wanted     -> undoing
 *  deactivate     restore       reactivate
 *  deactivate     preserve      keep the data, so that reactivate stays possible
 *  change-email   protect       lock
 *  change-email   restore       -     (nothing restores it; a person may only ask for what the table names)
 *  export-data    anything      -     (nothing undoes it)
 *  an alert of ours about what we did not do, or of an impostor, or a dead letter: nothing, ever */
export function undoingOf(
  alert: Pick<Alert, 'kind' | 'change' | 'countermeasure'>,
  wanted: Countermeasure | 'none' = alert.countermeasure,
): Undoing | undefined {
  if (!isOfChange(alert.kind) || alert.change === undefined) return undefined
  const inverse = inverseOf[alert.change.action]
  if (inverse === undefined) return undefined
  if (wanted === inverse.countermeasure) return { countermeasure: wanted, action: inverse.action, inverse }
  // It takes nothing from anybody; but only a restriction leaves something to be purged.
  if (wanted !== 'preserve' || inverse.countermeasure !== 'restore') return undefined
  return { countermeasure: wanted, action: inverse.action, inverse: { ...inverse, ceiling: 'auto' } }
}
