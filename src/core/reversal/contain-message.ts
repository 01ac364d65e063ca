import { doubtOfTimes } from './command-message.ts'

/** To freeze what an actor works with, or to give it back, as it is put on `countermand.commands` or sent by webhook.
 *  It names no account: whoever knows only commands about accounts can read nothing into it. */
export interface ContainCommand {
  /** One for each round of a containment and each of its two directions: carry it out once. */
  readonly commandId: string
  readonly alertId: string
  readonly source: string
  readonly actorId: string
  readonly do: ContainVerb
  readonly issuedAt: number
  readonly expiresAt: number
}

export const containVerbs = ['contain', 'lift'] as const
export type ContainVerb = (typeof containVerbs)[number]

/** What a person may say of it; what is taken back was never sent to any platform. */
export const containWords = [...containVerbs, 'withdraw'] as const
export type ContainWordVerb = (typeof containWords)[number]

/** The command that a message says, or `undefined` where it says none. Fields that nobody knows are ignored. */
export function readContainMessage(value: unknown): ContainCommand | undefined {
  // What is no object has none of them.
  const { commandId, alertId, source, actorId, issuedAt, expiresAt, ...rest }: Record<string, unknown> = {
    ...(value as object),
  }
  const verb = containVerbs.find((known) => known === rest.do)
  if (!isText(commandId) || !isText(alertId) || !isText(source) || !isText(actorId)) return undefined
  if (verb === undefined || !isTime(issuedAt) || !isTime(expiresAt)) return undefined
  return { commandId, alertId, source, actorId, do: verb, issuedAt, expiresAt }
}

/** As for a command about an account, and the key of its record is the actor's id. */
export function doubtOfContainment(
  command: ContainCommand,
  seen: { readonly source: string; readonly recordKey: string | null; readonly now: number },
): string | undefined {
  if (command.source !== seen.source) return 'it is not for this platform'
  if (seen.recordKey !== command.actorId) return "it is not under its own actor's key"
  return doubtOfTimes(command, seen.now)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
