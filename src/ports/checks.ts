import type { AskAnswer } from '../core/ask/answer.ts'
import type { Foresight } from '../core/ask/foresee.ts'
import type { AskedAbout, Question } from '../core/ask/question.ts'
import type { AccountChange } from '../core/change/account-change.ts'

/** What the detect role makes of a change that has not happened yet. */
export interface Foreseen {
  /** Hash of the exact change. */
  readonly cause: string
  /** As people see it: completed from the reference tables, with its addresses in the platform's own tool. */
  readonly change: AccountChange
  readonly foresight: Foresight
  /** Id of the policy. */
  readonly policy: string
  readonly holdMs: number
}

/** `undefined` where another instance remembers this actor, or nobody does yet. */
export type Check = (change: AccountChange) => Promise<Foreseen | undefined>

export interface NewQuestion {
  readonly about: AskedAbout
  readonly answer: Exclude<AskAnswer, 'allow'>
  /** Used where no question about the same change is open. */
  readonly checkId: string
  readonly at: number
  readonly holdMs: number
}

export interface SecondOpinion {
  readonly checkId: string
  readonly opinion: 'approve' | 'refuse'
  /** The hash of what was shown: nobody says yes to anything else. */
  readonly cause: string
  readonly by: string
  readonly team: string | undefined
  readonly reason: string
  /** It is about something sealed, and they are not cleared for that. */
  readonly uncleared?: true
  readonly at: number
  /** Of the HTTP request. */
  readonly requestId?: string
}

export type OpinionOutcome =
  | { readonly kind: 'done'; readonly question: Question; readonly repeated: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'own' }
  | { readonly kind: 'same-team' }
  | { readonly kind: 'uncleared' }
  | { readonly kind: 'other-change' }
  | { readonly kind: 'too-late'; readonly says: string }

/** Questions in the store, where every instance of the console sees them. Bounded, and each for minutes. */
export interface Questions {
  /** The open question about this change, or a new one; `full` where too many are open. */
  ask(question: NewQuestion): Promise<Question | 'full'>
  find(checkId: string, now: number): Promise<Question | undefined>
  /** Those that people can still do something about, the newest first. */
  open(now: number): Promise<readonly Question[]>
  /** The answer, the message that tells the detect role of it and its entry in the record become true together. */
  answer(opinion: SecondOpinion): Promise<OpinionOutcome>
  forget(before: number): Promise<void>
}
