import { moveClock } from '../memory/clock.ts'
import { placeIdentity } from '../memory/identity.ts'
import * as at from '../memory/layout.ts'
import { dayBlock } from '../memory/learn.ts'
import { isNew, welcome } from '../memory/places.ts'
import { usualMean } from '../memory/usual.ts'
import { isWeekend, weekendShare } from '../memory/week.ts'
import { eitherOr, type Ladder } from './ladder.ts'
import { canBeKnown, remembering } from './situation.ts'

const dayMs = 86_400_000

export const pace: Ladder = eitherOr('pace', 'the actor had gone at their usual pace', (was) => {
  const { memory } = was.known
  if (memory === undefined) return undefined
  const slowed = remembering(was, (slots) => {
    // As of now, so that a burst of long ago is not mistaken for one that goes on.
    moveTo(slots, was.change.occurredAt)
    for (let i = 0; i < at.comparedScales; i++) slow(slots, at.paceSlot + i, at.usualPaceSlot + i)
    for (let i = 0; i < at.massScalesMs.length; i++) {
      slow(slots, at.massSlot + i, at.usualMassSlot + i)
      slow(slots, at.notableMassSlot + i, at.usualMassSlot + i)
    }
  })
  const { slots } = slowed.known.memory ?? memory
  return isFaster(memory.slots, slots) ? slowed : undefined
})

/** Whatever else of the session had been flagged. */
export const hand: Ladder = eitherOr(
  'hand',
  'nothing else by this hand had been flagged in the hours before',
  (was) =>
    (was.known.memory?.slots[at.flaggedCountSlot] ?? 0) === 0
      ? undefined
      : remembering(was, (slots) => {
          slots[at.flaggedCountSlot] = 0
          slots[at.flaggedCentiSlot] = 0
        }),
)

/** Network, device and tool at once: whoever is at home has all three. */
export const place: Ladder = eitherOr(
  'place',
  'it had come from where and with what the actor usually works',
  (was) => {
    const { memory } = was.known
    const { network, device, tool, mfa } = was.change.origin ?? {}
    if (memory === undefined) return undefined
    const strange = [
      placeIdentity('network', network),
      placeIdentity('device', device),
      placeIdentity('tool', tool),
    ].filter((hash) => isNew(memory.slots, hash))
    if (strange.length === 0 && mfa !== false) return undefined
    const home = remembering(was, (slots) => {
      for (const hash of strange) welcome(slots, hash)
    })
    if (mfa !== false) return home
    return { ...home, change: { ...home.change, origin: { ...home.change.origin, mfa: true } } }
  },
)

export const hours: Ladder = eitherOr('hours', 'it had been within the actor’s usual hours', (was) => {
  const { memory } = was.known
  if (memory === undefined) return undefined
  const blocks = memory.slots.slice(at.usualBlockSlot, at.usualBlockSlot + at.dayBlocks)
  const most = Math.max(...blocks)
  const block = dayBlock(was.change.occurredAt)
  const weekends = (memory.slots[at.usualWeightSlot] ?? 0) * weekendShare
  const isOddDay = isWeekend(was.change.occurredAt) && (memory.slots[at.usualWeekendSlot] ?? 0) < weekends / 2
  if ((blocks[block] ?? 0) >= most / 2 && !isOddDay) return undefined
  return remembering(was, (slots) => {
    slots[at.usualBlockSlot + block] = Math.max(most, slots[at.usualBlockSlot + block] ?? 0)
    if (isOddDay) slots[at.usualWeekendSlot] = weekends
  })
})

export const credential: Ladder = eitherOr('credential', 'the credential had been a month old', (was) => {
  const { change } = was
  const { credentialChangedAt } = change.actor
  const asked = change.requestedAt ?? change.occurredAt
  if (credentialChangedAt === undefined || asked - credentialChangedAt > 30 * dayMs) return undefined
  return {
    ...was,
    change: { ...change, actor: { ...change.actor, credentialChangedAt: asked - 30 * dayMs } },
  }
})

/** A measure for good, on a protected account, by one hand: that it ends is a fact about the deed. */
export const ending: Ladder = eitherOr('ending', 'it had been for a day and not for good', (was) => {
  const { change } = was
  if (change.until !== 'never' || !canBeKnown(was, 'until')) return undefined
  return { ...was, change: { ...change, until: change.occurredAt + dayMs } }
})

function moveTo(slots: number[], occurredAt: number): void {
  if (occurredAt > (slots[at.clockSlot] ?? 0)) moveClock(slots, occurredAt, undefined)
}

function slow(slots: number[], seenSlot: number, sumSlot: number): void {
  slots[seenSlot] = Math.min(slots[seenSlot] ?? 0, usualMean(slots, sumSlot))
}

/** Whether the pace was above the usual at any scale. */
function isFaster(before: readonly number[], slowed: readonly number[]): boolean {
  for (let i = 0; i < at.comparedScales; i++) {
    if ((before[at.paceSlot + i] ?? 0) > (slowed[at.paceSlot + i] ?? 0)) return true
  }
  for (let i = 0; i < at.massScalesMs.length; i++) {
    if ((before[at.massSlot + i] ?? 0) > (slowed[at.massSlot + i] ?? 0)) return true
  }
  return false
}
