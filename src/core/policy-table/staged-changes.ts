import type { AccountChange, Actor, Origin } from '../change/account-change.ts'
import { isUnreadable, readChange } from '../change/read-change.ts'
import { actorId } from './deed-words.ts'
import { dayMs, minuteMs, type Scene } from './scene.ts'

/** Monday, 30 October 2017, 00:00 UTC: the week of the case that this project is built against. */
const mondayMs = Date.UTC(2017, 9, 30)

export function momentOf({ moment }: Scene): number {
  return mondayMs + moment.weekday * dayMs + moment.minuteOfDay * minuteMs
}

/** The changes that a row is about, in order of time. */
export function changesOf(scene: Scene, neverKnown: ReadonlySet<string>): readonly AccountChange[] {
  const now = momentOf(scene)
  const { accounts, spanMs, moment } = scene
  const reason = scene.reason ?? scene.actor.habit.reason
  return Array.from({ length: accounts }, (_, i) => {
    const occurredAt = now + Math.floor((i * spanMs) / accounts)
    return makeChange(
      scene,
      {
        eventId: `row-${i}`,
        occurredAt,
        ...untilOf(scene, occurredAt),
        action: scene.action,
        outcome: scene.outcome,
        account: {
          id: accounts === 1 ? 'account' : `account-${i + 1}`,
          ...scene.account,
          ...(scene.accountAgeMs !== undefined && { createdAt: now - scene.accountAgeMs }),
        },
        ...(reason !== 'none' && { reason }),
        ...(scene.oneOperation && { operationId: 'operation', operationSize: accounts }),
        ...(moment.askedBeforeMs !== undefined && { requestedAt: now - moment.askedBeforeMs }),
      },
      neverKnown,
      scene.actor.origin,
    )
  })
}

function untilOf({ lastsMs }: Scene, occurredAt: number): Pick<AccountChange, 'until'> {
  if (lastsMs === undefined) return {}
  return { until: lastsMs === 'for good' ? 'never' : occurredAt + lastsMs }
}

/** A change by the actor of the scene, without what the platform can never know. */
export function makeChange(
  scene: Scene,
  part: Omit<AccountChange, 'source' | 'actor' | 'origin'>,
  neverKnown: ReadonlySet<string>,
  origin: Origin,
): AccountChange {
  const change = {
    source: 'table',
    ...part,
    actor: actorAt(scene),
    ...originOf(scene, part.occurredAt, origin),
  }
  return neverKnown.size === 0 ? change : without(change, neverKnown)
}

function actorAt(scene: Scene): Actor {
  const now = momentOf(scene)
  const { kind, team, role, tenureMs, endsInMs, credentialAgeMs } = scene.actor
  return {
    id: actorId,
    kind,
    ...(team !== undefined && { team }),
    ...(role !== undefined && { role }),
    ...(tenureMs !== undefined && { hiredAt: now - tenureMs }),
    ...(endsInMs !== undefined && { leavesAt: now + endsInMs }),
    ...(credentialAgeMs !== undefined && { credentialChangedAt: now - credentialAgeMs }),
  }
}

/** Staff work from a desk of their own, in one session a day. Where volunteers sit, no log says. */
function originOf(scene: Scene, occurredAt: number, otherwise: Origin): Pick<AccountChange, 'origin'> {
  const { kind } = scene.actor
  if (kind !== 'employee' && kind !== 'contractor') return {}
  const sessionId = `session-${Math.floor(occurredAt / dayMs)}`
  return {
    origin: { tool: 'desk', sessionId, network: 'office', device: 'laptop', mfa: true, ...otherwise },
  }
}

/** `account.followers`, `reason`: a field of the change, or of one of its parts. */
function without(change: AccountChange, paths: ReadonlySet<string>): AccountChange {
  const left = Object.entries(change).flatMap(([name, value]: [string, unknown]) => {
    if (paths.has(name)) return []
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, value]]
    return [
      [name, Object.fromEntries(Object.entries(value).filter(([field]) => !paths.has(`${name}.${field}`)))],
    ]
  })
  const read = readChange(Object.fromEntries(left))
  if (isUnreadable(read)) throw new Error(`a staged change cannot be read: ${read.faults[0]?.says}`)
  return read
}
