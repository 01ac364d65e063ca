import type { AccountChange } from '../change/account-change.ts'
import { isIdAmong } from '../spelling/same-id.ts'

/** The change with somebody who approved it beforehand among its approvers, once: so everything that looks at it
 *  later, by whatever way, finds it approved. */
export function withApprover(change: AccountChange, by: string): AccountChange {
  const { reason } = change
  const approvedBy = reason?.approvedBy ?? []
  if (isIdAmong(approvedBy, by)) return change
  return { ...change, reason: { ...reason, approvedBy: [...approvedBy, by] } }
}
