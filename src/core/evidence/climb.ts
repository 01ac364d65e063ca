import * as at from '../memory/layout.ts'
import { referenceActsMin } from '../memory/reference.ts'
import type { Sight } from './sight.ts'
import { surpriseBits } from './surprise.ts'

/** How many times the frozen month an actor does by now, in the past week or month; 1 where nothing speaks for a
 *  climb. For policies, and no points: on a real log volume alone made an act less suspicious, not more; but that
 *  somebody was drifted into twice the work without anybody's word is worth a rule with a floor.
 *
 *  Told once a session: silent where this hand was flagged in the last hours. Machines are left out. */
export function climbRatio(sight: Sight): number {
  if (sight.handSuspected || sight.machine) return 1
  const { bits, seen, usual } = climbOf(sight)
  return bits < climbBitsMin ? 1 : seen / usual
}

const climbBitsMin = 6

interface Climb {
  readonly bits: number
  readonly seen: number
  readonly usual: number
}

/** How far the volume of the past week or month lies above the frozen month. */
function climbOf({ slots }: Sight): Climb {
  const reference = slots[at.referenceVolumeSlot] ?? 0
  let most = level
  if (reference < referenceActsMin) return most
  for (let i = 1; i < at.oddScales; i++) {
    const seen = slots[at.paceSlot + at.oddScaleFirst + i] ?? 0
    const usual = (reference * (at.scalesMs[at.oddScaleFirst + i] ?? 0)) / at.baselineMs
    const bits = surpriseBits(seen, usual, climbShape)
    if (bits > most.bits) most = { bits, seen, usual }
  }
  return most
}

/** Weeks of honest staff vary by a fifth or so (shape 20). */
const climbShape = 20
const level: Climb = { bits: 0, seen: 0, usual: 0 }
