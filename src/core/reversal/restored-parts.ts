import type { AccountChange } from '../change/account-change.ts'
import type { AccountState } from './account-state.ts'

/** What of an account is as it was before the change. A part is named only where the platform reports it and it
 *  is known how it was. */
export interface RestoredParts {
  readonly state?: boolean
  /** Whether the public can see it. */
  readonly visibility?: boolean
  readonly verification?: boolean
  readonly handle?: boolean
}

/** before               now                          -> parts
 *  active, legacy, @a   active, seen, legacy, @a       all of them back
 *  active, legacy, @a   active, seen, none, @a         verification is not
 *  active, -, @a        active, hidden, none, @b       neither visibility nor handle; of verification nobody knows */
export function partsOf(before: AccountChange['account'], now: AccountState): RestoredParts {
  const { handle, stateBefore, verified } = before
  return {
    ...(stateBefore === undefined ? {} : { state: now.state === stateBefore }),
    ...(now.visibility === undefined ? {} : { visibility: now.visibility === 'shown' }),
    ...(now.verified === undefined || verified === undefined
      ? {}
      : { verification: now.verified === verified }),
    ...(now.handle === undefined || handle === undefined ? {} : { handle: now.handle === handle }),
  }
}

/** What is said at the end. `seen restored`, or `seen restored in part: state is back, handle is not` */
export function restoredWords(parts: RestoredParts | undefined): string {
  const all = Object.entries(parts ?? {})
  const missing = all.filter(([, isBack]) => !isBack).map(([name]) => name)
  if (missing.length === 0) return 'seen restored'
  const back = all.filter(([, isBack]) => isBack).map(([name]) => name)
  const begin = back.length === 0 ? '' : `${listed(back)} ${back.length === 1 ? 'is' : 'are'} back, `
  return `seen restored in part: ${begin}${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} not`
}

function listed(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ')
}
