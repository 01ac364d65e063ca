import type { Links } from './account-change.ts'
import type { Action } from './actions.ts'
import type { JsonTemplate } from './template.ts'

/** What a platform allows, and how it is asked: the `platform` section of a mapping file.
 *
 *  Texts marked *template* hold `${…}` with the names of `commandNames` (calls), `readNames` (the look at an
 *  account) or `linkNames` (links); `template.ts` fills them in. No secret ever stands in here: only the name
 *  of the environment variable that holds it. */
export interface PlatformSpec extends PlatformWays {
  /** Without a slash at the end. URLs that begin with `/` are relative to it. */
  readonly baseUrl?: string
  /** Our own actor id on that platform: how our own undoing is told from anybody else's. */
  readonly serviceActor?: string
  /** How compare-and-set is done: the platform's own version, its log, or not at all. */
  readonly guard: Guard
  /** How long the platform may still be carrying out a change after it said yes, in ms. */
  readonly settleMs: number
  /** A change older than this is scored and alerted, and never reversed by the machine alone, in ms. */
  readonly maxAgeMs: number
  /** How long one call may take, in ms. */
  readonly timeoutMs: number
  /** The environment variable whose value is sent as the `Authorization` header, as it stands. */
  readonly authorizationFrom?: string
  /** Templates of addresses in the platform's own tool. */
  readonly links: Links
  /** The independent look at one account. */
  readonly read?: ReadCall
  /** How the platform's log of one account is read: what guard `log` rests on. */
  readonly log?: LogCall
  /** Another place that shows the account, or hides it: asked along with `read`, without our authorization. */
  readonly publicView?: ViewCall
  /** The call that carries out each action, for the actions that undo something. */
  readonly calls: Readonly<Partial<Record<Action, PlatformCall>>>
  /** The call that keeps data and handle from being purged, where the platform has one. */
  readonly preserve?: PlatformCall
  /** How an actor is contained, where the platform can. */
  readonly contain?: ContainSpec
  /** HTTP status codes and what they mean. What stands in none of the lists is *unknown*. */
  readonly answers: AnswerCodes
  /** From the platform's own word for an account's state to the word that changes carry in `stateAfter`.
   *  A word that is missing here stands for itself. */
  readonly states: Readonly<Record<string, string>>
}

/** How commands reach the platform, and how we prove who we are. Names that end in `From` are those of environment
 *  variables: no secret stands in a mapping. */
export interface PlatformWays {
  /** `http`: one call for each action. `webhook`: every command to one address, signed. `topic`: signed, on
   *  `countermand.commands`. Looking at an account is over HTTP with all three. */
  readonly way: Way
  /** Standard Webhooks: the variable holds `whsec_…`. */
  readonly webhook?: { readonly url: string; readonly secretFrom: string }
  /** OAuth 2.0 with client credentials (RFC 6749, 4.4): a token is fetched, and again before it ends. */
  readonly oauth?: {
    readonly tokenUrl: string
    readonly clientIdFrom: string
    readonly clientSecretFrom: string
    readonly scope?: string
  }
  /** The variables hold paths of PEM files. `authority`: whom we trust besides the machine's own list. */
  readonly tls?: {
    readonly certificateFrom?: string
    readonly keyFrom?: string
    readonly authorityFrom?: string
  }
  /** What the undoing by this action does not bring back, in words for the person who says yes: `mails sent`. */
  readonly notBroughtBack: Readonly<Partial<Record<Action, readonly string[]>>>
  /** How an account stands after this action has undone a restriction, in the words of `stateBefore`; `active` where
   *  it is not named. An account that stood otherwise before is given back by people alone. */
  readonly leadsTo: Readonly<Partial<Record<Action, string>>>
}

export const ways = ['http', 'webhook', 'topic'] as const
export type Way = (typeof ways)[number]

export interface PlatformCall {
  readonly method: Method
  /** Template; values are URL-encoded. */
  readonly url: string
  /** Templates; values as they are. A header with a value that is not known is left out, so a guard that
   *  rests on a header needs that value known first. */
  readonly headers: Readonly<Record<string, string>>
  /** A tree whose texts are templates, sent as JSON. */
  readonly body?: JsonTemplate
}

/** A call that only looks. Places in a JSON answer are keys joined by dots: `account.state`; or a header of the
 *  answer: `header:etag`. */
interface Look {
  readonly method: Method
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export interface ReadCall extends Look {
  readonly stateAt: string
  /** The platform's word for an account whose answer has no state. */
  readonly stateIfAbsent?: string
  readonly versionAt?: string
  /** The state's own mark or time. */
  readonly refAt?: string
  /** Templates of the marks that the change itself may have made. Any other mark is somebody else's decision. */
  readonly refs?: readonly string[]
  readonly causedByAt?: string
  readonly holdsAt?: string
  readonly visibilityAt?: string
  /** The platform's words that mean: the public sees it. */
  readonly visible?: readonly string[]
  readonly verifiedAt?: string
  readonly handleAt?: string
}

export interface LogCall extends Look {
  readonly order: (typeof logOrders)[number]
  /** Where the list of entries stands; `.` where the answer is the list. */
  readonly entriesAt: string
  /** From here on within one entry. The id is what changes of this source have as `eventId`. */
  readonly idAt: string
  readonly actorAt: string
  /** Milliseconds, seconds or ISO 8601. */
  readonly timeAt?: string
  /** Entries of other accounts are left out. */
  readonly accountAt?: string
  readonly actionAt?: string
  readonly stateAt?: string
  /** Where the id of our command stands in our own entries. */
  readonly batchAt?: string
  /** Actions that change nothing of the account's state, such as a comment. */
  readonly ignored?: readonly string[]
}

export const logOrders = ['newest-first', 'oldest-first'] as const

export interface ViewCall extends Look {
  /** Status codes by which the public sees the account, and by which it does not. Others say nothing. */
  readonly shown: readonly number[]
  readonly hidden: readonly number[]
  /** Where a word stands that must be one of `hiddenWords` for the account to count as hidden. */
  readonly wordAt?: string
  readonly hiddenWords?: readonly string[]
}

/** Freezing what a member of staff works with: their tool session, or their access. */
export interface ContainSpec {
  /** The independent look at one of them. A word that is in neither list leaves it open. */
  readonly read: Look & {
    readonly containedAt: string
    readonly contained: readonly string[]
    readonly free: readonly string[]
  }
  /** Everybody who could lift it now: whoever is contained must not be among them. */
  readonly lifters: Look & { readonly listAt: string; readonly idAt: string }
  /** Absent where commands do not go by a call for each. */
  readonly freeze?: PlatformCall
  readonly lift?: PlatformCall
}

export interface AnswerCodes {
  readonly acked: readonly number[]
  readonly superseded: readonly number[]
  readonly refused: readonly number[]
}

export const guards = ['native', 'log', 'none'] as const
export type Guard = (typeof guards)[number]

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = (typeof methods)[number]

/** Names that the templates of a call may use. */
export const commandNames = [
  'account.id',
  'command.id',
  'command.action',
  'command.countermeasure',
  'command.expectedVersion',
  'command.expectedState',
  'command.issuedAt',
  'command.expiresAt',
  'alert.id',
  'cause.eventId',
  'cause.labels.*',
  'source',
  'serviceActor',
] as const

/** Names that the templates of the look at an account may use. */
export const readNames = ['account.id', 'serviceActor'] as const

/** Names that the templates of the calls that contain and lift may use, and those of the looks at staff. */
export const containNames = [
  'actor.id',
  'command.id',
  'command.issuedAt',
  'command.expiresAt',
  'alert.id',
  'source',
  'serviceActor',
] as const
export const staffNames = ['actor.id', 'serviceActor'] as const

/** Names that the templates of `refs` may use. */
export const causeNames = ['account.id', 'cause.eventId'] as const

/** Names that the templates of links may use: fields of the change. */
export const linkNames = [
  'account.id',
  'account.handle',
  'actor.id',
  'eventId',
  'source',
  'operationId',
  'reason.ticketId',
  'reason.reportId',
  'reason.statementId',
] as const

export const platformDefaults = {
  way: 'http',
  notBroughtBack: {},
  leadsTo: {},
  settleMs: 0,
  maxAgeMs: 120_000,
  timeoutMs: 2_000,
  // 409 and 412 say that the account moved on; 404, 410 and the rest that this command can never succeed.
  answers: { acked: [200, 201, 202, 204], superseded: [409, 412], refused: [400, 401, 403, 404, 410, 422] },
} as const satisfies Partial<PlatformSpec>
