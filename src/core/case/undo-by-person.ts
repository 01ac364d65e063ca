import type { Action } from '../change/actions.ts'
import { type Alert, isOfChange } from '../decision/alert.ts'
import { withHands } from '../reversal/account-log.ts'
import {
  type Countermeasure,
  confirmedSays,
  countermeasures,
  inverseOf,
} from '../reversal/countermeasures.ts'
import { needsClearance, policyModeFor } from '../reversal/exclusions.ts'
import { decideElsewhere } from '../reversal/life-steps.ts'
import type { Reversal, ReversalState } from '../reversal/reversal.ts'
import { undoingOf } from '../reversal/undoing.ts'

/** Whether a person may ask for this alert's change to be undone, and how; otherwise why not, in words that
 *  the page shows in the button's place.
 *
 *  The policy decides (`approve` or above), the table of inverses says what undoing means, and an undoing
 *  that already runs or has come true is not asked for twice. What is excluded is for people who are cleared for it.
 *  `standing`: where the undoing by the countermeasure that is wanted stands. */
export function mayUndo(
  alert: UndoneAlert,
  standing?: Standing,
  wanted: Countermeasure | undefined = usualOf(alert),
): UndoPermission {
  if (!isOfChange(alert.kind)) return no('this alert is about what the machine did or could not read')
  if (alert.change === undefined) return no('there is no readable change to undo')
  if (wanted === undefined) return no(`nothing undoes "${alert.change.action}"`)
  if (undoingOf(alert, wanted) === undefined)
    return no(`nothing would ${wanted} after "${alert.change.action}"`)
  if (policyModeFor(alert, wanted) === 'observe') return no('the policy only observes here')
  const says = standing && settledSays(standing)
  if (says !== undefined) return no(says)
  if (standing?.state === 'escalated' && standing.untouched !== true)
    return no(
      `it was sent, and is to be decided in the platform's own tool: ${withHands(standing.says ?? 'not confirmed')}`,
    )
  return {
    may: true,
    countermeasure: wanted,
    onlyCleared: needsClearance(alert, wanted, standing?.blockedBy),
  }
}

type UndoneAlert = Pick<Alert, 'kind' | 'mode' | 'countermeasure' | 'change' | 'exclusion'>
type Standing = Partial<Pick<Reversal, 'says'>> &
  Pick<Reversal, 'state' | 'untouched' | 'stillStands' | 'countermeasure' | 'blockedBy'>

export type UndoPermission =
  | {
      readonly may: true
      readonly countermeasure: Countermeasure
      /** Only somebody who is cleared for what is excluded. */
      readonly onlyCleared: boolean
    }
  | { readonly may: false; readonly says: string }

/** What the alert names; or, where an exclusion took that from it, what would undo the change. */
export function usualOf({
  countermeasure,
  exclusion,
  change,
}: Pick<Alert, 'countermeasure' | 'exclusion' | 'change'>): Countermeasure | undefined {
  if (countermeasure !== 'none') return countermeasure
  return exclusion === undefined || change === undefined
    ? undefined
    : inverseOf[change.action]?.countermeasure
}

/** What a platform can be asked for, as its mapping says. */
export interface Able {
  readonly source: string
  readonly preserves: boolean
  readonly actions: readonly Action[]
}

/** Every countermeasure that a person may still ask for, the usual one first, the others only where the platform is
 *  known to have them.
 *
 *  deactivated, nothing undone yet            -> restore, preserve
 *  deactivated, excluded, and preserved       -> restore
 *  deactivated, and restored                  -> none: there is nothing left to keep
 *  e-mail changed                             -> protect */
export function undosOf(
  alert: UndoneAlert,
  standing: readonly Standing[],
  able: readonly Able[],
): readonly Extract<UndoPermission, { may: true }>[] {
  const isUndone = standing.some(
    ({ state, countermeasure }) => state === 'confirmed' && countermeasure !== 'preserve',
  )
  if (isUndone) return []
  const usual = usualOf(alert)
  const platform = able.find(({ source }) => source === alert.change?.source)
  const others = countermeasures.filter((one) => one !== usual && isAble(platform, alert, one))
  return [...(usual === undefined ? [] : [usual]), ...others].flatMap((wanted) => {
    const permission = mayUndo(
      alert,
      standing.find((one) => one.countermeasure === wanted),
      wanted,
    )
    return permission.may ? [permission] : []
  })
}

function isAble(platform: Able | undefined, alert: UndoneAlert, wanted: Countermeasure): boolean {
  const action = undoingOf(alert, wanted)?.action
  if (platform === undefined || action === undefined) return false
  return wanted === 'preserve' ? platform.preserves : platform.actions.includes(action)
}

/** States in which asking again could only do harm, or is heard by nobody. The others (`proposed`, `counting`,
 *  `blocked`) are what a person's word is for. */
const settled: Readonly<Partial<Record<ReversalState, string>>> = {
  authorised: 'it is being undone already',
  intent: 'it is being undone already',
  acked: 'it was undone and waits to be seen',
  unknown: 'it was sent, and the answer is still awaited',
  superseded: 'a newer decision stands on this account',
  raced: 'somebody else decided at the same time: look at the account',
  refused: 'the platform refused it',
  vetoed: 'a person said no',
  expired: 'nobody said yes in time, which counts as no',
}

function settledSays({ state, stillStands, countermeasure }: Standing) {
  if (stillStands === true)
    return `somebody acted on this account since, and nobody took the change back: it ${decideElsewhere}`
  if (state !== 'confirmed') return settled[state]
  const done = confirmedSays[countermeasure]
  const more = countermeasure === 'preserve' ? ': its data are safe, and it stands as the change left it' : ''
  return `it is ${done}, and was seen ${done}${more}`
}

function no(says: string): UndoPermission {
  return { may: false, says }
}
