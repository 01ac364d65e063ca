import type { Account } from '../../../src/core/change/account-change.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { dayMs, hourMs } from '../people.ts'

/** Every state that a list of holds can be in, whoever wrote it, for a change by `actorId` at `at`. */
export function exclusionLists(
  at: number,
  actorId: string,
): readonly (readonly [string, (hold: string) => Partial<Account>])[] {
  return [
    ['as it should be', (hold) => ({ holds: [hold], holdsSince: at - 30 * dayMs, holdsBy: 'legal-1' })],
    ['of unknown age', (hold) => ({ holds: [hold] })],
    ['missing, or stale, which counts as unknown', () => ({})],
    ['empty', () => ({ holds: [] })],
    ['forged with a mark that no policy names', () => ({ holds: ['made-up'] })],
    ['forged an hour ago', (hold) => ({ holds: [hold], holdsSince: at - hourMs, holdsBy: 'somebody' })],
    [
      'forged by the same hand, long ago',
      (hold) => ({ holds: [hold], holdsSince: at - 90 * dayMs, holdsBy: actorId }),
    ],
    ['forged with a date in the future', (hold) => ({ holds: [hold], holdsSince: at + dayMs })],
  ]
}

/** Every reason that a policy excludes, with a hold that stands for it: name of the exclusion, reason, hold. */
export function exclusionClaims(policy: Policy): readonly (readonly [string, string, string])[] {
  return policy.exclusions.flatMap(({ name, reasons, holds }) =>
    [...reasons].flatMap((reason) => [...holds].slice(0, 1).map((hold) => [name, reason, hold] as const)),
  )
}
