import type { PlatformSpec } from '../core/change/platform-spec.ts'
import type { AccountLog } from '../core/reversal/account-log.ts'
import type { AccountState } from '../core/reversal/account-state.ts'
import type { ContainCommand } from '../core/reversal/contain-message.ts'
import type { Command } from '../core/reversal/reversal.ts'

/** The platform whose accounts are watched, as far as undoing needs it. Configured by the `reverse`
 *  section of a mapping file. */
export interface Platform {
  readonly guard: 'native' | 'log' | 'none'
  /** The account as it stands now. Throws `EdgeError('platform-unavailable')`. */
  read(accountId: string): Promise<AccountState>
  /** What the platform's own log says of the account. Throws `EdgeError('platform-unavailable')`. */
  readLog(accountId: string): Promise<AccountLog>
  /** Asks for the change. Never throws for what the platform answered: every answer is an outcome. */
  send(command: Command, lastLook: LastLook): Promise<SendOutcome>
  /** Freezing what an actor works with, where the platform can. */
  readonly contain?: ContainingPlatform
}

/** Session or access of a member of staff. A command is safe to repeat. The looks throw
 *  `EdgeError('platform-unavailable')`. */
export interface ContainingPlatform {
  isContained(actorId: string): Promise<boolean>
  /** Never throws for what the platform answered. */
  send(command: ContainCommand, lastLook: LastLook): Promise<SendOutcome>
  /** The people beside this one who could lift it again, each once: whoever is contained now may be among them. */
  othersWhoCanLift(actorId: string): Promise<readonly string[]>
}

/** Why the command must not go any more, in words. Asked right before each request, when all that it needs is there:
 *  a token may be long in coming, and what is repeated is sent later than what was first looked at. */
export type LastLook = () => Promise<string | undefined>

export type SendOutcome =
  | { readonly kind: 'acked'; readonly version?: string }
  /** The platform says no; the same command will never succeed. */
  | { readonly kind: 'refused'; readonly says: string }
  /** The account is no longer in the state that the change made. */
  | { readonly kind: 'superseded'; readonly says: string }
  /** It certainly never left us: nothing was done, and nothing will be. */
  | { readonly kind: 'unsent'; readonly says: string }
  /** No answer, or one that leaves open whether it happened. */
  | { readonly kind: 'unknown'; readonly says: string }

/** A platform with what its mapping file says of it. */
export interface ConfiguredPlatform extends Platform {
  readonly spec: PlatformSpec
}
