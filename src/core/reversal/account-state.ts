/** An account as its platform shows it to somebody who looks. */
export interface AccountState {
  readonly accountId: string
  /** In the words that changes carry in `stateAfter`. */
  readonly state: string
  readonly version?: string
  /** The command that made this state, where the platform says so. */
  readonly causedBy?: string
  readonly holds?: readonly string[]
}
