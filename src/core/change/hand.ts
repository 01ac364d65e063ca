import { isIdAmong, isSameId } from '../spelling/same-id.ts'
import type { AccountChange } from './account-change.ts'

/** As much of a change as says whose it is. */
export interface Done {
  readonly actor: Pick<AccountChange['actor'], 'id' | 'onBehalfOf'>
}

/** Whose change it is: of whoever did it, and of whoever it was done for. Neither sees a case about it, nor decides
 *  anything about it: otherwise it would be enough to have a colleague press the button.
 *
 *  by agent-7                       -> agent-7
 *  by agent-7 on behalf of dana     -> agent-7, dana
 *  by dana on behalf of dana        -> dana */
export function handsIn({ actor: { id, onBehalfOf } }: Done): readonly string[] {
  return onBehalfOf === undefined || onBehalfOf === '' || isSameId(onBehalfOf, id) ? [id] : [id, onBehalfOf]
}

/** The people in it: those of its hands that can mean anything. What a machine does for nobody, and what the platform
 *  does by itself (`system`), is no person's.
 *
 *  by dana, an employee         -> dana              by a tool on behalf of dana             -> dana
 *  by agent-7, a contractor,                         by a tool on behalf of nobody, or itself -> nobody
 *  on behalf of dana            -> agent-7, dana     by the platform on behalf of dana       -> nobody */
export function peopleIn(change: Pick<AccountChange, 'actor'>): readonly string[] {
  const { kind } = change.actor
  if (kind === 'system') return nobody
  const hands = handsIn(change)
  return kind === 'automation' ? hands.slice(1) : hands
}

const nobody: readonly string[] = []

export function isHandOf(personId: string, change: Done): boolean {
  return isIdAmong(handsIn(change), personId)
}
