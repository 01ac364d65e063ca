import type { Account, AccountChange, Actor, Links, Origin, Reason } from './account-change.ts'
import { accountKinds, actorKinds, assignments, outcomes, scopes, verifications } from './account-change.ts'
import { actions } from './actions.ts'

/** What a mapping file may fill in: every field of a change, and what its expression must come to.
 *  `labels` is not here: its names are free. */
export const fieldKinds = {
  eventId: 'token',
  source: 'token',
  occurredAt: 'time',
  requestedAt: 'time',
  action: 'word',
  rawAction: 'text',
  until: 'time',
  irreversibleAt: 'time',
  scope: 'word',
  outcome: 'word',
  operationId: 'token',
  operationSize: 'count',
  causedBy: 'token',
  'account.id': 'token',
  'account.kind': 'word',
  'account.handle': 'text',
  'account.followers': 'count',
  'account.verified': 'word',
  'account.protectedClass': 'list',
  'account.holds': 'list',
  'account.holdsSince': 'time',
  'account.holdsBy': 'token',
  'account.canary': 'flag',
  'account.createdAt': 'time',
  'account.stateBefore': 'text',
  'account.stateAfter': 'text',
  'account.version': 'token',
  'actor.id': 'token',
  'actor.kind': 'word',
  'actor.role': 'text',
  'actor.roleSince': 'time',
  'actor.team': 'text',
  'actor.hiredAt': 'time',
  'actor.leavesAt': 'time',
  'actor.accessEndsAt': 'time',
  'actor.credentialChangedAt': 'time',
  'actor.onBehalfOf': 'token',
  'origin.tool': 'text',
  'origin.sessionId': 'token',
  'origin.network': 'token',
  'origin.device': 'token',
  'origin.mfa': 'flag',
  'origin.credential': 'token',
  'reason.code': 'token',
  'reason.policies': 'list',
  'reason.ticketId': 'token',
  'reason.reportId': 'token',
  'reason.assignment': 'word',
  'reason.note': 'text',
  'reason.approvedBy': 'list',
  'reason.statementId': 'token',
  'reason.noticeSent': 'flag',
  'links.account': 'text',
  'links.report': 'text',
  'links.ticket': 'text',
  'links.log': 'text',
} as const satisfies Record<FieldPath, FieldKind>

type Parts = 'account' | 'actor' | 'origin' | 'reason' | 'links'
export type FieldPath =
  | Exclude<keyof AccountChange, Parts | 'labels'>
  | `account.${keyof Account}`
  | `actor.${keyof Actor}`
  | `origin.${keyof Origin}`
  | `reason.${keyof Reason}`
  | `links.${keyof Links}`

export type FieldKind = 'token' | 'text' | 'time' | 'count' | 'flag' | 'word' | 'list'

/** The CEL types that a field's expression may come to. `dyn` is what comes out of a record. */
export const celTypesOf: Readonly<Record<FieldKind | 'label' | 'where' | 'each', readonly string[]>> = {
  token: ['string', 'int', 'uint', 'double', 'dyn', 'null'],
  text: ['string', 'dyn', 'null'],
  time: ['string', 'int', 'double', 'google.protobuf.Timestamp', 'dyn', 'null'],
  count: ['int', 'uint', 'double', 'dyn', 'null'],
  flag: ['bool', 'dyn', 'null'],
  word: ['string', 'dyn', 'null'],
  list: ['list', 'string', 'dyn', 'null'],
  label: ['string', 'int', 'uint', 'double', 'bool', 'dyn', 'null'],
  where: ['bool', 'dyn'],
  each: ['list', 'dyn'],
}

export const vocabularies: Readonly<Record<string, readonly string[]>> = {
  action: actions,
  scope: scopes,
  outcome: outcomes,
  'account.kind': accountKinds,
  'account.verified': verifications,
  'actor.kind': actorKinds,
  'reason.assignment': assignments,
}

/** A change is nothing without these, so a mapping must fill them in. The source has its own line. */
export const neededFields: ReadonlySet<string> = new Set<FieldPath>([
  'eventId',
  'occurredAt',
  'action',
  'account.id',
  'actor.id',
  'actor.kind',
])
