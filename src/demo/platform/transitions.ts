import type { Verified } from '../../core/change/account-change.ts'
import type { Action } from '../../core/change/actions.ts'

export const accountStates = [
  'active',
  'restricted',
  'locked',
  'suspended',
  'deactivated',
  'deleted',
] as const
export type AccountWord = (typeof accountStates)[number]

/** What can be done to an account: an action of the contract, or *preserve*, which only stops the purge. */
export type Doing = Action | 'preserve'

/** What of an account changes with time. */
export interface Standing {
  readonly state: AccountWord
  readonly verified: Verified
  readonly holds: readonly string[]
}

/** How an account stands after something was done to it; in words why not, where it cannot be done.
 *
 *  active       suspend     -> suspended       suspended  suspend    -> no: it is suspended
 *  restricted   deactivate  -> deactivated     active     reactivate -> no: it is active
 *  deactivated  reactivate  -> active          deleted    suspend    -> no: it is deleted
 *  deactivated  preserve    -> deactivated, with the hold `preserved`                                  */
export function standAfter(standing: Standing, doing: Doing): Standing | string {
  const target = restricts[doing]
  if (target !== undefined) {
    const heavier = accountStates.indexOf(target) > accountStates.indexOf(standing.state)
    return heavier ? { ...standing, state: target } : `it is ${standing.state}`
  }
  const source = lifts[doing]
  if (source !== undefined) {
    return standing.state === source ? { ...standing, state: 'active' } : `it is ${standing.state}`
  }
  if (standing.state === 'deleted' && doing !== 'preserve') return 'it is deleted'
  if (doing === 'verify')
    return standing.verified === 'none' ? { ...standing, verified: 'legacy' } : 'it is verified'
  if (doing === 'unverify')
    return standing.verified === 'none' ? 'it is not verified' : { ...standing, verified: 'none' }
  if (doing === 'preserve') {
    return standing.holds.includes(preserved)
      ? 'it is preserved'
      : { ...standing, holds: [...standing.holds, preserved] }
  }
  return standing
}

/** The hold that `preserve` puts on an account: it is neither purged nor is its handle given away. */
export const preserved = 'preserved'

const restricts: Readonly<Partial<Record<Doing, AccountWord>>> = {
  restrict: 'restricted',
  lock: 'locked',
  suspend: 'suspended',
  deactivate: 'deactivated',
  delete: 'deleted',
}

const lifts: Readonly<Partial<Record<Doing, AccountWord>>> = {
  unrestrict: 'restricted',
  unlock: 'locked',
  unsuspend: 'suspended',
  reactivate: 'deactivated',
  restore: 'deleted',
}
