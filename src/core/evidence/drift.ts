import * as at from '../memory/layout.ts'
import { markIndex } from '../memory/marks.ts'
import { oddAnHourMax, oddShareMin, referenceActsMin } from '../memory/reference.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'
import { silentDaysMax } from './silence.ts'
import { surpriseBits } from './surprise.ts'
import type { Tally } from './tally.ts'
import type { Weights } from './weights.ts'

/** `perBit`: points for each bit of surprise beyond `free`, in hundredths; cap in points. `oddFrom`: from so many
 *  points of other evidence a change is odd itself. What is said of the actor does not count: every act of
 *  somebody new, or back from leave, would be odd, and their honest weeks a drift. */
export const driftWeights = { perBit: 80, free: 500, oddFrom: 200, cap: 500 }

const bars: readonly BarKind[] = at.scaleNames.slice(at.oddScaleFirst).map((name) => ({
  name: `drift.${name.replace(' ', '')}`,
  family: 'pace',
  axis: 'suspicion',
  says: (finding, { peers }) => ({
    observed: `another odd act, after what comes to about ${finding.seen.toFixed(1)} in ${name} that nobody was told of by their points (of one hour at most ${oddAnHourMax} are counted)`,
    expected: `about ${finding.usual.toFixed(1)}, by this actor's frozen month${peers === undefined ? '' : ` and ${peers.name} (as of ${peers.asOf})`}`,
  }),
}))

/** Low and slow: no single act stands out, but odd ones come oftener than they should.
 *
 *  A change is odd where other evidence holds 2 points or more against it. One that is odd by what it is, and
 *  besides by where and when it was done (the family `origin`), is odd twice over, from causes that have nothing to do
 *  with each other, and counts for more: one further for each point of origin beyond those 2. Without a ticket (2.00)
 *  it counts once, on an account of note alone (4.00) once, without a ticket and at night (1.50) two and a half times.
 *
 *  Odd acts of the past day, week and month that nobody was told of for their points, at most three of any one hour (a
 *  burst is for tempo), stand against the actor's and their peers' share of them as a frozen month has it
 *  (`memory/reference.ts`), which nobody can teach in less than months. What was told for its points counts no more, or
 *  every alert would bring the next: in one of a hundred simulated worlds a single person, of whose duties nobody said
 *  that they were meant, made half of all the alerts that sixty people gave. What was told for less (a code that is not
 *  listed, a hold, a rule) counts on: whoever could choose that would have chosen to be patient unseen.
 *    a share of 1 % of 170 acts a week, 3 odd ones -> 0.00   9 -> 0.94   12 -> 4.01   18 -> 5.00 (cap)
 *  Range 0 to 5.00. Cost: two comparisons; a few logarithms when odd. Cold start: below 50 acts one in twenty is
 *  taken as usual, so it says little. Misleads when somebody takes over new duties: the verdict "meant" moves the
 *  frozen month at once. On a real log of volunteers odd spells were undone no oftener than others, so the policy
 *  for volunteers leaves it out. Monotone in odd acts that count. Source: Gamma-Poisson large deviations (`surprise.ts`).
 *  Measured last of all suspicion, for it asks what the rest said. */
export const drift: Evidence = {
  name: 'drift',
  family: 'pace',
  onAdminLog:
    "not measured: none of that log's incidents was patient, and volunteers take up new work without a word",
  coldUntil: 'an odd act',
  risesWith: ['odd acts'],
  neverNegative: ['perBit', 'free', 'oddFrom', 'cap'],
  bars,
  fitting: { together: [['perBit', 'cap']], held: ['free', 'oddFrom'] },
  measure(sight, weights, tally) {
    const { oddFrom } = weights.drift
    const actCenti = tally.suspicionCenti - tally.actorCenti
    if (actCenti < oddFrom) return
    tally.odd = 1 + Math.min(actCenti - oddFrom, originCenti(tally)) / 100
    // Patience is not what brings somebody back with a burst after a month; `dormancy` speaks of that.
    if (sight.silentDays >= silentDaysMax) return
    measureOdd(sight, weights, tally)
  },
}

/** What the family `origin` came to. */
function originCenti({ findings }: Tally): number {
  let sum = 0
  for (const { bar, pointsCenti } of findings) if (bar.family === 'origin') sum += pointsCenti
  return Math.max(0, sum)
}

function measureOdd({ slots, peers }: Sight, { drift: weight }: Weights, tally: Tally): void {
  const share = oddShare(slots, peers?.usual)
  let most = weight.free / 100
  let scale = -1
  for (let i = 0; i < at.oddScales; i++) {
    const seen = slots[at.oddSlot + i] ?? 0
    const bits = surpriseBits(seen, usualOdd(slots, share, i), oddShapes[i] ?? 2)
    if (bits <= most) continue
    most = bits
    scale = i
  }
  const bar = bars[scale]
  if (bar === undefined) return
  const points = Math.min(weight.cap, (most - weight.free / 100) * weight.perBit)
  tally.give(bar, points, slots[at.oddSlot + scale] ?? 0, usualOdd(slots, share, scale))
}

/** Odd acts come in bunches, of days of clean-ups and new duties; over weeks these even out. */
const oddShapes = [2, 4, 8] as const
/** With fewer acts than tell a habit, one in twenty may be odd. */
const unknownShare = 0.05
/** Acts of peers that stand beside the actor's own. */
const peerActs = 20

function oddShare(slots: readonly number[], peers: readonly number[] | undefined): number {
  const acts = slots[at.usualWeightSlot] ?? 0
  const own = acts < referenceActsMin ? unknownShare : Math.max(oddShareMin, slots[at.referenceOddSlot] ?? 0)
  if (peers === undefined) return own
  const theirs = (peers[oddPlace] ?? 0) / (peers[0] ?? 1)
  return (own * acts + Math.max(oddShareMin, theirs) * peerActs) / (acts + peerActs)
}

const oddPlace = at.usualMarkSlot + markIndex.odd - at.usualWeightSlot

/** At least half a one, or the first act of somebody idle would be a wonder. */
function usualOdd(slots: readonly number[], share: number, scale: number): number {
  return Math.max(0.5, share * (slots[at.paceSlot + at.oddScaleFirst + scale] ?? 0))
}
