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

/** A word as other tools, and hasty people, write it. */
export function spellings(word: string): readonly string[] {
  const parts = word.split('-')
  const capital = (part: string): string => part.slice(0, 1).toUpperCase() + part.slice(1)
  return [
    word,
    word.toUpperCase(),
    parts.map(capital).join('-'),
    parts.join('_'),
    parts.map((part) => part.toUpperCase()).join('_'),
    parts.join(' '),
    parts.map(capital).join(' '),
    parts.join(''),
    parts.map((part, nth) => (nth === 0 ? part : capital(part))).join(''),
    parts.join('--'),
    parts.join(' - '),
    ` ${word}`,
    `${word} `,
    `_${word}-`,
    // Letters of double width, a hyphen that does not break, and a space that nobody sees.
    word.replaceAll(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
    parts.join('\u2011'),
    `${word}\u200b`,
  ]
}

/** Every reason that a policy excludes, with a hold that stands for it: name of the exclusion, reason, hold. */
export function exclusionClaims(policy: Policy): readonly (readonly [string, string, string])[] {
  return policy.exclusions.flatMap(({ name, reasons, holds }) =>
    [...reasons].flatMap((reason) => [...holds].slice(0, 1).map((hold) => [name, reason, hold] as const)),
  )
}
