import type { Happening, Life, Limits, Step } from './life.ts'
import {
  acknowledged,
  again,
  confirmed,
  end,
  givenUpUnsent,
  inDoubt,
  lost,
  same,
  seen,
  stoppedUnsent,
  superseded,
} from './life-steps.ts'
/** The part of the life cycle in which a command may have been sent: `life-cycle.ts` has its table. */

export function intentLife(life: Life, happening: Happening, limits: Limits): Step {
  switch (happening.kind) {
    case 'acked':
      return acknowledged(life, happening.at, happening.version)
    case 'no-answer':
      return inDoubt(life, happening.says)
    case 'resumed':
      return inDoubt(life, 'we started again and do not know whether it was sent')
    case 'unsent':
      return givenUpUnsent(life, happening.says, happening.at)
    case 'refused':
      return end(life, 'refused', happening.says, { untouched: true })
    case 'superseded':
      return superseded(life, happening, { untouched: true })
    case 'blocked':
      return stoppedUnsent(life, happening)
    case 'sighted':
      // The answer to the call is still to come; it will be the next thing to happen.
      return { ...seen(life, happening.at, limits, happening.besides), effects: [] }
    case 'agreed':
    case 'vetoed':
    case 'acknowledged':
    case 'extended':
    case 'handed-over':
    case 'raised':
    case 'due':
    case 'recorded':
    case 'found':
      return same(life)
    default:
      return happening satisfies never
  }
}

export function unknownLife(life: Life, happening: Happening, limits: Limits): Step {
  switch (happening.kind) {
    case 'found':
      return foundInDoubt(life, happening, limits)
    case 'acked':
      return acknowledged(life, happening.at, happening.version)
    case 'refused':
    case 'superseded': {
      const answered = { ...life, answered: happening.kind, says: happening.says }
      return { life: answered, effects: [{ do: 'look', afterMs: 0 }] }
    }
    case 'no-answer':
    case 'unsent':
      // Over or not: what became of it is only ever said upon a look, with why it was not sent again.
      return again({ ...life, says: happening.says }, 'look')
    case 'resumed':
      return { life, effects: [{ do: 'look', afterMs: 0 }] }
    case 'sighted':
      return { ...seen(life, happening.at, limits, happening.besides), effects: [] }
    case 'agreed':
    case 'vetoed':
    case 'acknowledged':
    case 'extended':
    case 'handed-over':
    case 'raised':
    case 'due':
    case 'blocked':
    case 'recorded':
      return same(life)
    default:
      return happening satisfies never
  }
}

type Look = Extract<Happening, { kind: 'found' }>

function foundInDoubt(life: Life, look: Look, limits: Limits): Step {
  if (look.what === 'restored') return seen(life, look.at, limits)
  if (look.what === 'raced') return end(life, 'raced', look.says)
  if (look.what !== 'unreadable' && life.answered === 'refused') return end(life, 'refused', life.says)
  if (look.what !== 'unreadable' && life.answered === 'superseded')
    return superseded(life, { ...look, says: life.says })
  if (look.what === 'moved') return superseded(life, look)
  // Silence shows nothing, least of all that nothing happened.
  const overAt = life.expiresAt + (look.what === 'unreadable' ? limits.confirmMs : 0)
  if (look.at >= overAt) return lost(life, look)
  if (look.what === 'unchanged' && limits.mayResend)
    return { life: { ...life, tries: life.tries + 1 }, effects: [{ do: 'send' }] }
  return again(life, 'look')
}

export function ackedLife(life: Life, happening: Happening, limits: Limits): Step {
  switch (happening.kind) {
    case 'found':
      return foundAfterYes(life, happening, limits)
    case 'sighted':
      if (limits.settleMs === 0) return confirmed(life, happening.besides)
      return { life: { ...life, seenAt: life.seenAt ?? happening.at }, effects: [] }
    case 'acked':
    case 'no-answer':
    case 'unsent':
    case 'refused':
    case 'superseded':
    case 'resumed':
      // It was sighted before its answer came: the answer adds nothing, but the looking goes on.
      return { life, effects: [{ do: 'look', afterMs: 0 }] }
    case 'agreed':
    case 'vetoed':
    case 'acknowledged':
    case 'extended':
    case 'handed-over':
    case 'raised':
    case 'due':
    case 'blocked':
    case 'recorded':
      return same(life)
    default:
      return happening satisfies never
  }
}

function foundAfterYes(life: Life, look: Look, limits: Limits): Step {
  if (look.what === 'restored') return seen(life, look.at, limits)
  if (look.what === 'raced') return end(life, 'raced', look.says)
  const settledAt = life.seenAt === undefined ? undefined : life.seenAt + limits.settleMs
  const hasSettled = look.at >= (settledAt ?? Number.POSITIVE_INFINITY)
  if (hasSettled && look.what !== 'unreadable')
    return end(life, 'escalated', `it was seen restored, and then again not: ${look.says}`)
  const since = Math.max(life.ackedAt ?? 0, settledAt ?? 0)
  if (look.at >= since + limits.confirmMs)
    return end(
      life,
      'escalated',
      `the platform said yes, but the account was not seen restored: ${look.says}`,
    )
  return again(life, 'look')
}
