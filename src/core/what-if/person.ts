import { askedAt } from '../change/asked-at.ts'
import { duration } from '../evidence/duration.ts'
import { silentDays } from '../evidence/silence.ts'
import { moveClock } from '../memory/clock.ts'
import * as at from '../memory/layout.ts'
import { eitherOr, type Ladder } from './ladder.ts'
import { canBeKnown, remembering, type Situation } from './situation.ts'

const dayMs = 86_400_000
/** From so many days on nobody is leaving, and after so many nobody is new, as far as `tenure` minds. A policy's
 *  own rules may look further. */
const stayDays = 32
const settledDays = 366

/** A contract or access that ends later, day by day. */
export const contract: Ladder = {
  name: 'contract',
  stepsOf(was) {
    const ends = endOf(was)
    if (ends === undefined || !canBeKnown(was, 'actor.leavesAt')) return 0
    return Math.max(0, Math.ceil((askedIn(was) + stayDays * dayMs - ends) / dayMs))
  },
  at(was, days) {
    const { change } = was
    const { leavesAt, accessEndsAt } = change.actor
    const actor = {
      ...change.actor,
      ...(leavesAt !== undefined && { leavesAt: leavesAt + days * dayMs }),
      ...(accessEndsAt !== undefined && { accessEndsAt: accessEndsAt + days * dayMs }),
    }
    return { ...was, change: { ...change, actor } }
  },
  says(was, days) {
    const { kind, leavesAt, accessEndsAt } = was.change.actor
    const ends = [
      { what: kind === 'contractor' ? 'the contract' : 'the employment', at: leavesAt },
      { what: 'access', at: accessEndsAt },
    ]
    // Only what would else end before: to move the other alone would change nothing.
    const until = (endOf(was) ?? 0) + days * dayMs
    const moved = ends.flatMap(({ what, at }) => (at === undefined || at >= until ? [] : [what]))
    return `${moved.join(' and ')} ran another ${days === 1 ? 'day' : `${days} days`}`
  },
}

/** Hired earlier, day by day. */
export const tenure: Ladder = {
  name: 'tenure',
  stepsOf(was) {
    const { hiredAt } = was.change.actor
    if (hiredAt === undefined || !canBeKnown(was, 'actor.hiredAt')) return 0
    return Math.max(0, Math.ceil((hiredAt + settledDays * dayMs - askedIn(was)) / dayMs))
  },
  at(was, days) {
    const { change } = was
    const hiredAt = (change.actor.hiredAt ?? askedIn(was)) - days * dayMs
    return { ...was, change: { ...change, actor: { ...change.actor, hiredAt } } }
  },
  says({ change: { actor } }, days) {
    const who = actor.kind === 'automation' ? 'whoever it was done for' : 'the actor'
    return `${who} had been hired ${days === 1 ? 'a day' : `${days} days`} earlier`
  },
}

/** As if the actor had been there the day before. */
export const silence: Ladder = eitherOr(
  'silence',
  (was) => `the actor had not been away for ${duration(silenceIn(was) / 3_600_000)} before`,
  (was) =>
    silenceIn(was) === 0
      ? undefined
      : remembering(was, (slots) => {
          const yesterday = was.change.occurredAt - dayMs
          if (yesterday > (slots[at.clockSlot] ?? 0)) moveClock(slots, yesterday, undefined)
          slots[at.silenceSlot] = 0
        }),
)

export const record: Ladder = eitherOr('record', 'others had never undone what this actor did', (was) =>
  (was.known.memory?.slots[at.undoneSlot] ?? 0) === 0
    ? undefined
    : remembering(was, (slots) => {
        slots[at.undoneSlot] = 0
      }),
)

function askedIn({ change, known }: Situation): number {
  return askedAt(change, known.arrivedAt)
}

function endOf({ change: { actor } }: Situation): number | undefined {
  const { leavesAt, accessEndsAt } = actor
  if (leavesAt === undefined) return accessEndsAt
  return accessEndsAt === undefined ? leavesAt : Math.min(leavesAt, accessEndsAt)
}

/** How long the silence was that still counts, whether this change ends it or an earlier one did; 0 where none. */
function silenceIn({ change, known: { memory, arrivedAt } }: Situation): number {
  if (memory === undefined) return 0
  const slots = memory.slots.slice()
  return silentDays(slots, moveClock(slots, change.occurredAt, arrivedAt)) * dayMs
}
