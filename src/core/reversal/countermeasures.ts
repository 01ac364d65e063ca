import type { Action } from '../change/actions.ts'
import type { Mode } from '../policy/severity.ts'

/** Not every undoing is a restore. *preserve* keeps data and handle from being purged; *restore* lifts a
 *  restriction; *protect* locks an account that may be in other hands; *restrict* puts back a restriction
 *  that was lifted, and so is never the machine's own decision. */
export const countermeasures = ['preserve', 'restore', 'protect', 'restrict'] as const
export type Countermeasure = (typeof countermeasures)[number]

/** What is said of an account for which it was seen done. */
export const confirmedSays: Readonly<Record<Countermeasure, string>> = {
  preserve: 'preserved',
  restore: 'restored',
  protect: 'protected',
  restrict: 'restricted again',
}

/** Whether the account is another afterwards. One whose data was only kept stands as the change left it, so nothing
 *  keeps the machine from the next change of it: else one cheap act with an excluded reason would. */
export function undoesTheChange(countermeasure: Countermeasure): boolean {
  return countermeasure !== 'preserve'
}

/** The inverse of each action: what is asked of the platform, which kind of countermeasure that is, and the
 *  most that any policy may grant it. `undefined` where nothing undoes it. */
export const inverseOf: Readonly<Record<Action, Inverse | undefined>> = {
  deactivate: { action: 'reactivate', countermeasure: 'restore', ceiling: 'auto' },
  suspend: { action: 'unsuspend', countermeasure: 'restore', ceiling: 'auto' },
  lock: { action: 'unlock', countermeasure: 'restore', ceiling: 'auto' },
  restrict: { action: 'unrestrict', countermeasure: 'restore', ceiling: 'auto' },
  delete: { action: 'restore', countermeasure: 'restore', ceiling: 'auto' },
  unverify: { action: 'verify', countermeasure: 'restore', ceiling: 'auto' },
  anonymise: undefined,
  reactivate: { action: 'deactivate', countermeasure: 'restrict', ceiling: 'approve' },
  unsuspend: { action: 'suspend', countermeasure: 'restrict', ceiling: 'approve' },
  unlock: { action: 'lock', countermeasure: 'restrict', ceiling: 'approve' },
  unrestrict: { action: 'restrict', countermeasure: 'restrict', ceiling: 'approve' },
  restore: { action: 'delete', countermeasure: 'restrict', ceiling: 'approve' },
  verify: { action: 'unverify', countermeasure: 'restrict', ceiling: 'approve' },
  rename: { action: 'lock', countermeasure: 'protect', ceiling: 'veto' },
  'change-email': { action: 'lock', countermeasure: 'protect', ceiling: 'veto' },
  'change-phone': { action: 'lock', countermeasure: 'protect', ceiling: 'veto' },
  'reset-password': { action: 'lock', countermeasure: 'protect', ceiling: 'veto' },
  'disable-mfa': { action: 'lock', countermeasure: 'protect', ceiling: 'veto' },
  'grant-role': { action: 'lock', countermeasure: 'protect', ceiling: 'veto' },
  merge: undefined,
  'enable-mfa': undefined,
  'revoke-role': undefined,
  'export-data': undefined,
  'view-private': undefined,
  impersonate: undefined,
  other: undefined,
}

export interface Inverse {
  readonly action: Action
  readonly countermeasure: Countermeasure
  readonly ceiling: Mode
}
