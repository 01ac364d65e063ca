import { type Alert, isOfChange } from '../decision/alert.ts'
import { type Countermeasure, confirmedSays, inverseOf } from '../reversal/countermeasures.ts'
import type { Reversal, ReversalState } from '../reversal/reversal.ts'

/** Whether a person may ask for this alert's change to be undone, and how; otherwise why not, in words that
 *  the page shows in the button's place.
 *
 *  The policy decides (`approve` or above), the table of inverses says what undoing means, and an undoing
 *  that already runs or has come true is not asked for twice. */
export function mayUndo(
  alert: Pick<Alert, 'kind' | 'mode' | 'countermeasure' | 'change'>,
  standing?: Pick<Reversal, 'state' | 'untouched' | 'countermeasure'>,
): UndoPermission {
  if (!isOfChange(alert.kind)) return no('this alert is about what the machine did or could not read')
  if (alert.change === undefined) return no('there is no readable change to undo')
  if (alert.countermeasure === 'none' || inverseOf[alert.change.action] === undefined) {
    return no(`nothing undoes "${alert.change.action}"`)
  }
  if (alert.mode === 'observe') return no('the policy only observes here')
  const says = standing && settledSays(standing)
  if (says !== undefined) return no(says)
  if (standing?.state === 'escalated' && standing.untouched !== true)
    return no('it was sent and not confirmed: look at the account, for it may be undone already')
  return { may: true, countermeasure: alert.countermeasure }
}

export type UndoPermission =
  | { readonly may: true; readonly countermeasure: Countermeasure }
  | { readonly may: false; readonly says: string }

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

function settledSays({ state, countermeasure }: Pick<Reversal, 'state' | 'countermeasure'>) {
  if (state !== 'confirmed') return settled[state]
  const done = confirmedSays[countermeasure]
  const more = countermeasure === 'preserve' ? ': its data are safe, and it stands as the change left it' : ''
  return `it is ${done}, and was seen ${done}${more}`
}

function no(says: string): UndoPermission {
  return { may: false, says }
}
