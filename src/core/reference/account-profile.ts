import { type AccountKind, accountKinds, type Verified, verifications } from '../change/account-change.ts'
import { changeLimits } from '../change/change-limits.ts'
import { findForbidden } from '../change/forbidden.ts'
import {
  count,
  Findings,
  flag,
  isFields,
  requiredTime,
  requiredToken,
  seen,
  text,
  time,
  token,
  tokens,
  vocabularyOf,
  word,
} from '../change/read-field.ts'
import type { Fault } from '../change/unreadable.ts'
import { inOneSpelling } from '../spelling/folded.ts'
import { given } from './staff-record.ts'

/** One account, as the platform knows it from `validFrom` on. What is absent is unknown, except in lists: a
 *  profile that names no class is of none. */
export interface AccountProfile {
  /** As in `account.id` of a change. */
  readonly id: string
  /** Where platforms use the same ids for different accounts: the one that is meant. Absent: every one. */
  readonly source?: string
  readonly validFrom: number
  readonly kind?: AccountKind
  readonly handle?: string
  readonly followers?: number
  readonly verified?: Verified
  readonly protectedClass?: readonly string[]
  readonly holds?: readonly string[]
  readonly createdAt?: number
  /** An account that nobody has a reason to touch. */
  readonly canary?: boolean
}

export const profileFields: readonly (keyof AccountProfile)[] = [
  'id',
  'source',
  'validFrom',
  'kind',
  'handle',
  'followers',
  'verified',
  'protectedClass',
  'holds',
  'createdAt',
  'canary',
]

/** A profile from untrusted input, or every fault in it. Never throws. `validFrom` stands for a profile that
 *  does not say its own. */
export function readAccountProfile(input: unknown, validFrom?: number): AccountProfile | readonly Fault[] {
  if (!isFields(input)) return [{ at: 'the whole', says: `${seen(input)}: an object is meant` }]
  const findings = new Findings()
  findForbidden(findings, input)
  const profile: Open<AccountProfile> = {
    id: requiredToken(findings, '', 'id', input.id),
    validFrom: requiredTime(findings, '', 'validFrom', given(input.validFrom) ?? validFrom),
  }
  const source = token(findings, '', 'source', input.source)
  if (source !== undefined) profile.source = source
  const kind = word(findings, '', 'kind', input.kind, kinds)
  if (kind !== undefined) profile.kind = kind
  const handle = text(findings, '', 'handle', input.handle, changeLimits.handleLengthMax)
  if (handle !== undefined) profile.handle = handle
  const followers = count(findings, '', 'followers', input.followers, 0)
  if (followers !== undefined) profile.followers = followers
  const verified = word(findings, '', 'verified', input.verified, verifiedWords)
  if (verified !== undefined) profile.verified = verified
  const protectedClass = tokens(findings, '', 'protectedClass', input.protectedClass)
  if (protectedClass !== undefined) profile.protectedClass = protectedClass.map(inOneSpelling)
  const holds = tokens(findings, '', 'holds', input.holds)
  if (holds !== undefined) profile.holds = holds
  const createdAt = time(findings, '', 'createdAt', input.createdAt)
  if (createdAt !== undefined) profile.createdAt = createdAt
  const canary = flag(findings, '', 'canary', input.canary)
  if (canary !== undefined) profile.canary = canary
  return findings.all() ?? profile
}

type Open<T> = { -readonly [Field in keyof T]: T[Field] }
const kinds = vocabularyOf(accountKinds)
const verifiedWords = vocabularyOf(verifications)
