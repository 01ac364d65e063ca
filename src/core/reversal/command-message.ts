import { type Action, actions } from '../change/actions.ts'
import { type Countermeasure, countermeasures } from './countermeasures.ts'
import type { Command } from './reversal.ts'

/** A command as it is signed and put on `countermand.commands`, and what whoever carries it out must hold against
 *  it. The wire form is told for other languages in `schemas/commands/README.md`. */

/** A command that may be carried out for longer than this was not issued by us. */
export const commandLifeMsMax = 600_000
/** Clocks of two machines differ. */
export const commandAheadMsMax = 5_000

/** The fields that the message carries, in this order: each platform gets all that a guard may need. */
export function messageOf(command: Told): Command {
  const { commandId, alertId, source, causeEventId, accountId, action, countermeasure } = command
  const { expectedVersion, expectedState, issuedAt, expiresAt } = command
  return {
    commandId,
    alertId,
    source,
    causeEventId,
    accountId,
    action,
    countermeasure,
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
    ...(expectedState === undefined ? {} : { expectedState }),
    issuedAt,
    expiresAt,
  }
}

type Told = Omit<Command, 'expectedVersion' | 'expectedState'> & {
  readonly expectedVersion?: string | undefined
  readonly expectedState?: string | undefined
}

/** The command that a message says, or `undefined` where it says none. Fields that nobody knows are ignored. */
export function readMessage(value: unknown): Command | undefined {
  // What is no object has none of them.
  const fields: Readonly<Record<string, unknown>> = { ...(value as object) }
  const { commandId, alertId, source, causeEventId, accountId, expectedVersion, expectedState } = fields
  const { issuedAt, expiresAt } = fields
  const action = actions.find((known: Action) => known === fields.action)
  const countermeasure = countermeasures.find((known: Countermeasure) => known === fields.countermeasure)
  if (!isText(commandId) || !isText(alertId) || !isText(source)) return undefined
  if (!isText(causeEventId) || !isText(accountId)) return undefined
  if (action === undefined || countermeasure === undefined) return undefined
  if (!Number.isSafeInteger(issuedAt) || !Number.isSafeInteger(expiresAt)) return undefined
  if (!isTextOrAbsent(expectedVersion) || !isTextOrAbsent(expectedState)) return undefined
  return messageOf({
    commandId,
    alertId,
    source,
    causeEventId,
    accountId,
    action,
    countermeasure,
    expectedVersion,
    expectedState,
    issuedAt: Number(issuedAt),
    expiresAt: Number(expiresAt),
  })
}

/** What a signed command must be, beyond its signature. In words why it must not be carried out.
 *
 *  record key   command                          at      -> doubt
 *  a1           of a1, for demo, until 12:00:30  12:00:05   none
 *  a2           of a1                            any        it is not under its own account's key
 *  a1           for another source               any        it is not for this platform
 *  a1           until 12:00:30                   12:00:30   it has expired
 *  a1           issued 12:01                     12:00      it is issued ahead of our clock
 *  a1           issued 12:00, until 13:00        12:00      it would be valid for too long */
export function doubtOfMessage(
  command: Command,
  seen: { readonly source: string; readonly recordKey: string | null; readonly now: number },
): string | undefined {
  if (command.source !== seen.source) return 'it is not for this platform'
  if (seen.recordKey !== command.accountId) return "it is not under its own account's key"
  return doubtOfTimes(command, seen.now)
}

export function doubtOfTimes(
  { issuedAt, expiresAt }: Pick<Command, 'issuedAt' | 'expiresAt'>,
  now: number,
): string | undefined {
  if (expiresAt - issuedAt > commandLifeMsMax) return 'it would be valid for too long'
  if (issuedAt - now > commandAheadMsMax) return 'it is issued ahead of our clock'
  return now >= expiresAt ? 'it has expired' : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || isText(value)
}
