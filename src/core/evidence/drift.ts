import * as at from '../memory/layout.ts'
import { markIndex } from '../memory/marks.ts'
import { oddShareMin, referenceActsMin } from '../memory/reference.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'
import { surpriseBits } from './surprise.ts'
import type { Tally } from './tally.ts'
import type { Weights } from './weights.ts'

/** `perBit`: points for each bit of surprise beyond `free`, in hundredths; caps in points. `oddFrom`: from so
 *  many points of other evidence, beyond its prior, a change is odd itself. */
export const driftWeights = { perBit: 80, free: 500, oddFrom: 200, cap: 500, climbCap: 300 }

const oddBars = bars('odd', (finding, name) => ({
  observed: `another odd act, after about ${Math.round(finding.seen)} in ${name}`,
  expected: `about ${finding.usual.toFixed(1)}, by this actor's frozen month and their peers`,
}))
const climbBars = bars('climb', (finding, name) => ({
  observed: `about ${Math.round(finding.seen)} acts in ${name}`,
  expected: `${Math.round(finding.usual)}, by a month that small steps cannot move (a tenth a month)`,
}))

/** Low and slow: no single act stands out, but odd ones come oftener than they should, or the volume climbs by
 *  small steps that every baseline would learn.
 *
 *  Odd: what other evidence holds against this change is 2 points or more; odd acts of the past 1 d, 7 d and 28 d
 *  stand against the actor's and their peers' share of them, as the frozen month of `reference.ts` has it.
 *    share 2 %, 30 acts in a day, none odd but 3 -> 0.00   9 -> 3.48   12 -> 5.00 (cap)
 *  Climb: acts of 7 d and 28 d against the frozen month; silent in a session that was flagged.
 *    250 a week usual: 400 -> 0.00   600 -> 3.00 (cap)
 *  Range 0 to 5.00. Cost: some comparisons, a logarithm or two when odd. Cold start: odd acts count against
 *  peers or one in fifty from the first; the climb is silent for a fortnight and below 50 acts a month. Misleads
 *  when somebody takes over a new duty: the verdict "meant" moves the frozen month at once. Monotone in odd acts
 *  and in volume. Source: Gamma-Poisson large deviations (`surprise.ts`). Measured last of all suspicion, for
 *  it asks what the rest said. */
export const drift: Evidence = {
  name: 'drift',
  family: 'pace',
  bars: [...oddBars, ...climbBars],
  measure(sight, weights, tally) {
    const weight = weights.drift
    if (tally.suspicionCenti - tally.priorCenti >= weight.oddFrom) measureOdd(sight, weights, tally)
    if (sight.handSuspected || sight.machine) return
    const climb = climbOf(sight)
    const bits = climb.bits - weight.free / 100
    const bar = climbBars[climb.scale]
    if (bits <= 0 || bar === undefined) return
    tally.give(bar, Math.min(weight.climbCap, bits * weight.perBit), climb.seen, climb.usual)
  },
}

function measureOdd({ slots, peers }: Sight, { drift: weight }: Weights, tally: Tally): void {
  const share = oddShare(slots, peers?.usual)
  let most = weight.free / 100
  let scale = -1
  for (let i = 0; i < at.oddScales; i++) {
    const seen = slots[at.oddSlot + i] ?? 0
    const bits = surpriseBits(seen, usualOdd(slots, share, i), oddShape)
    if (bits <= most) continue
    most = bits
    scale = i
  }
  const bar = oddBars[scale]
  if (bar === undefined) return
  const points = Math.min(weight.cap, (most - weight.free / 100) * weight.perBit)
  tally.give(bar, points, slots[at.oddSlot + scale] ?? 0, usualOdd(slots, share, scale))
}

/** Odd acts come in bunches: days of clean-ups and of new duties. */
const oddShape = 2
/** Acts of peers that stand beside the actor's own. */
const peerActs = 20

function oddShare(slots: readonly number[], peers: readonly number[] | undefined): number {
  const acts = slots[at.usualWeightSlot] ?? 0
  const own = acts < referenceActsMin ? oddShareMin : Math.max(oddShareMin, slots[at.referenceOddSlot] ?? 0)
  if (peers === undefined) return own
  const theirs = (peers[oddPlace] ?? 0) / (peers[0] ?? 1)
  return (own * acts + Math.max(oddShareMin, theirs) * peerActs) / (acts + peerActs)
}

const oddPlace = at.usualMarkSlot + markIndex.odd - at.usualWeightSlot

/** At least half a one, or the first act of somebody idle would be a wonder. */
function usualOdd(slots: readonly number[], share: number, scale: number): number {
  return Math.max(0.5, share * (slots[at.paceSlot + at.oddScaleFirst + scale] ?? 0))
}

export interface Climb {
  readonly bits: number
  readonly seen: number
  readonly usual: number
  /** Which of the odd scales; -1 where nothing is known. */
  readonly scale: number
}

/** How far the volume of the past week or month lies above the frozen month. */
export function climbOf({ slots }: Sight): Climb {
  const reference = slots[at.referenceVolumeSlot] ?? 0
  let most = level
  if (reference < referenceActsMin) return most
  for (let i = 1; i < at.oddScales; i++) {
    const seen = slots[at.paceSlot + at.oddScaleFirst + i] ?? 0
    const usual = (reference * (at.scalesMs[at.oddScaleFirst + i] ?? 0)) / at.baselineMs
    const bits = surpriseBits(seen, usual, climbShape)
    if (bits > most.bits) most = { bits, seen, usual, scale: i }
  }
  return most
}

/** Weeks of honest staff vary by a fifth or so (shape 20). */
const climbShape = 20
const level: Climb = { bits: 0, seen: 0, usual: 0, scale: -1 }

function bars(
  kind: string,
  says: (
    finding: Parameters<BarKind['says']>[0],
    name: string,
  ) => { readonly observed: string; readonly expected: string },
): readonly BarKind[] {
  return at.scaleNames.slice(at.oddScaleFirst).map((name) => ({
    name: `drift.${kind}${name.replace(' ', '')}`,
    family: 'pace',
    axis: 'suspicion',
    says: (finding) => says(finding, name),
  }))
}
