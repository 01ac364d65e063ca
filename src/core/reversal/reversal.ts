import type { Action } from '../change/actions.ts'
import type { Mode } from '../policy/severity.ts'
import type { Countermeasure } from './countermeasures.ts'
import type { RestoredParts } from './restored-parts.ts'

/** What is sent to the platform. Its id is made from its cause, so a second one cannot exist. */
export interface Command {
  /** Hash of source, causing eventId and inverse: also the platform's idempotency key. */
  readonly commandId: string
  readonly alertId: string
  readonly source: string
  readonly causeEventId: string
  /** What the mapping put beside the change: a platform may want some of it back, such as its strikes. */
  readonly causeLabels?: Readonly<Record<string, string>>
  readonly accountId: string
  readonly action: Action
  readonly countermeasure: Countermeasure
  /** The state that the causing change made: applies to that state and no other. */
  readonly expectedVersion?: string
  readonly expectedState?: string
  readonly issuedAt: number
  readonly expiresAt: number
}

/** One state of one undoing, on `countermand.reversals`, keyed by account. The last record of a
 *  `reversalId` is where it stands. */
export interface Reversal {
  /** The same as the id of its command. */
  readonly reversalId: string
  readonly alertId: string
  readonly source: string
  readonly eventId: string
  readonly accountId: string
  readonly countermeasure: Countermeasure
  readonly action: Action
  readonly state: ReversalState
  /** Counts up by one with each record of the same reversal. */
  readonly version: number
  /** Wall clock of this state. */
  readonly at: number
  /** When the causing change occurred. */
  readonly occurredAt: number
  /** What the policy granted, and what ceiling and gates made of it. */
  readonly mode: Mode
  readonly granted: Mode
  readonly blockedBy: readonly string[]
  /** Why it is in this state, in plain words; `{hand 1}` stands for the first of `hands`. */
  readonly says: string
  /** Members of staff in `says`, by the platform's own log. */
  readonly hands?: readonly string[]
  /** The person who asked for it or said yes, where one did. */
  readonly by?: string
  /** Hash of the exact command, without its times: what a yes must name. */
  readonly commandHash?: string
  /** How many different people must say yes, where more than one, and who has. */
  readonly approvers?: number
  readonly approvedBy?: readonly string[]
  /** When a countdown ends, or a proposal lapses. */
  readonly deadlineAt?: number
  /** Who of those on shift acknowledged the countdown. */
  readonly acknowledgedBy?: string
  /** How often the countdown was made longer. */
  readonly extensions?: number
  /** When a countdown would end that is made longer once more; absent where it cannot be. */
  readonly longerUntil?: number
  /** The person, or `role:` and the role, whose explicit yes it takes. */
  readonly handedTo?: string
  /** When half of the countdown was over and nobody had acknowledged it. */
  readonly alarmedAt?: number
  /** True where the platform has certainly done nothing. */
  readonly untouched?: true
  /** Shared by all that the same later change brought in. */
  readonly sweepId?: string
  /** From when on nothing can undo it, where somebody knows: until then it must have been decided. */
  readonly irreversibleAt?: number
  /** Set at `confirmed`: seconds from the causing change to the account seen restored. */
  readonly confirmedAfterSeconds?: number
  /** With guard `log`: from before the log was read until the platform's answer to our call, or until our entry was seen where none came, in ms. */
  readonly windowMs?: number
  /** What this undoing will not bring back, as the platform's mapping says it. */
  readonly notBroughtBack?: readonly string[]
  /** At `superseded`: true where the newer decision has not taken back what the change did. */
  readonly stillStands?: true
  /** What was seen to be back, where the platform reports it. */
  readonly restored?: RestoredParts
}

/** `proposed` waits for a person; `counting` waits for a veto until its deadline; `authorised` may be sent; `intent` is durable and may already have been
 *  sent; the other states say what became of it. */
export const reversalStates = [
  'proposed',
  'counting',
  'authorised',
  'intent',
  'acked',
  'unknown',
  'confirmed',
  'refused',
  'superseded',
  'raced',
  'escalated',
  'vetoed',
  'expired',
  'blocked',
] as const
export type ReversalState = (typeof reversalStates)[number]
