import type { Account } from '../change/account-change.ts'

/** Followers from which an account counts as notable to the evidence. Tiers have their own numbers. */
export const notableFollowers = 100_000
/** A badge that hardly anybody looks at makes no account of note: reports on such come every day. */
const badgedFollowers = 1_000

export function isOfNote(account: Account): boolean {
  const { followers, verified } = account
  if (followers !== undefined && followers >= notableFollowers) return true
  if (verified === 'government') return true
  const isBadged = verified === 'organisation' || verified === 'legacy'
  if (isBadged && (followers === undefined || followers >= badgedFollowers)) return true
  return isProtected(account)
}

export function isProtected({ protectedClass }: Account): boolean {
  return protectedClass !== undefined && protectedClass.length > 0
}
