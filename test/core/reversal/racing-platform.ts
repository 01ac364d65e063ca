import type { AccountState } from '../../../src/core/reversal/account-state.ts'

/** One account, and everybody who reaches for it at the same time. With guard `native` the platform compares versions
 *  and knows idempotency keys; with guard `log` it has neither, only a log. Who wrote what is known here as a fact,
 *  not as anybody would have to find out. */
export interface Platform {
  readonly guard: 'native' | 'log'
  readonly keeps: boolean
  /** Who decided after the cause, oldest first. */
  readonly entries: string[]
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

/** `keeps`: our command only keeps the data. */
export function newPlatform(guard: Platform['guard'], keeps: boolean): Platform {
  return {
    guard,
    keeps,
    entries: [],
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

export const others = [
  'owner',
  'staff',
  'automation',
  'lock',
  'hold',
  'other-hold',
  'lift-hold',
  'delete',
] as const
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
    case 'other-hold':
      platform.holds.add('court-order')
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
  platform.entries.push(by)
}

/** Our command arrives. The same key is answered as it was before; whoever knows no versions does what is asked. */
export function arrive(platform: Platform): 'acked' | 'superseded' {
  if (platform.appliedTo.length > 0) return 'acked'
  const hasMoved = platform.guard === 'native' && platform.version !== causeVersion
  if (platform.gone || hasMoved) return 'superseded'
  platform.appliedTo.push(platform.version)
  write(platform, platform.keeps ? platform.state : 'active', 'us')
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
  const common = { accountId: 'a1', state: platform.state, holds: [...platform.holds] }
  if (platform.guard === 'log') {
    const later = platform.entries.map((actor, n) => ({ id: `${n + 1}`, actor }))
    return { ...common, log: [{ id: 'cause', actor: 'contractor' }, ...later] }
  }
  return {
    ...common,
    version: `v${platform.version}`,
    causedBy: platform.by === 'us' ? ourId : platform.by,
  }
}
