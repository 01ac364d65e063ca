import type { Action } from '../change/actions.ts'
import type { Alert } from '../decision/alert.ts'
import { type Countermeasure, type Inverse, inverseOf } from './countermeasures.ts'
import { allowsPreserve } from './exclusions.ts'
import type { ExclusionRule } from './reversal-policy.ts'

/** One thing that could be done about an alert. */
export interface Undoing {
  readonly countermeasure: Countermeasure
  /** The action that undoes the cause. Of *preserve* too, which only keeps that action possible. */
  readonly action: Action
  readonly inverse: Inverse
}

/** What an alert asks for. Usually one undoing; where an exclusion forbids it but allows keeping the data,
 *  *preserve* stands beside it, so that neither the reason nor a later restore is lost.
 *
 *  alert                                   -> undoings
 *  deactivate, no exclusion                   restore
 *  deactivate, child-safety                   restore (its gate will say no), preserve
 *  deactivate, erasure request                restore (its gate will say no)
 *  the detector asks for preserve             preserve
 *  export-data, or nothing undoes it          -
 *  dead letter, not acted, impostor           -      (never acted on: no alert of ours may cause another) */
export function undoingsOf(alert: Alert, exclusions: readonly ExclusionRule[]): readonly Undoing[] {
  if (alert.kind !== 'change' || alert.change === undefined || alert.countermeasure === 'none') return []
  const inverse = inverseOf[alert.change.action]
  if (inverse === undefined) return []
  const preserve = undoing('preserve', { ...inverse, ceiling: 'auto' })
  if (alert.countermeasure === 'preserve') return [preserve]
  const main = undoing(inverse.countermeasure, inverse)
  const keepsData =
    main.countermeasure === 'restore' &&
    alert.exclusion !== undefined &&
    allowsPreserve(exclusions, alert.exclusion)
  return keepsData ? [main, preserve] : [main]
}

function undoing(countermeasure: Countermeasure, inverse: Inverse): Undoing {
  return { countermeasure, action: inverse.action, inverse }
}
