import { type ActorKind, actorKinds } from '../change/account-change.ts'
import { changeLimits } from '../change/change-limits.ts'
import { findForbidden } from '../change/forbidden.ts'
import {
  Findings,
  isFields,
  requiredTime,
  requiredToken,
  seen,
  text,
  time,
  token,
  vocabularyOf,
  word,
} from '../change/read-field.ts'
import type { Fault } from '../change/unreadable.ts'

/** One person or machine of the staff, as the records of staff have them from `validFrom` on. Times are
 *  milliseconds since the epoch, UTC. What is absent is unknown, as in a change. */
export interface StaffRecord {
  /** As in `actor.id` of a change. */
  readonly id: string
  /** Where platforms use the same ids for different people: the one that is meant. Absent: every one. */
  readonly source?: string
  readonly validFrom: number
  readonly kind?: ActorKind
  readonly role?: string
  readonly roleSince?: number
  readonly team?: string
  readonly hiredAt?: number
  readonly leavesAt?: number
  readonly accessEndsAt?: number
  readonly credentialChangedAt?: number
}

export const staffTimes = ['roleSince', 'hiredAt', 'leavesAt', 'accessEndsAt', 'credentialChangedAt'] as const
export const staffFields: readonly (keyof StaffRecord)[] = [
  'id',
  'source',
  'validFrom',
  'kind',
  'role',
  'team',
  ...staffTimes,
]

/** A staff record from untrusted input, or every fault in it. Never throws. `validFrom` stands for a record
 *  that does not say its own: such a feed knows only how things are, from the moment it was made. */
export function readStaffRecord(input: unknown, validFrom?: number): StaffRecord | readonly Fault[] {
  if (!isFields(input)) return [{ at: 'the whole', says: `${seen(input)}: an object is meant` }]
  const findings = new Findings()
  findForbidden(findings, input)
  const record: Open<StaffRecord> = {
    id: requiredToken(findings, '', 'id', input.id),
    validFrom: requiredTime(findings, '', 'validFrom', given(input.validFrom) ?? validFrom),
  }
  const source = token(findings, '', 'source', input.source)
  if (source !== undefined) record.source = source
  const kind = word(findings, '', 'kind', input.kind, kinds)
  // `unknown` is what an absent kind means.
  if (kind !== undefined && kind !== 'unknown') record.kind = kind
  const role = text(findings, '', 'role', input.role, changeLimits.wordLengthMax)
  if (role !== undefined) record.role = role
  const team = text(findings, '', 'team', input.team, changeLimits.wordLengthMax)
  if (team !== undefined) record.team = team
  for (const name of staffTimes) {
    const at = time(findings, '', name, input[name])
    if (at !== undefined) record[name] = at
  }
  return findings.all() ?? record
}

export function isFaults(read: object): read is readonly Fault[] {
  return Array.isArray(read)
}

/** An empty text means absent. */
export function given(value: unknown): unknown {
  return value === '' || value === null ? undefined : value
}

type Open<T> = { -readonly [Field in keyof T]: T[Field] }
const kinds = vocabularyOf(actorKinds)
