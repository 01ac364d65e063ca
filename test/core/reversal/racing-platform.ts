import type { AccountState } from '../../../src/core/reversal/account-state.ts'

/** One account of a platform that compares versions and knows idempotency keys, and everybody who reaches for it
 *  at the same time. Who wrote what is known here as a fact, not as anybody would have to find out. */
export interface Platform {
  version: number
  state: string
  /** Who made this version: `us`, or somebody else. */
  by: string
  readonly holds: Set<string>
  gone: boolean
  /** Each time that our command took effect: the version that it found. */
  readonly appliedTo: number[]
  /** Requests of ours that are still on their way. */
  readonly late: number[]
  readonly sentAt: number[]
}

/** The version that the cause made: the only one that may ever be undone. */
export const causeVersion = 2

export function newPlatform(): Platform {
  return {
    version: causeVersion,
    state: 'deactivated',
    by: 'contractor',
    holds: new Set(),
    gone: false,
    appliedTo: [],
    late: [],
    sentAt: [],
  }
}

export const others = ['owner', 'staff', 'automation', 'lock', 'hold', 'lift-hold', 'delete'] as const
export type Other = (typeof others)[number]

export function actAs(platform: Platform, other: Other): void {
  if (platform.gone) return
  switch (other) {
    case 'owner':
      return write(platform, 'active', other)
    case 'staff':
      return write(platform, 'suspended', other)
    case 'automation':
      return write(platform, 'deactivated', other)
    case 'lock':
      return write(platform, 'locked', other)
    case 'hold':
      platform.holds.add('child-safety')
      break
    case 'lift-hold':
      platform.holds.clear()
      break
    case 'delete':
      platform.gone = true
      break
    default:
      other satisfies never
  }
}

function write(platform: Platform, state: string, by: string): void {
  platform.version += 1
  platform.state = state
  platform.by = by
}

/** Our command arrives. The same key is answered as it was before. */
export function arrive(platform: Platform): 'acked' | 'superseded' {
  if (platform.appliedTo.length > 0) return 'acked'
  if (platform.gone || platform.version !== causeVersion) return 'superseded'
  platform.appliedTo.push(platform.version)
  write(platform, 'active', 'us')
  return 'acked'
}

export function arriveLate(platform: Platform, now: number): void {
  for (const at of platform.late.splice(0)) {
    if (at <= now) arrive(platform)
    else platform.late.push(at)
  }
}

/** As it shows itself to whoever reads it. */
export function shown(platform: Platform, ourId: string): AccountState {
  return {
    accountId: 'a1',
    state: platform.state,
    version: `v${platform.version}`,
    causedBy: platform.by === 'us' ? ourId : platform.by,
    holds: [...platform.holds],
  }
}
