import type { AccountLog } from './account-log.ts'

/** An account as its platform shows it to somebody who looks. */
export interface AccountState {
  readonly accountId: string
  /** In the words that changes carry in `stateAfter`. */
  readonly state: string
  readonly version?: string
  /** The state's own mark or time, where the platform gives it one. */
  readonly ref?: string
  /** The command that made this state, where the platform says so. */
  readonly causedBy?: string
  readonly holds?: readonly string[]
  /** Whether the public sees it. */
  readonly visibility?: 'shown' | 'hidden'
  readonly verified?: string
  readonly handle?: string
  /** What its log says, where guard `log` asked for it. */
  readonly log?: AccountLog
}
