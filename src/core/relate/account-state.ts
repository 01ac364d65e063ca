import type { AccountChange } from '../change/account-change.ts'
import { identity } from '../memory/identity.ts'
import type { AccountMemory } from './account-memory.ts'
import type { Row } from './row.ts'

/** The state of an account before and after a change, as hashes; 0 where the source does not say. `until`: when the
 *  new one ends by itself; 0 for never, or nobody knows. */
export interface States {
  readonly before: number
  readonly after: number
  readonly until: number
}

/** The state in which we last saw an account, and since when we know it to be in it. */
export interface SeenState {
  readonly state: number
  readonly at: number
  readonly until: number
}

export function statesOf({ account, until }: AccountChange): States | undefined {
  const { stateBefore, stateAfter } = account
  if (stateBefore === undefined && stateAfter === undefined) return undefined
  return {
    before: stateBefore === undefined ? 0 : identity(stateBefore),
    after: stateAfter === undefined ? 0 : identity(stateAfter),
    until: typeof until === 'number' ? until : 0,
  }
}

/** How long ago we saw the account in another state than the change found it in, in milliseconds; `undefined` where
 *  it is as we know it, or we do not know. A state that ends by itself moves without a change, and a change that
 *  comes late says nothing of what is now. */
export function movedUnseen({ took, states, occurredAt }: Row, { seen }: AccountMemory): number | undefined {
  if (seen === undefined || states === undefined || states.before === 0 || !took) return undefined
  if (states.before === seen.state || occurredAt <= seen.at) return undefined
  return seen.until !== 0 && seen.until <= occurredAt ? undefined : occurredAt - seen.at
}

/** The memory with the state that the change left. Where it does not say which, nobody knows any more. */
export function withState(memory: AccountMemory, { took, states, occurredAt }: Row): AccountMemory {
  if (!took) return memory
  const { before = 0, after = 0, until = 0 } = states ?? {}
  // What changes something else about an account leaves its state, and the end of that, as they are.
  const end = until === 0 && after === before && after === memory.seen?.state ? memory.seen.until : until
  return withSeen(memory, after, occurredAt, end)
}

/** The same for what is no assessed change: our own undoing. */
export function withSeen(memory: AccountMemory, state: number, at: number, until = 0): AccountMemory {
  const { seen } = memory
  if (seen !== undefined && (at < seen.at || (seen.state === state && seen.until === until))) return memory
  if (state === 0) return memory.seen === undefined ? memory : { ...memory, seen: undefined }
  return { ...memory, seen: { state, at, until } }
}
