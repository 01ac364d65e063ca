import * as at from '../memory/layout.ts'
import { isMonthKnown, peersPace, referenceActsMin } from '../memory/reference.ts'
import type { Sight } from './sight.ts'
import { surpriseBits } from './surprise.ts'

/** How many times the frozen month an actor does by now, in the past week or month; 1 where nothing speaks for a
 *  climb. For policies, and no points: on a real log volume alone made an act less suspicious, not more; but that
 *  somebody was drifted into twice the work without anybody's word is worth a rule with a floor.
 *    a steady hand, 70 acts a week in the frozen month, 210 in the past one -> 3.00   130 -> 1.00
 *    210, where the peers do twice of what they did then -> 1.00
 *    210 once more after 210 was told -> 1.00   320 after that -> 4.57
 *  Work that grows for all peers is taken off. Told once, and again when it has grown by half; not where this hand
 *  was flagged in the last hours. Machines are left out. Cold start: 1 while no month at work is known, and below 50
 *  acts a month. Misleads whoever takes over a colleague's work: the verdict "meant" moves the frozen month at once. */
export function climbRatio(sight: Sight): number {
  if (sight.handSuspected || sight.machine) return 1
  const { bits, seen, usual } = climbOf(sight)
  if (bits < climbBitsMin || seen < usual * toldAgain * (sight.slots[at.climbToldSlot] ?? 0)) return 1
  return seen / usual
}

/** Whether what was told of a climb has come down again, to half of it. */
export function isClimbOver(sight: Sight): boolean {
  const { bits, seen, usual } = climbOf(sight)
  return bits === 0 || seen < (usual * (sight.slots[at.climbToldSlot] ?? 0)) / 2
}

const climbBitsMin = 6
/** It is told again from so many times what was told last. */
const toldAgain = 1.5

interface Climb {
  readonly bits: number
  readonly seen: number
  readonly usual: number
}

/** How far the volume of the past week or month lies above the frozen month. */
function climbOf({ slots, peers }: Sight): Climb {
  const reference = slots[at.referenceVolumeSlot] ?? 0
  let most = level
  if (reference < referenceActsMin || !isMonthKnown(slots)) return most
  const then = slots[at.referencePeersSlot] ?? 0
  const grown = then === 0 ? 1 : Math.max(1, peersPace(slots, peers) / then)
  for (let i = 1; i < at.oddScales; i++) {
    const seen = slots[at.paceSlot + at.oddScaleFirst + i] ?? 0
    const usual = (grown * reference * (at.scalesMs[at.oddScaleFirst + i] ?? 0)) / at.baselineMs
    const bits = surpriseBits(seen, usual, climbShape)
    if (bits > most.bits) most = { bits, seen, usual }
  }
  return most
}

/** Weeks of honest staff vary by a fifth or so (shape 20). An actor's own spread would not do: whoever climbs widens it. */
const climbShape = 20
const level: Climb = { bits: 0, seen: 0, usual: 0 }
