import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../core/change/account-change.ts'
import { actions } from '../../core/change/actions.ts'
import type { Command as Signed } from '../../core/reversal/reversal.ts'
import type { Act } from '../world/act.ts'
import { automations } from '../world/automations.ts'
import type { Account } from './account.ts'
import type { PlatformKind, Verdict } from './account-book.ts'
import { type AccountWord, type Doing, standAfter } from './transitions.ts'

/** What may be asked of the account service, what it decides, and how it shows an account. */

/** What is asked of the account service. Without key and version where the platform knows neither. */
export interface Command {
  readonly key?: string
  readonly accountId: string
  readonly doing: Doing
  readonly ifMatch?: string
  /** Not to be carried out from then on. */
  readonly expiresAt?: number
}

/** Our own hand on the demo platform. */
export const serviceActor: Actor = { id: 'countermand', kind: 'system', role: 'service', team: 'countermand' }

/** A command of ours in the platform's own words: *preserve* is no action of the contract, and a word here. */
export function asAsked(command: Signed): Command {
  return {
    key: command.commandId,
    accountId: command.accountId,
    doing: command.countermeasure === 'preserve' ? 'preserve' : command.action,
    ifMatch: command.expectedVersion ?? '',
    expiresAt: command.expiresAt,
  }
}

const keyLengthMax = 200

export function commandOf(
  kind: PlatformKind,
  request: FastifyRequest<{ Params: { id: string; action: string } }>,
): Command | { status: number; says: string } {
  const key = request.headers['idempotency-key']
  const ifMatch = request.headers['if-match']
  const doing = doings.find((doing) => doing === request.params.action)
  if (doing === undefined) return { status: 400, says: `there is no action "${request.params.action}"` }
  if (kind === 'plain') return { accountId: request.params.id, doing }
  if (typeof key !== 'string' || key === '' || key.length > keyLengthMax) {
    return { status: 400, says: `an Idempotency-Key of 1 to ${keyLengthMax} characters is needed` }
  }
  if (ifMatch === undefined)
    return { status: 428, says: 'If-Match with the version of the account is needed' }
  const expiresAt = Number(request.headers['command-expires-at'] ?? Number.POSITIVE_INFINITY)
  return { key, accountId: request.params.id, doing, ifMatch: ifMatch.replace(/^"(.*)"$/, '$1'), expiresAt }
}

const doings: readonly Doing[] = [...actions, 'preserve']

/** `nth`: counts the calls, for the ids of what has no key. */
export function decide(
  kind: PlatformKind,
  command: Command,
  account: Account | undefined,
  at: number,
  nth: number,
): Verdict {
  if (account === undefined) return refusal(404, 'there is no such account')
  if (command.expiresAt !== undefined && at >= command.expiresAt)
    return refusal(410, 'the command has expired')
  if (kind === 'versioned' && account.version !== command.ifMatch) {
    return refusal(412, `the account has moved on: its version is ${account.version}, not ${command.ifMatch}`)
  }
  const after = standAfter(account, command.doing)
  if (typeof after === 'string') return refusal(409, `${command.doing} cannot be done: ${after}`)
  const act: Act = {
    eventId: `${serviceActor.id}.${command.key ?? `${at.toString(36)}.${nth}`}`,
    occurredAt: at,
    action: command.doing === 'preserve' ? 'other' : command.doing,
    ...(command.doing === 'preserve' ? { rawAction: 'preserve' } : {}),
    accountId: command.accountId,
    actor: serviceActor,
    ...(command.key === undefined ? {} : { causedBy: command.key }),
  }
  return { status: 200, act, body: (account) => (account === undefined ? {} : shown(kind, account)) }
}

function refusal(status: number, sentence: string): Verdict {
  return { status, body: () => says(sentence) }
}

export const phantom: Verdict = { status: 200, body: () => ({ done: true }) }

export function outcomeOf(status: number): 'applied' | 'version-moved' | 'refused' {
  if (status === 200) return 'applied'
  return status === 412 ? 'version-moved' : 'refused'
}

/** An automation that gets in between: it changes nothing but the version. */
export function raceOf(command: Command, at: number, nth: number): Act {
  const [automation] = automations
  if (automation === undefined) throw new Error('there are no automations')
  return {
    eventId: `${automation.id}.race.${at.toString(36)}.${nth}`,
    occurredAt: at,
    action: 'other',
    rawAction: 're-check',
    accountId: command.accountId,
    actor: { id: automation.id, kind: 'automation', role: 'rule', team: 'automation' },
  }
}

export function shown(kind: PlatformKind, account: Account) {
  const { id, state, version, verified, holds, last, profile } = account
  const plain = {
    id,
    handle: profile.handle,
    followers: profile.followers,
    state,
    visibility: hidden.has(state) ? 'hidden' : 'public',
    verified,
    holds,
  }
  if (kind === 'plain') return { ...plain, ...(last === undefined ? {} : { since: last.occurredAt }) }
  return {
    ...plain,
    version,
    ...(last === undefined ? {} : { lastChange: last }),
    ...(last?.causedBy === undefined ? {} : { causedBy: last.causedBy }),
  }
}

const hidden: ReadonlySet<AccountWord> = new Set(['suspended', 'deactivated', 'deleted'])

export function says(sentence: string): { says: string } {
  return { says: sentence }
}
