import { isSameId } from '../spelling/same-id.ts'
import { approvalMsMax } from './countdown.ts'

/** What only two people may do: the first asks, another one does the same within five minutes, as long as any yes
 *  counts. */
export interface Asked {
  readonly by: string
  readonly at: number
}

export type SecondPerson =
  | { readonly kind: 'done' }
  /** It is now waiting for somebody else, until then. */
  | { readonly kind: 'waits'; readonly until: number }
  /** The person asked before, and is not two. */
  | { readonly kind: 'same-person'; readonly until: number }
  | { readonly kind: 'nothing-to-do' }
  /** The same request came before, and what it asked for has lapsed or was done: it is no yes to what came since. */
  | { readonly kind: 'over' }

/** before              now              -> what
 *  nobody              ines             waits
 *  ines, 2 min ago     ines             the same person
 *  ines, 2 min ago     omar             done
 *  ines, 5 min 1 s     omar             waits: he is the first now
 *  ines, in a minute   omar             waits: a clock that went back gives no consent */
export function secondPerson(before: Asked | undefined, now: Asked): SecondPerson {
  const until = (before?.at ?? now.at) + approvalMsMax
  const holds = before !== undefined && before.at <= now.at && now.at <= until
  if (!holds) return { kind: 'waits', until: now.at + approvalMsMax }
  return isSameId(before.by, now.by) ? { kind: 'same-person', until } : { kind: 'done' }
}

/** What a request comes to that is repeated: nobody waits or is done because of it.
 *
 *  before              again            -> what
 *  ines, 2 min ago     ines             the same person
 *  nobody, or omar     ines             over */
export function askedAgain(before: Asked | undefined, again: Asked): SecondPerson {
  const consent = secondPerson(before, again)
  return consent.kind === 'same-person' ? consent : { kind: 'over' }
}
