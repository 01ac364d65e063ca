import { describe, expect, it } from 'vitest'
import { blankSlots } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { markIndex } from '../../../src/core/memory/marks.ts'
import { moveReference } from '../../../src/core/memory/reference.ts'
import { now } from '../people.ts'

const dayMs = 86_400_000

/** What the frozen month says of the share of odd acts, held at 2 in a hundred, after a day on which they were seen to
 *  be so many in a hundred, of somebody at work for so many days. */
function shareAfter(days: number, seenPercent: number, heldPercent = 2): number {
  const slots = blankSlots()
  slots[at.firstAtSlot] = now - days * dayMs
  slots[at.clockSlot] = now
  slots[at.usualWeightSlot] = 400
  slots[at.usualMarkSlot + markIndex.odd] = 4 * seenPercent
  slots[at.paceSlot + at.scalesMs.length - 1] = 400
  slots[at.referenceVolumeSlot] = 400
  slots[at.referenceOddSlot] = heldPercent / 100
  moveReference(slots, dayMs, dayMs)
  return 100 * (slots[at.referenceOddSlot] ?? Number.NaN)
}

describe('the share of odd acts that is held against somebody', () => {
  it.each([
    ['follows whatever is seen in the first three weeks', 20, 12, 12],
    ['rises by a tenth a month from the fourth week on', 22, 12, 2.007],
    ['may still fall at once in the fourth week', 22, 1, 1],
    ['falls by a fifth a month after the first', 40, 1, 1.984],
    ['rises by a tenth a month after the first', 40, 12, 2.007],
  ])('%s', (_, days, seen, share) => {
    expect(shareAfter(days, seen)).toBeCloseTo(share, 3)
  })

  it('is learnt from the first odd acts of whoever had none, until the month is over', () => {
    expect(shareAfter(22, 3, 0)).toBeCloseTo(3, 3)
    expect(shareAfter(40, 3, 0)).toBeCloseTo(0.5, 2)
  })
})
