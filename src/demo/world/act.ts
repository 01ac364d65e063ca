import type { AccountChange } from '../../core/change/account-change.ts'

/** What somebody sets out to do to an account. It becomes a change when the platform's account book finds
 *  that the account is in a state to which it can be done. */
export interface Act extends Omit<AccountChange, 'account' | 'source' | 'outcome'> {
  readonly accountId: string
}

export const demoSource = 'demo'
export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000
