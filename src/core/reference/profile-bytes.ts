import { accountKinds, verifications } from '../change/account-change.ts'
import type { AccountProfile } from './account-profile.ts'
import type { ListPool } from './list-pool.ts'
import { readText, writeText } from './text-bytes.ts'
import type { Version } from './versions.ts'

/** A version of a profile in the table: a profile; `below`, known to be under the standing that is kept; or
 *  `gone`, of which nothing is known from then on. */
export type ProfileVersion = AccountProfile | Below | Unlisted

export interface Below extends Version {
  readonly below: true
}

export interface Unlisted extends Version {
  readonly gone: true
}

/** The versions of one account in bytes: a count, then each newest first, so that the one in force is usually
 *  the first:
 *
 *    offset  bytes
 *    0       1  flags: 1 below, 2 gone, 4 handle, 8 followers, 16 createdAt, 32 canary known, 64 canary
 *    1       6  validFrom
 *    7       2  length of what follows
 *    9       1  kind (low four bits) and verified (high four), 0 where unknown
 *    10      2  protectedClass, in the pool of lists
 *    12      2  holds, in the pool of lists
 *    14      6  followers, then 6 of createdAt, then the handle, each where known */
export function writeVersions(versions: readonly ProfileVersion[], pool: ListPool, to: Uint8Array): number {
  to[0] = versions.length
  let at = 1
  for (let i = versions.length - 1; i >= 0; i--) {
    const version = versions[i]
    if (version !== undefined) at = writeVersion(version, pool, to, at)
  }
  return at
}

/** Where the version in force at that moment begins; -1 where none was. */
export function placeAsOf(bytes: Uint8Array, from: number, moment: number): number {
  let at = from + 1
  for (let left = bytes[from] ?? 0; left > 0; left--) {
    if (whole(bytes, at + 1) <= moment) return at
    at += bodyAt + (bytes[at + 7] ?? 0) + ((bytes[at + 8] ?? 0) << 8)
  }
  return -1
}

export function readVersion(
  bytes: Uint8Array,
  at: number,
  pool: ListPool,
  id: string,
  withHandle = true,
): ProfileVersion {
  const flags = bytes[at] ?? 0
  const validFrom = whole(bytes, at + 1)
  if ((flags & isBelow) !== 0) return below(validFrom)
  if ((flags & isGone) !== 0) return { validFrom, gone: true }
  const words = bytes[at + 9] ?? 0
  const kind = accountKinds[(words & 15) - 1]
  const verified = verifications[(words >> 4) - 1]
  const profile: Open<AccountProfile> = { id, validFrom }
  if (kind !== undefined) profile.kind = kind
  if (verified !== undefined) profile.verified = verified
  const classes = pool.at((bytes[at + 10] ?? 0) | ((bytes[at + 11] ?? 0) << 8))
  if (classes !== undefined) profile.protectedClass = classes
  const holds = pool.at((bytes[at + 12] ?? 0) | ((bytes[at + 13] ?? 0) << 8))
  if (holds !== undefined) profile.holds = holds
  let next = at + 14
  if ((flags & hasFollowers) !== 0) {
    profile.followers = whole(bytes, next)
    next += 6
  }
  if ((flags & hasCreatedAt) !== 0) {
    profile.createdAt = whole(bytes, next)
    next += 6
  }
  if ((flags & knowsCanary) !== 0) profile.canary = (flags & isCanary) !== 0
  if (withHandle && (flags & hasHandle) !== 0) profile.handle = readText(bytes, next)
  return profile
}

export function readVersions(bytes: Uint8Array, from: number, pool: ListPool, id: string): ProfileVersion[] {
  const versions: ProfileVersion[] = []
  let at = from + 1
  for (let left = bytes[from] ?? 0; left > 0; left--) {
    versions.unshift(readVersion(bytes, at, pool, id))
    at += bodyAt + (bytes[at + 7] ?? 0) + ((bytes[at + 8] ?? 0) << 8)
  }
  return versions
}

export function below(validFrom: number): Below {
  return { validFrom, below: true }
}

function writeVersion(version: ProfileVersion, pool: ListPool, to: Uint8Array, at: number): number {
  putWhole(to, at + 1, version.validFrom)
  to[at] = 'below' in version ? isBelow : 'gone' in version ? isGone : 0
  if ('below' in version || 'gone' in version) {
    to[at + 7] = 0
    to[at + 8] = 0
    return at + bodyAt
  }
  const { kind, verified, followers, createdAt, handle, canary } = version
  to[at + 9] =
    (kind === undefined ? 0 : accountKinds.indexOf(kind) + 1) |
    ((verified === undefined ? 0 : verifications.indexOf(verified) + 1) << 4)
  const classes = pool.placeOf(version.protectedClass)
  const holds = pool.placeOf(version.holds)
  to[at + 10] = classes & 0xff
  to[at + 11] = classes >> 8
  to[at + 12] = holds & 0xff
  to[at + 13] = holds >> 8
  let flags = 0
  let next = at + 14
  if (followers !== undefined) {
    flags |= hasFollowers
    putWhole(to, next, Math.min(followers, wholeMax))
    next += 6
  }
  if (createdAt !== undefined) {
    flags |= hasCreatedAt
    putWhole(to, next, createdAt)
    next += 6
  }
  if (canary !== undefined) flags |= knowsCanary | (canary ? isCanary : 0)
  if (handle !== undefined) {
    flags |= hasHandle
    next = writeText(to, next, handle)
  }
  to[at] = flags
  const length = next - at - bodyAt
  to[at + 7] = length & 0xff
  to[at + 8] = length >> 8
  return next
}

const isBelow = 1
const isGone = 2
const hasHandle = 4
const hasFollowers = 8
const hasCreatedAt = 16
const knowsCanary = 32
const isCanary = 64
const bodyAt = 9
/** Six bytes: any time until the year 9999, and any number of followers. */
const wholeMax = 2 ** 48 - 1

function putWhole(bytes: Uint8Array, at: number, value: number): void {
  let low = value % 0x1_00_00_00
  let high = Math.floor(value / 0x1_00_00_00)
  for (let i = 0; i < 3; i++, low >>>= 8, high >>>= 8) {
    bytes[at + i] = low & 0xff
    bytes[at + 3 + i] = high & 0xff
  }
}

function whole(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
  const high = (bytes[at + 3] ?? 0) | ((bytes[at + 4] ?? 0) << 8) | ((bytes[at + 5] ?? 0) << 16)
  return high * 0x1_00_00_00 + low
}

type Open<T> = { -readonly [Field in keyof T]: T[Field] }
