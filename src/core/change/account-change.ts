import type { Action } from './actions.ts'

/** One change of one account by one member of staff or machine, as every part of Countermand sees it.
 *
 *  Times are milliseconds since the epoch, UTC. An absent field is *unknown*, never zero and never "no":
 *  evidence that needs it says so and gives no points. The wire forms are `schemas/account-change.avsc`
 *  and `schemas/account-change.schema.json`; `readChange` makes this type from untrusted input. */
export interface AccountChange {
  /** Unique within `source`. */
  readonly eventId: string
  readonly source: string
  readonly occurredAt: number
  /** When the actor asked, if it took effect later: employment is judged at this moment. */
  readonly requestedAt?: number
  readonly action: Action
  /** The platform's own word for the action. */
  readonly rawAction?: string
  /** How long the new state lasts. */
  readonly until?: number | 'never'
  /** From when on nothing can undo it: the data are purged, or the handle is free for others. */
  readonly irreversibleAt?: number
  readonly scope?: Scope
  readonly outcome: Outcome
  /** One act of a person that touches many accounts. */
  readonly operationId?: string
  readonly operationSize?: number
  readonly account: Account
  readonly actor: Actor
  readonly origin?: Origin
  readonly reason?: Reason
  /** The command or change that caused this one. */
  readonly causedBy?: string
  readonly links?: Links
  readonly labels?: Readonly<Record<string, string>>
}

export interface Account {
  readonly id: string
  readonly kind?: AccountKind
  readonly handle?: string
  readonly followers?: number
  /** Of `unverify`: the badge that it had before. */
  readonly verified?: Verified
  readonly protectedClass?: readonly string[]
  /** Standing exclusions on the account, such as `legal`. */
  readonly holds?: readonly string[]
  /** When the newest of the holds was placed, and by whom: one that is fresh, or of the same hand as the change,
   *  does not silence anybody. */
  readonly holdsSince?: number
  readonly holdsBy?: string
  /** A decoy, watched because nobody has a reason to touch it. */
  readonly canary?: boolean
  readonly createdAt?: number
  readonly stateBefore?: string
  readonly stateAfter?: string
  /** Opaque: compared for equality, never for order. */
  readonly version?: string
}

export interface Actor {
  readonly id: string
  readonly kind: ActorKind
  readonly role?: string
  readonly roleSince?: number
  readonly team?: string
  /** From here on the employment of whoever did it; where an automation acts for a person, that person's. */
  readonly hiredAt?: number
  /** The last day, or the end of the contract. */
  readonly leavesAt?: number
  readonly accessEndsAt?: number
  readonly credentialChangedAt?: number
  /** The person a tool, or a colleague, did it for. */
  readonly onBehalfOf?: string
}

export interface Origin {
  readonly tool?: string
  readonly sessionId?: string
  readonly network?: string
  readonly device?: string
  readonly mfa?: boolean
  readonly credential?: string
}

export interface Reason {
  readonly code?: string
  readonly policies?: readonly string[]
  readonly ticketId?: string
  readonly reportId?: string
  readonly assignment?: Assignment
  readonly note?: string
  /** Ids of the actors who approved. */
  readonly approvedBy?: readonly string[]
  readonly statementId?: string
  readonly noticeSent?: boolean
}

/** Addresses in the platform's own tool. */
export interface Links {
  readonly account?: string
  readonly report?: string
  readonly ticket?: string
  readonly log?: string
}

export const scopes = ['global', 'community', 'country'] as const
export const outcomes = ['done', 'refused', 'failed', 'partial'] as const
export const accountKinds = ['person', 'organisation', 'service', 'staff', 'network'] as const
export const verifications = ['none', 'legacy', 'paid', 'organisation', 'government'] as const
export const actorKinds = [
  'employee',
  'contractor',
  'volunteer',
  'automation',
  'owner',
  'system',
  'unknown',
] as const
export const assignments = ['routed', 'self-picked'] as const

export type Scope = (typeof scopes)[number]
export type Outcome = (typeof outcomes)[number]
export type AccountKind = (typeof accountKinds)[number]
export type Verified = (typeof verifications)[number]
export type ActorKind = (typeof actorKinds)[number]
export type Assignment = (typeof assignments)[number]
