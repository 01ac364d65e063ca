import { grouped } from '../evidence/amount.ts'
import { shortIdentity } from '../memory/identity.ts'
import * as at from '../memory/layout.ts'
import { markIndex } from '../memory/marks.ts'
import { eitherOr, type Ladder } from './ladder.ts'
import { canBeKnown, remembering, type Situation } from './situation.ts'

/** Followers, fewer and fewer, by numbers of two digits: "under 200,000" is tried as 199,999. */
export const followers: Ladder = {
  name: 'followers',
  stepsOf(was) {
    const count = was.change.account.followers ?? 0
    return canBeKnown(was, 'account.followers') && count > 0 ? placeOf(count) : 0
  },
  at(was, step) {
    const { change } = was
    const count = limitOf(was, step) - 1
    return { ...was, change: { ...change, account: { ...change.account, followers: count } } }
  },
  says(was, step) {
    const limit = limitOf(was, step)
    return limit === 1 ? 'nobody followed the account' : `the account had under ${grouped(limit)} followers`
  },
}

export const plain: Ladder = eitherOr(
  'plain',
  'the account had been neither verified nor protected',
  (was) => {
    const { account } = was.change
    const isPlain = (account.protectedClass ?? []).length === 0 && (account.verified ?? 'none') === 'none'
    if (isPlain) return undefined
    return {
      ...was,
      change: { ...was.change, account: { ...account, verified: 'none', protectedClass: [] } },
    }
  },
)

export const decoy: Ladder = eitherOr('decoy', 'the account had not been a decoy', (was) => {
  const { account } = was.change
  return account.canary === true
    ? { ...was, change: { ...was.change, account: { ...account, canary: false } } }
    : undefined
})

/** Such actions on such accounts, for such reasons, as half of the actor's days' work. */
export const habit: Ladder = eitherOr(
  'habit',
  'such actions on such accounts had been this actor’s usual work',
  (was) => {
    const acts = was.known.memory?.slots[at.usualWeightSlot] ?? 0
    if (acts < 1) return undefined
    return remembering(was, (slots) => {
      const half = acts / 2
      raise(slots, at.usualMarkSlot + markIndex.notable, half)
      raise(slots, at.usualMarkSlot + markIndex.protected, half)
      raise(slots, at.usualActionSlot + at.actionIndex(was.change.action), half)
      const code = was.change.reason?.code
      if (code !== undefined) giveReason(slots, shortIdentity(code))
    })
  },
)

/** What the step stands for: step 1 is the greatest number of two digits that is not above what it has.
 *    195,000 followers: step 1 -> 190,000   step 2 -> 180,000   the last -> 1 */
function limitOf({ change }: Situation, step: number): number {
  return numberAt(placeOf(change.account.followers ?? 0) - step + 1)
}

/** Numbers of at most two digits and zeros, in order: 1 to 99, 100, 110, …
 *    1 -> 1   99 -> 99   100 -> 100   101 -> 110   190 -> 1,000 */
function numberAt(place: number): number {
  if (place < 100) return place
  const decades = Math.floor((place - 10) / 90)
  return (10 + ((place - 10) % 90)) * 10 ** decades
}

/** The place of the greatest of them that is not above a number. */
function placeOf(count: number): number {
  if (count < 100) return Math.floor(count)
  const decades = Math.floor(Math.log10(count) + 1e-12) - 1
  return Math.floor(count / 10 ** decades) + 90 * decades
}

function raise(slots: number[], slot: number, least: number): void {
  slots[slot] = Math.max(slots[slot] ?? 0, least)
}

/** In the place of the code that is given most often. */
function giveReason(slots: number[], reason: number): void {
  let place = 0
  for (let i = 0; i < at.reasonsMax; i++) {
    if (slots[at.reasonHashSlot + i] === reason) {
      place = i
      break
    }
    if ((slots[at.reasonWeightSlot + i] ?? 0) > (slots[at.reasonWeightSlot + place] ?? 0)) place = i
  }
  slots[at.reasonHashSlot + place] = reason
  raise(slots, at.reasonWeightSlot + place, (slots[at.usualCodeSlot] ?? 0) / 2)
}
