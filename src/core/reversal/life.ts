import type { Approval, Countdown, HandedTo } from './countdown.ts'
import type { Found } from './looking.ts'
import type { RestoredParts } from './restored-parts.ts'
import type { ReversalState } from './reversal.ts'
import type { TakenBack } from './taken-back.ts'

/** All that the machine of `life-cycle.ts` remembers of one undoing; kept in the ledger. */
export interface Life {
  readonly state: ReversalState
  /** Why it is in this state, in plain words. */
  readonly says: string
  /** The person who said yes or no. */
  readonly by?: string
  readonly blockedBy: readonly string[]
  /** Of the command: from then on it is never sent. */
  readonly expiresAt: number
  /** Looks and tries since the last progress: they come later each time. */
  readonly tries: number
  readonly ackedAt?: number
  readonly ackedVersion?: string
  /** First time it was seen restored; a second look comes after settle. */
  readonly seenAt?: number
  /** What a second send was told, until a look has shown whether the first one worked. */
  readonly answered?: 'refused' | 'superseded'
  /** True where the platform has certainly done nothing. */
  readonly untouched?: true
  /** How many people must say yes, and who has said it and not yet been counted. */
  readonly approvers?: 1 | 2
  readonly approvals?: readonly Approval[]
  /** Whose yes authorised it. */
  readonly approvedBy?: readonly string[]
  /** What stands against it, as it was last said to people, and since when (`namedBy`). */
  readonly named?: { readonly what: readonly string[]; readonly says: string; readonly at: number }
  /** What each of them had been told of when they said yes: a yes passes that, and nothing else. */
  readonly told?: readonly string[]
  /** In words, what stood against it when it was written down, and was passed by that. */
  readonly despite?: string
  /** The same by its gates, and as `named` has it: where nothing is sent after all, it is said and named anew. */
  readonly passed?: Passed
  /** Each of them may say yes to what an exclusion keeps. */
  readonly cleared?: true
  /** The latest yes of each person that was followed, used or not: where hands disagree it takes two of them. */
  readonly yeses?: readonly Approval[]
  /** A proposal that nobody has answered by then is rejected. */
  readonly lapsesAt?: number
  readonly countdown?: Countdown
  /** The latest words of people that changed something, by id: each is heard once. */
  readonly heard?: readonly string[]
  /** With guard `log`: how the account stood when the gates were asked. */
  readonly token?: LogToken
  /** With guard `log`: from before the token was read until the platform's answer, or until our entry was seen
   *  where none came. What another decided in between, we may have undone. */
  readonly windowMs?: number
  /** Whoever acted on the account after the change, by the platform's own log: `{hand 1}` in `says` is the first. */
  readonly hands?: readonly string[]
  /** What was seen to be back at the last look. */
  readonly restored?: RestoredParts
  /** Where a newer decision stands: true where it has not taken back what the change did. */
  readonly stillStands?: true
}

/** What stood against it at one moment, of which everybody whose yes it was had been told. */
export interface Passed {
  readonly gates: readonly string[]
  readonly what: readonly string[]
}

/** The last entry of the log for an account, and the state's own mark or time. */
export interface LogToken {
  /** Before it was asked for. */
  readonly at: number
  readonly entryId: string
  readonly ref?: string
}

export type Happening = {
  readonly at: number
  /** Of the instruction, where a person spoke: the same one is heard once. */
  readonly id?: string
  readonly token?: LogToken
  readonly windowMs?: number
  readonly restored?: RestoredParts
  /** All that `says` may name, those of the life before them: see `handsIn`. */
  readonly hands?: readonly string[]
  /** Beside an account that has moved on: in words, that nobody has taken back what the change did to it. */
  readonly notTakenBack?: string
} & (
  | ({
      readonly kind: 'agreed'
      readonly saidAt?: number
      readonly roles?: readonly string[]
      readonly cleared?: boolean
      readonly team?: string
    } & Said)
  | ({ readonly kind: 'acknowledged'; readonly cleared?: boolean; readonly team?: string } & Said)
  | ({ readonly kind: 'vetoed' | 'extended' } & Said)
  | ({ readonly kind: 'handed-over'; readonly to: HandedTo } & Said)
  /** A later alert on the same change is graver than the one before: it may grant more, and may want more people.
   *  Nothing that protects is ever taken away by it. */
  | {
      readonly kind: 'raised'
      readonly to?: 'veto' | 'auto'
      readonly waitMs: number
      readonly approvers?: 1 | 2
      /** What it names against the undoing that was not named before: an exclusion. */
      readonly names?: { readonly what: readonly string[]; readonly says: string }
      /** Whom it keeps from what they have said already. */
      readonly takesBack?: readonly TakenBack[]
    }
  /** A time that was waited for has come. */
  | { readonly kind: 'due' }
  | {
      readonly kind: 'blocked'
      readonly by: readonly string[]
      readonly says: string
      /** What of that a yes may pass. */
      readonly named?: readonly string[]
    }
  | { readonly kind: 'recorded'; readonly despite?: string; readonly passed?: Passed }
  | { readonly kind: 'acked'; readonly version?: string }
  | { readonly kind: 'no-answer' | 'refused' | 'superseded'; readonly says: string }
  /** This time nothing was sent, and it is not tried again by itself: the command's time is over, or nothing would
   *  show a later decision. */
  | { readonly kind: 'unsent'; readonly says: string }
  | { readonly kind: 'found'; readonly what: Found; readonly says: string }
  /** Our command came back as a change of this account. `besides`: why nobody can say how much of it is
   *  back. */
  | { readonly kind: 'sighted'; readonly besides?: string }
  | { readonly kind: 'resumed' }
)

/** A person's word. */
interface Said {
  readonly by: string
}

export type Effect =
  /** Nothing, until then or until a person speaks. Kept in the ledger, so it outlives the process. */
  | { readonly do: 'wait'; readonly until: number }
  /** Gather the circumstances, ask the gates, and take ledger row, tokens and cooldown in one transaction. */
  | { readonly do: 'weigh'; readonly afterMs: number }
  /** Always the same command under the same key. */
  | { readonly do: 'send' }
  | { readonly do: 'look'; readonly afterMs: number }

export interface Limits {
  /** How long a command may be sent after it was authorised. */
  readonly lifeMs: number
  /** How long after the platform's yes, and after settle, it must have been seen restored. */
  readonly confirmMs: number
  /** How long the platform may still be carrying out an earlier change. */
  readonly settleMs: number
  /** Whether a second send under the same key is harmless: only with guard `native`. */
  readonly mayResend: boolean
  /** From when on nothing can undo the change, where somebody knows. */
  readonly noReturnAt?: number
}

export interface Step {
  readonly life: Life
  readonly effects: readonly Effect[]
}

/** Nothing is under way in these: they rest, for good or until a person speaks. */
export function isAtRest(state: ReversalState): boolean {
  return !underWay.has(state)
}

export const underWay: ReadonlySet<ReversalState> = new Set(['authorised', 'intent', 'unknown', 'acked'])

/** 1 -> 50   2 -> 100   3 -> 200   4 -> 400   5 -> 800   from 6 on -> 1,000 */
export function paceMs(tries: number): number {
  return Math.min(1_000, 50 * 2 ** (Math.min(tries, 6) - 1))
}
