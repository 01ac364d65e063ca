import type { Actor } from '../../core/change/account-change.ts'
import type { Command as Signed } from '../../core/reversal/reversal.ts'
import type { Act } from '../world/act.ts'
import type { Account } from './account.ts'
import type { Verdict } from './account-book.ts'
import { type Doing, standAfter } from './transitions.ts'

/** Our own hand on the demo platform. */
export const serviceActor: Actor = { id: 'countermand', kind: 'system', role: 'service', team: 'countermand' }

/** What is asked of the platform, whatever way it came. */
export interface Command {
  readonly key: string
  readonly accountId: string
  readonly doing: Doing
  readonly ifMatch: string
}

/** What the platform says to a command, and does. */
export function decide(command: Command, account: Account | undefined, at: number): Verdict {
  if (account === undefined) return refusal(404, 'there is no such account')
  if (account.version !== command.ifMatch) {
    return refusal(412, `the account has moved on: its version is ${account.version}, not ${command.ifMatch}`)
  }
  const after = standAfter(account, command.doing)
  if (typeof after === 'string') return refusal(409, `${command.doing} cannot be done: ${after}`)
  const act: Act = {
    eventId: `${serviceActor.id}.${command.key}`,
    occurredAt: at,
    action: command.doing === 'preserve' ? 'other' : command.doing,
    ...(command.doing === 'preserve' ? { rawAction: 'preserve' } : {}),
    accountId: command.accountId,
    actor: serviceActor,
    causedBy: command.key,
  }
  return { status: 200, act, body: (account) => (account === undefined ? {} : shown(account)) }
}

function refusal(status: number, sentence: string): Verdict {
  return { status, body: () => says(sentence) }
}

/** A command of ours in the platform's own words: *preserve* is no action of the contract, and a word here. */
export function asAsked(command: Signed): Command {
  return {
    key: command.commandId,
    accountId: command.accountId,
    doing: command.countermeasure === 'preserve' ? 'preserve' : command.action,
    ifMatch: command.expectedVersion ?? '',
  }
}

/** An account as whoever asks may see it. */
export function shown(account: Account) {
  const { id, state, version, verified, holds, last, profile } = account
  return {
    id,
    handle: profile.handle,
    followers: profile.followers,
    state,
    version,
    verified,
    holds,
    ...(last === undefined ? {} : { lastChange: last }),
    ...(last?.causedBy === undefined ? {} : { causedBy: last.causedBy }),
  }
}

export function says(sentence: string): { says: string } {
  return { says: sentence }
}
