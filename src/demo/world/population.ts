import type { AccountKind, Verified } from '../../core/change/account-change.ts'
import { type Chance, chanceOf, hashOf, logNormal, pick, wholeBetween, wordKey } from '../chance.ts'

/** What an account is, apart from its state: a pure function of the world's seed and the account's number,
 *  so that tens of millions of accounts need no room until something happens to one. */
export interface Profile {
  readonly handle: string
  readonly kind: AccountKind
  readonly followers: number
  readonly verified: Verified
  readonly protectedClass: readonly string[]
  readonly createdAt: number
}

/** Numbers below `known` are the accounts that many follow, the most followed first; the others are ordinary,
 *  the youngest last. */
export const populationSize = 40_000_000
export const known = 200_000
/** Accounts with 100,000 followers and more: ten times the tail's beginning, 200,000 * 10^-1.4. */
export const notable = 7_960

const tailBeginsAt = 10_000
/** Exponent of the Pareto tail. 1.4 gives about 320 accounts above a million followers, a dozen above ten
 *  million and a first of 100 million: close to what large networks showed. */
const tailExponent = 1.4
const firstAccountAt = Date.UTC(2010, 0, 1)
const lastAccountAt = Date.UTC(2026, 0, 1)

export function accountIdOf(number: number): string {
  return `a${number}`
}

/** The number in an account's id; `undefined` where it is not one of the population. */
export function accountNumberOf(accountId: string): number | undefined {
  if (!/^a\d{1,8}$/.test(accountId)) return undefined
  const number = Number(accountId.slice(1))
  return number < populationSize ? number : undefined
}

export function profileOf(seed: number, number: number): Profile {
  const chance = chanceOf(seed, wordKey('account'), number)
  const followers = followersOf(chance, number)
  const verified = verifiedOf(chance, followers)
  return {
    handle: handleOf(chance),
    kind: verified === 'organisation' || verified === 'government' ? 'organisation' : 'person',
    followers,
    verified,
    protectedClass: protectedClassOf(chance, followers, verified),
    createdAt: createdAtOf(chance, number),
  }
}

/** rank 0 -> about 100 M   1,000 -> 440 k   7,960 -> 100 k   100,000 -> 16 k   ordinary -> median 80 */
function followersOf(chance: Chance, number: number): number {
  if (number >= known) return Math.min(tailBeginsAt - 1, Math.floor(logNormal(chance, 80, 1.8)))
  const rank = number + chance()
  return Math.floor(tailBeginsAt * (known / Math.max(rank, 0.5)) ** (1 / tailExponent))
}

/** The more follow an account, the likelier it is verified; below the tail nearly only those who pay. */
function verifiedOf(chance: Chance, followers: number): Verified {
  const draw = chance()
  if (followers >= 1_000_000)
    return ranked(draw, [0.55, 'legacy'], [0.72, 'organisation'], [0.77, 'government'])
  if (followers >= 100_000)
    return ranked(draw, [0.25, 'legacy'], [0.33, 'organisation'], [0.36, 'government'])
  if (followers >= tailBeginsAt) return ranked(draw, [0.05, 'legacy'], [0.07, 'organisation'], [0.11, 'paid'])
  return ranked(draw, [0.001, 'legacy'], [0.013, 'paid'])
}

function ranked(draw: number, ...steps: readonly (readonly [below: number, verified: Verified])[]): Verified {
  return steps.find(([below]) => draw < below)?.[1] ?? 'none'
}

function protectedClassOf(chance: Chance, followers: number, verified: Verified): readonly string[] {
  const draw = chance()
  if (verified === 'government') return draw < 0.12 ? ['head-of-state', 'government'] : ['government']
  if (followers < 100_000 || verified === 'none') return []
  if (draw < 0.08) return ['media']
  if (draw < 0.11) return ['elected']
  if (draw < 0.125) return ['candidate']
  return draw < 0.13 ? ['emergency'] : []
}

function createdAtOf(chance: Chance, number: number): number {
  // Who has many followers has been there for long: somewhere in the first two thirds.
  const share = number < known ? 0.66 * chance() : (number + chance()) / populationSize
  return Math.floor(firstAccountAt + share * (lastAccountAt - firstAccountAt))
}

const syllables =
  'ba be ca da do fa fe ga go ka ki la le li lo ma me mi mo na ne ni no pa ra re ri ro sa se ta te ti to va ve wa ya za zo'.split(
    ' ',
  )

function handleOf(chance: Chance): string {
  const length = wholeBetween(chance, 2, 5)
  const name = Array.from({ length }, () => pick(chance, syllables)).join('')
  return chance() < 0.6 ? `${name}${wholeBetween(chance, 1, 1000)}` : name
}

/** Who a member of staff comes to deal with. */
export type Target = 'young' | 'ordinary' | 'known' | 'notable'

export function accountNumberFor(target: Target, chance: Chance): number {
  switch (target) {
    case 'young':
      return wholeBetween(chance, 0.8 * populationSize, populationSize)
    case 'ordinary':
      return wholeBetween(chance, known, populationSize)
    case 'known':
      return wholeBetween(chance, notable, known)
    case 'notable':
      return wholeBetween(chance, 0, notable)
    default:
      return target satisfies never
  }
}

/** Six hexadecimal digits that stand for something of this world: a person, a report. */
export function tagOf(...keys: readonly number[]): string {
  return hashOf(...keys)
    .toString(16)
    .padStart(8, '0')
    .slice(0, 6)
}
