import { inOneSpelling } from '../spelling/folded.ts'
import type { Account, Actor, Links, Origin, Reason } from './account-change.ts'
import { accountKinds, actorKinds, assignments, verifications } from './account-change.ts'
import { changeLimits } from './change-limits.ts'
import {
  count,
  type Fields,
  type Findings,
  flag,
  isFields,
  link,
  requiredToken,
  requiredWord,
  seen,
  text,
  time,
  token,
  tokens,
  vocabularyOf,
  word,
} from './read-field.ts'

/** The parts of a change, each read field by field. Written out by hand because this is the hot path: every
 *  field is read by its own name, at its own place, so that the engine can remember where it was. */

type Open<T> = { -readonly [Field in keyof T]: T[Field] }

export function accountOf(findings: Findings, value: unknown): Account {
  const input = requiredFields(findings, 'account', value)
  if (input === undefined) return { id: '' }
  const account: Open<Account> = { id: requiredToken(findings, 'account', 'id', input.id) }
  const { wordLengthMax, handleLengthMax } = changeLimits
  const kind = word(findings, 'account', 'kind', input.kind, accountKindWords)
  if (kind !== undefined) account.kind = kind
  const handle = text(findings, 'account', 'handle', input.handle, handleLengthMax)
  if (handle !== undefined) account.handle = handle
  const followers = count(findings, 'account', 'followers', input.followers, 0)
  if (followers !== undefined) account.followers = followers
  const verified = word(findings, 'account', 'verified', input.verified, verifiedWords)
  if (verified !== undefined) account.verified = verified
  const protectedClass = tokens(findings, 'account', 'protectedClass', input.protectedClass)
  if (protectedClass !== undefined) account.protectedClass = protectedClass.map(inOneSpelling)
  const holds = tokens(findings, 'account', 'holds', input.holds)
  if (holds !== undefined) account.holds = holds
  const holdsSince = time(findings, 'account', 'holdsSince', input.holdsSince)
  if (holdsSince !== undefined) account.holdsSince = holdsSince
  const holdsBy = token(findings, 'account', 'holdsBy', input.holdsBy)
  if (holdsBy !== undefined) account.holdsBy = holdsBy
  const canary = flag(findings, 'account', 'canary', input.canary)
  if (canary !== undefined) account.canary = canary
  const createdAt = time(findings, 'account', 'createdAt', input.createdAt)
  if (createdAt !== undefined) account.createdAt = createdAt
  const stateBefore = text(findings, 'account', 'stateBefore', input.stateBefore, wordLengthMax)
  if (stateBefore !== undefined) account.stateBefore = stateBefore
  const stateAfter = text(findings, 'account', 'stateAfter', input.stateAfter, wordLengthMax)
  if (stateAfter !== undefined) account.stateAfter = stateAfter
  const version = token(findings, 'account', 'version', input.version)
  if (version !== undefined) account.version = version
  return account
}

export function actorOf(findings: Findings, value: unknown): Actor {
  const input = requiredFields(findings, 'actor', value)
  if (input === undefined) return { id: '', kind: 'unknown' }
  const actor: Open<Actor> = {
    id: requiredToken(findings, 'actor', 'id', input.id),
    kind: requiredWord(findings, 'actor', 'kind', input.kind, actorKindWords) ?? 'unknown',
  }
  const { wordLengthMax } = changeLimits
  const role = text(findings, 'actor', 'role', input.role, wordLengthMax)
  if (role !== undefined) actor.role = role
  const roleSince = time(findings, 'actor', 'roleSince', input.roleSince)
  if (roleSince !== undefined) actor.roleSince = roleSince
  const team = text(findings, 'actor', 'team', input.team, wordLengthMax)
  if (team !== undefined) actor.team = team
  const hiredAt = time(findings, 'actor', 'hiredAt', input.hiredAt)
  if (hiredAt !== undefined) actor.hiredAt = hiredAt
  const leavesAt = time(findings, 'actor', 'leavesAt', input.leavesAt)
  if (leavesAt !== undefined) actor.leavesAt = leavesAt
  const accessEndsAt = time(findings, 'actor', 'accessEndsAt', input.accessEndsAt)
  if (accessEndsAt !== undefined) actor.accessEndsAt = accessEndsAt
  const credentialChangedAt = time(findings, 'actor', 'credentialChangedAt', input.credentialChangedAt)
  if (credentialChangedAt !== undefined) actor.credentialChangedAt = credentialChangedAt
  const onBehalfOf = token(findings, 'actor', 'onBehalfOf', input.onBehalfOf)
  if (onBehalfOf !== undefined) actor.onBehalfOf = onBehalfOf
  return actor
}

export function originOf(findings: Findings, value: unknown): Origin | undefined {
  const input = optionalFields(findings, 'origin', value)
  if (input === undefined) return undefined
  const origin: Open<Origin> = {}
  const { wordLengthMax } = changeLimits
  const tool = text(findings, 'origin', 'tool', input.tool, wordLengthMax)
  if (tool !== undefined) origin.tool = tool
  const sessionId = token(findings, 'origin', 'sessionId', input.sessionId)
  if (sessionId !== undefined) origin.sessionId = sessionId
  const network = token(findings, 'origin', 'network', input.network)
  if (network !== undefined) origin.network = network
  const device = token(findings, 'origin', 'device', input.device)
  if (device !== undefined) origin.device = device
  const mfa = flag(findings, 'origin', 'mfa', input.mfa)
  if (mfa !== undefined) origin.mfa = mfa
  const credential = token(findings, 'origin', 'credential', input.credential)
  if (credential !== undefined) origin.credential = credential
  return origin
}

export function reasonOf(findings: Findings, value: unknown): Reason | undefined {
  const input = optionalFields(findings, 'reason', value)
  if (input === undefined) return undefined
  const reason: Open<Reason> = {}
  const code = token(findings, 'reason', 'code', input.code)
  if (code !== undefined) reason.code = code
  const policies = tokens(findings, 'reason', 'policies', input.policies)
  if (policies !== undefined && policies.length > 0) reason.policies = policies
  const ticketId = token(findings, 'reason', 'ticketId', input.ticketId)
  if (ticketId !== undefined) reason.ticketId = ticketId
  const reportId = token(findings, 'reason', 'reportId', input.reportId)
  if (reportId !== undefined) reason.reportId = reportId
  const assignment = word(findings, 'reason', 'assignment', input.assignment, assignmentWords)
  if (assignment !== undefined) reason.assignment = assignment
  const note = text(findings, 'reason', 'note', input.note, changeLimits.noteLengthMax)
  if (note !== undefined) reason.note = note
  const approvedBy = tokens(findings, 'reason', 'approvedBy', input.approvedBy)
  if (approvedBy !== undefined && approvedBy.length > 0) reason.approvedBy = approvedBy
  const statementId = token(findings, 'reason', 'statementId', input.statementId)
  if (statementId !== undefined) reason.statementId = statementId
  const noticeSent = flag(findings, 'reason', 'noticeSent', input.noticeSent)
  if (noticeSent !== undefined) reason.noticeSent = noticeSent
  return reason
}

export function linksOf(findings: Findings, value: unknown): Links | undefined {
  const input = optionalFields(findings, 'links', value)
  if (input === undefined) return undefined
  const links: Open<Links> = {}
  const account = link(findings, 'links', 'account', input.account)
  if (account !== undefined) links.account = account
  const report = link(findings, 'links', 'report', input.report)
  if (report !== undefined) links.report = report
  const ticket = link(findings, 'links', 'ticket', input.ticket)
  if (ticket !== undefined) links.ticket = ticket
  const log = link(findings, 'links', 'log', input.log)
  if (log !== undefined) links.log = log
  return links
}

function requiredFields(findings: Findings, name: string, value: unknown): Fields | undefined {
  if (value === undefined || value === null) return findings.add('', name, 'must be given')
  return optionalFields(findings, name, value)
}

function optionalFields(findings: Findings, name: string, value: unknown): Fields | undefined {
  if (isFields(value)) return value
  if (value === undefined || value === null) return undefined
  return findings.add('', name, `${seen(value)}: an object is meant`)
}

const accountKindWords = vocabularyOf(accountKinds)
const actorKindWords = vocabularyOf(actorKinds)
const assignmentWords = vocabularyOf(assignments)
const verifiedWords = vocabularyOf(verifications)
