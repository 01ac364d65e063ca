import type { Case } from '../../core/case/case.ts'
import type { Action } from '../../core/change/actions.ts'
import type { Severity } from '../../core/policy/severity.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'

/** The live protocol `triage.v1`: one websocket, from server to client. A client only says what it wants to
 *  see and what has reached it; every write is HTTP. Text frames, one JSON message each. Also read by the
 *  page, so nothing here may need Node.
 *
 *    server                                   client
 *    welcome                          ->
 *                                     <-      subscribe {view, filter, epoch?, seq?}
 *    resumed, or snapshot pages, live ->
 *    delta, delta, …                  ->
 *                                     <-      ack {received}      every 250 ms or 100 frames
 *    ping                             ->
 *                                     <-      pong
 *    bye                              ->
 */
export const subprotocol = 'triage.v1'

/** The one-time ticket is a second subprotocol value, so that it never lands in an address or a log. */
export const ticketPrefix = 'ticket.'

export type ServerMessage =
  | Welcome
  | { readonly type: 'resumed'; readonly view: View; readonly from: number; readonly to: number }
  | Snapshot
  /** The snapshot is complete; deltas follow from `seq + 1`. */
  | { readonly type: 'live'; readonly view: View; readonly seq: number }
  | Delta
  /** Too much is under way to this client: deltas stop, and a snapshot comes once it has caught up. */
  | { readonly type: 'behind'; readonly view: View }
  | { readonly type: 'ping'; readonly serverTime: number }
  /** The server leaves. Come back after this time. */
  | { readonly type: 'bye'; readonly retryAfterMs: number }

export interface Welcome {
  readonly type: 'welcome'
  /** Of this process and this assignment: under another epoch every sequence number means something else. */
  readonly epoch: string
  readonly seq: Readonly<Record<View, number>>
  readonly serverTime: number
  readonly limits: { readonly ackEveryMs: number; readonly ackEveryFrames: number }
  readonly user: { readonly id: string; readonly name: string }
  readonly features: Features
  readonly lines: PolicyLines
}

export interface Features {
  /** Incidents can be played from the page. */
  readonly demo: boolean
  /** No real person is affected. */
  readonly simulated: boolean
}

/** What is drawn across the field: the policy as far as two axes can show it, in hundredths of a point. */
export interface PolicyLines {
  /** Its id, and whether a point means what it says, to stand after "points". */
  readonly policy: string
  readonly calibration: string
  readonly bandsCenti: Readonly<Record<Exclude<Severity, 'info'>, number>>
  readonly alertAtCenti: { readonly suspicion: number; readonly score: number }
}

export type Snapshot = { [V in View]: SnapshotOf<V> }[View]

export interface SnapshotOf<V extends View> {
  readonly type: 'snapshot'
  readonly view: V
  /** From 1. */
  readonly page: number
  readonly of: number
  readonly asOfSeq: number
  readonly rows: readonly Row<RowOf[V]>[]
}

/** `from` is the last `to` plus one; anything else is a hole, and the client asks to resume. Numbers are of
 *  the view with its filter, so that what a filter leaves out is never mistaken for a loss. */
export type Delta = { [V in View]: DeltaOf<V> }[View]

export interface DeltaOf<V extends View> {
  readonly type: 'delta'
  readonly view: V
  readonly from: number
  readonly to: number
  readonly ops: readonly Op<RowOf[V]>[]
}

export type Op<T> = ({ readonly op: 'put' } & Row<T>) | { readonly op: 'del'; readonly id: string }

/** One row with its version: a late duplicate of an older version is dropped. */
export interface Row<T> {
  readonly id: string
  readonly v: number
  readonly row: T
}

export interface RowOf {
  readonly queue: Case
  readonly pulse: PulseRow
}

/** `queue`: cases. `pulse`: a bounded sample of the stream, and where reversals stand. */
export const views = ['queue', 'pulse'] as const
export type View = (typeof views)[number]

/** `open` cases, or `all` of them, the closed ones of the last day included. The pulse has no filter. */
export const filters = ['open', 'all'] as const
export type Filter = (typeof filters)[number]

export type PulseRow =
  | {
      readonly kind: 'change'
      readonly at: number
      readonly action: Action
      readonly actorId: string
      readonly accountId: string
      readonly suspicionCenti: number
      readonly stakesCenti: number
      readonly severity: Severity
      readonly alerted: boolean
    }
  | ({ readonly kind: 'reversal' } & Pick<
      Reversal,
      | 'reversalId'
      | 'alertId'
      | 'accountId'
      | 'countermeasure'
      | 'state'
      | 'says'
      | 'at'
      | 'confirmedAfterSeconds'
    >)
  /** How much of the stream there was, shown or not. Comes once a second, so its age is the delay. */
  | { readonly kind: 'tally'; readonly at: number; readonly seen: number; readonly perSecond: number }

/** The pulse holds its latest changes and reversals; the eldest leave on both sides by this same number, so
 *  that no message is spent on their going. */
export const pulseChangesMax = 600
export const pulseReversalsMax = 50
export const tallyId = 'tally'

export type ClientMessage =
  | { readonly type: 'hello' }
  | {
      readonly type: 'subscribe'
      readonly view: View
      readonly filter: Filter
      readonly epoch?: string
      readonly seq?: number
    }
  /** How many frames have reached this client since the socket opened. */
  | { readonly type: 'ack'; readonly received: number }
  | { readonly type: 'pong' }

/** Why the server closes, and whether coming back makes sense. */
export const closings = {
  drained: { code: 1012, says: 'the server is leaving', comeBack: true },
  protocol: { code: 4400, says: 'this is not triage.v1', comeBack: false },
  sessionEnded: { code: 4401, says: 'the session has ended', comeBack: false },
  forbidden: { code: 4403, says: 'not allowed', comeBack: false },
  slow: { code: 4408, says: 'the connection could not keep up', comeBack: true },
  epochChanged: { code: 4409, says: 'the server started anew', comeBack: true },
  tooMany: { code: 4429, says: 'too many connections or messages', comeBack: false },
} as const satisfies Record<string, Closing>

export interface Closing {
  readonly code: number
  readonly says: string
  readonly comeBack: boolean
}
