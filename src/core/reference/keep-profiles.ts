import type { Verified } from '../change/account-change.ts'
import type { AccountProfile } from './account-profile.ts'

/** Which accounts are kept in memory, of the hundred millions that a platform has: those of a standing that the
 *  policy names. Of all others one fact is left, and it is enough: that they are below it. */
export interface KeepProfiles {
  /** From so many on. No tier or rule should ask for fewer, or it would ask what nobody knows. */
  readonly followers: number
  readonly verified: readonly Verified[]
  readonly protectedClass: boolean
  /** False where the feed lists only some of the accounts above this standing: then one that it does not list is
   *  unknown, not small. */
  readonly restIsBelow: boolean
}

export const keepDefaults: KeepProfiles = {
  followers: 100_000,
  verified: ['legacy', 'organisation', 'government'],
  protectedClass: true,
  restIsBelow: true,
}

/** Whatever the standing: an account with a hold is never undone by the machine, and a canary is a trap, so none of
 *  these is ever let go; nor is a profile that does not say its followers, for it may be anybody. */
export function isKept(profile: AccountProfile, keep: KeepProfiles): boolean {
  const { followers, verified, protectedClass, holds, canary } = profile
  return (
    followers === undefined ||
    followers >= keep.followers ||
    (verified !== undefined && keep.verified.includes(verified)) ||
    (keep.protectedClass && protectedClass !== undefined && protectedClass.length > 0) ||
    (holds !== undefined && holds.length > 0) ||
    canary === true
  )
}
