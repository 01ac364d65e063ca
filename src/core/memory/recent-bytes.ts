import type { Account, AccountChange, Actor, Origin, Reason } from '../change/account-change.ts'
import { isUnreadable, readChange } from '../change/read-change.ts'
import type { Held } from '../decision/decide.ts'
import type { Excluded } from '../decision/exclude.ts'
import { modes, severities } from '../policy/severity.ts'
import type { Recent } from './recent.ts'

/** A change that hindsight may look at again as bytes: JSON in UTF-8, with its names in one letter or two, its lists
 *  left out where they are empty, and its arrival as the time since it occurred. With ids of 36 characters (UUIDs) for
 *  event, account, actor, session and ticket about 510. */
export function encodeRecent(entry: Recent): Uint8Array {
  const { arrivedAt, forbid, rules, held, ...rest } = entry
  const { exclusion, missing } = held
  const lean = {
    ...rest,
    ...(arrivedAt !== undefined && { arrivedAt: arrivedAt - entry.change.occurredAt }),
    ...(forbid.length > 0 && { forbid }),
    ...(rules.length > 0 && { rules }),
    ...(exclusion !== undefined && { exclusion }),
    ...(missing.length > 0 && { missing }),
  }
  return utf8.encode(JSON.stringify(renamed(lean, shortOf)))
}

/** `undefined` for bytes that are none of these: a damaged memory must not fail later, in the middle of a change. */
export function decodeRecent(bytes: Uint8Array): Recent | undefined {
  return read(bytes, (written) => {
    const value = renamed(written, longOf)
    if (!isObject(value) || !isObject(value.change)) return undefined
    const { exclusion, missing = [], arrivedAt, ...rest } = value
    return {
      forbid: [],
      rules: [],
      ...rest,
      held: exclusion === undefined ? { missing } : { exclusion, missing },
      ...(arrivedAt !== undefined && { arrivedAt: Number(value.change.occurredAt) + Number(arrivedAt) }),
    }
  })
}

/** As it was written before layout 5, with its names in full. */
export function decodeEarlierRecent(bytes: Uint8Array): Recent | undefined {
  return read(bytes, (value) => value)
}

function read(bytes: Uint8Array, named: (value: unknown) => unknown): Recent | undefined {
  try {
    return checked(named(JSON.parse(fromUtf8.decode(bytes))))
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof TypeError) return undefined
    throw cause
  }
}

function checked(value: unknown): Recent | undefined {
  if (!isObject(value) || !isObject(value.change)) return undefined
  const { suspicionCenti, stakesCenti, forbid, rules, held, arrivedAt, told, floor, cut } = value
  const change = readChange(value.change)
  const isOne =
    !isUnreadable(change) &&
    [suspicionCenti, stakesCenti].every(Number.isSafeInteger) &&
    isListOf(forbid, (mode) => modes.some((known) => known === mode)) &&
    isListOf(rules, isText) &&
    isHeld(held) &&
    (arrivedAt === undefined || Number.isFinite(arrivedAt)) &&
    (told === undefined || modes.some((known) => known === told)) &&
    (floor === undefined || severities.some((known) => known === floor)) &&
    (cut === undefined || cut === true)
  return isOne ? ({ ...value, change } as unknown as Recent) : undefined
}

function isHeld(value: unknown): value is Held {
  if (!isObject(value) || !isListOf(value.missing, isText)) return false
  const { exclusion } = value
  if (exclusion === undefined) return true
  return (
    isObject(exclusion) &&
    isText(exclusion.name) &&
    [exclusion.preserve, exclusion.claimedByActorAlone, exclusion.unknownReason].every(
      (flag) => typeof flag === 'boolean',
    )
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The keys of labels are the platform's own words, and stay. */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => {
      const isLabels = name === 'labels' || name === short.labels
      return [names.get(name) ?? name, isLabels ? held : renamed(held, names)]
    }),
  )
}

type Name =
  | keyof Recent
  | keyof Held
  | keyof Excluded
  | Exclude<keyof AccountChange, 'links'>
  | keyof Account
  | keyof Actor
  | keyof Origin
  | keyof Reason

// biome-ignore format: a table.
const short: Readonly<Record<Name, string>> = {
  change: 'c', suspicionCenti: 's', stakesCenti: 't', forbid: 'f', rules: 'r', held: 'h', arrivedAt: 'v', told: 'o',
  floor: 'l', cut: 'u',
  exclusion: 'x', missing: 'm', name: 'n', preserve: 'p', claimedByActorAlone: 'b', freshHold: 'g', unknownReason: 'k',
  eventId: 'e', source: 'S', occurredAt: 'T', requestedAt: 'Q', action: 'A', rawAction: 'W', until: 'U',
  irreversibleAt: 'I', scope: 'P', outcome: 'O', operationId: 'D', operationSize: 'Z', account: 'a', actor: 'B',
  origin: 'G', reason: 'R', causedBy: 'C', labels: 'L',
  id: 'i', kind: 'K', handle: 'H', followers: 'F', verified: 'V', protectedClass: 'X', holds: 'M', holdsSince: 'N',
  holdsBy: 'Y', canary: 'y', createdAt: 'w', stateBefore: 'q', stateAfter: 'j', version: 'z',
  role: 'aa', roleSince: 'ab', team: 'ac', hiredAt: 'ad', leavesAt: 'ae', accessEndsAt: 'af', credentialChangedAt: 'ag',
  onBehalfOf: 'ah',
  tool: 'ba', sessionId: 'bb', network: 'bc', device: 'bd', mfa: 'be', credential: 'bf',
  code: 'ca', policies: 'cb', ticketId: 'cc', reportId: 'cd', assignment: 'ce', note: 'cf', approvedBy: 'cg',
  statementId: 'ch', noticeSent: 'ci',
}
const shortOf: ReadonlyMap<string, string> = new Map(Object.entries(short))
const longOf: ReadonlyMap<string, string> = new Map(Object.entries(short).map(([long, one]) => [one, long]))
const utf8 = new TextEncoder()
const fromUtf8 = new TextDecoder('utf-8', { fatal: true })
