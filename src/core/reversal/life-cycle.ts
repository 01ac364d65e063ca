import { type Happening, type Life, type Limits, paceMs, type Step } from './life.ts'
import type { Found } from './looking.ts'
import type { ReversalState } from './reversal.ts'

/** The life of one undoing.
 *
 *  state       what happens                                    -> state        and then
 *  ----------  ----------------------------------------------  -----------   ------------------------------
 *  proposed    a person says yes                               authorised    weigh the gates
 *  proposed    a person says no                                vetoed
 *  blocked     a person says yes                               authorised    weigh the gates
 *  authorised  a gate says no                                  blocked
 *  authorised  the account was seen to have moved on           superseded
 *  authorised  the account cannot be read                      authorised    weigh again, later each time
 *  authorised  a person says no                                vetoed
 *  authorised  ledger row, tokens and cooldown are durable     intent        send
 *  authorised  the command expires                             expired
 *  intent      the platform says yes                           acked         look
 *  intent      no answer, or one that says nothing             unknown       look
 *  intent      the platform says never                         refused
 *  intent      the platform says the account moved on          superseded    (never refreshed and retried)
 *  intent      we start again after a crash                    unknown       look
 *  unknown     found unchanged                                 unknown       send the same key again
 *  unknown     found moved on by another                       superseded
 *  unknown     an answer to the second send says no            unknown       look: the first may have worked
 *  unknown     the platform says yes                           acked         look
 *  unknown     the command expires                             escalated
 *  acked       not seen restored within 10 s                   escalated
 *  any of the three: seen restored, no settle                  confirmed
 *  any of the three: seen restored, settle                     acked         look again after settle
 *  acked       still restored after settle                     confirmed
 *  acked       no longer restored after settle                 escalated
 *
 *  What is not named changes nothing. `confirmed refused superseded escalated vetoed expired` are ends, and so
 *  is `raced`, which guard `log` will reach. While a life is open, exactly one effect of it is under way: what
 *  that effect brings back is what happens next, so no life can fall asleep. */
export function live(life: Life, happening: Happening, limits: Limits): Step {
  switch (life.state) {
    case 'proposed':
    case 'blocked':
      return waiting(life, happening, limits)
    case 'authorised':
      return authorised(life, happening)
    case 'intent':
      return intent(life, happening, limits)
    case 'unknown':
      return unknown(life, happening, limits)
    case 'acked':
      return acked(life, happening, limits)
    case 'confirmed':
    case 'refused':
    case 'superseded':
    case 'raced':
    case 'escalated':
    case 'vetoed':
    case 'expired':
      return same(life)
    default:
      return life.state satisfies never
  }
}

function waiting(life: Life, happening: Happening, limits: Limits): Step {
  if (happening.kind === 'agreed')
    return {
      life: {
        ...life,
        state: 'authorised',
        says: `${happening.by} asked for it`,
        by: happening.by,
        blockedBy: [],
        expiresAt: happening.at + limits.lifeMs,
        tries: 0,
      },
      effects: [{ do: 'weigh', afterMs: 0 }],
    }
  if (happening.kind === 'vetoed' && life.state === 'proposed') return vetoed(life, happening.by)
  return same(life)
}

function authorised(life: Life, happening: Happening): Step {
  if (happening.kind === 'vetoed') return vetoed(life, happening.by)
  if (happening.kind === 'blocked') return end(life, 'blocked', happening.says, { blockedBy: happening.by })
  if (happening.kind === 'superseded') return end(life, 'superseded', happening.says, { untouched: true })
  const isOver = happening.at >= life.expiresAt
  if (isOver && ['recorded', 'no-answer', 'resumed'].includes(happening.kind))
    return end(life, 'expired', 'it could not be sent before its command expired', { untouched: true })
  if (happening.kind === 'recorded')
    return {
      life: { ...life, state: 'intent', says: 'written down; being sent', tries: 0 },
      effects: [{ do: 'send' }],
    }
  if (happening.kind === 'no-answer') return again(life, 'weigh')
  if (happening.kind === 'resumed') return { life, effects: [{ do: 'weigh', afterMs: 0 }] }
  return same(life)
}

function intent(life: Life, happening: Happening, limits: Limits): Step {
  switch (happening.kind) {
    case 'acked':
      return acknowledged(life, happening.at, happening.version)
    case 'no-answer':
      return inDoubt(life, happening.says)
    case 'resumed':
      return inDoubt(life, 'we started again and do not know whether it was sent')
    case 'refused':
    case 'superseded':
      return end(life, happening.kind, happening.says, { untouched: true })
    case 'sighted':
      // The answer to the call is still to come; it will be the next thing to happen.
      return limits.settleMs === 0 ? confirmed(life) : { ...seen(life, happening.at, limits), effects: [] }
    case 'agreed':
    case 'vetoed':
    case 'blocked':
    case 'recorded':
    case 'found':
      return same(life)
    default:
      return happening satisfies never
  }
}

function unknown(life: Life, happening: Happening, limits: Limits): Step {
  const isOver = happening.at >= life.expiresAt
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
      return isOver ? lost(life) : again(life, 'look')
    case 'resumed':
      return { life, effects: [{ do: 'look', afterMs: 0 }] }
    case 'sighted':
      return limits.settleMs === 0 ? confirmed(life) : { ...seen(life, happening.at, limits), effects: [] }
    case 'agreed':
    case 'vetoed':
    case 'blocked':
    case 'recorded':
      return same(life)
    default:
      return happening satisfies never
  }
}

function foundInDoubt(life: Life, look: { what: Found; says: string; at: number }, limits: Limits): Step {
  if (look.what === 'restored') return seen(life, look.at, limits)
  if (look.what !== 'unreadable' && life.answered !== undefined) return end(life, life.answered, life.says)
  if (look.what === 'moved') return end(life, 'superseded', look.says)
  if (look.at >= life.expiresAt) return lost(life)
  if (look.what === 'unchanged' && limits.mayResend)
    return { life: { ...life, tries: life.tries + 1 }, effects: [{ do: 'send' }] }
  return again(life, 'look')
}

function acked(life: Life, happening: Happening, limits: Limits): Step {
  switch (happening.kind) {
    case 'found':
      return foundAfterYes(life, happening, limits)
    case 'sighted':
      if (limits.settleMs === 0) return confirmed(life)
      return { life: { ...life, seenAt: life.seenAt ?? happening.at }, effects: [] }
    case 'acked':
    case 'no-answer':
    case 'refused':
    case 'superseded':
    case 'resumed':
      // It was sighted before its answer came: the answer adds nothing, but the looking goes on.
      return { life, effects: [{ do: 'look', afterMs: 0 }] }
    case 'agreed':
    case 'vetoed':
    case 'blocked':
    case 'recorded':
      return same(life)
    default:
      return happening satisfies never
  }
}

function foundAfterYes(life: Life, look: { what: Found; says: string; at: number }, limits: Limits): Step {
  if (look.what === 'restored') return seen(life, look.at, limits)
  const hasSettled = life.seenAt !== undefined && look.at >= life.seenAt + limits.settleMs
  if (hasSettled && look.what !== 'unreadable')
    return end(life, 'escalated', `it was seen restored, and then again not: ${look.says}`)
  const since = Math.max(life.ackedAt ?? 0, life.seenAt === undefined ? 0 : life.seenAt + limits.settleMs)
  if (look.at >= since + limits.confirmMs)
    return end(
      life,
      'escalated',
      `the platform said yes, but the account was not seen restored: ${look.says}`,
    )
  return again(life, 'look')
}

function seen(life: Life, at: number, limits: Limits): Step {
  const seenAt = life.seenAt ?? at
  const leftMs = seenAt + limits.settleMs - at
  if (leftMs <= 0) return confirmed(life)
  return {
    life: {
      ...life,
      state: 'acked',
      says: `seen restored; a second look in ${Math.ceil(leftMs / 1000)} s`,
      ackedAt: life.ackedAt ?? at,
      seenAt,
    },
    effects: [{ do: 'look', afterMs: leftMs }],
  }
}

function acknowledged(life: Life, at: number, version: string | undefined): Step {
  const yes = { ...life, state: 'acked', says: 'the platform said yes; not yet seen', ackedAt: at } as const
  return {
    life: { ...yes, tries: 0, ...(version === undefined ? {} : { ackedVersion: version }) },
    effects: [{ do: 'look', afterMs: 0 }],
  }
}

function inDoubt(life: Life, says: string): Step {
  return { life: { ...life, state: 'unknown', says, tries: 0 }, effects: [{ do: 'look', afterMs: 0 }] }
}

function lost(life: Life): Step {
  return end(life, 'escalated', `nobody can say whether it happened: ${life.says}`)
}

function confirmed(life: Life): Step {
  return end(life, 'confirmed', 'seen restored')
}

function vetoed(life: Life, by: string): Step {
  return end(life, 'vetoed', `${by} said no`, { by })
}

function end(life: Life, state: ReversalState, says: string, more: Partial<Life> = {}): Step {
  return { life: { ...life, ...more, state, says }, effects: [] }
}

function again(life: Life, what: 'look' | 'weigh'): Step {
  const tries = life.tries + 1
  return { life: { ...life, tries }, effects: [{ do: what, afterMs: paceMs(tries) }] }
}

function same(life: Life): Step {
  return { life, effects: [] }
}
