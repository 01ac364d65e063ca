import * as at from '../memory/layout.ts'
import { type Mark, markBit, markIndex } from '../memory/marks.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { belief, peersActsMin, peersShare, peersWeight, usualShare } from './habit.ts'
import type { Sight } from './sight.ts'

/** Cap in hundredths of points. */
export const blankWeights = { cap: 150 }

/** What is looked for, how people call it, and its path in a change. */
const fields = {
  hasNetwork: ['network', 'origin.network'],
  hasDevice: ['device', 'origin.device'],
  hasSession: ['session', 'origin.sessionId'],
  hasTool: ['tool', 'origin.tool'],
  hasNote: ['note', 'reason.note'],
  hasFollowers: ['number of followers', 'account.followers'],
  hasVersion: ['version of the account', 'account.version'],
} as const satisfies Partial<Record<Mark, readonly [string, string]>>
const marks = Object.keys(fields) as readonly (keyof typeof fields)[]
const allBits = marks.reduce((bits, mark) => bits | markBit[mark], 0)

/** By the index of the mark, as the loop below finds them. */
const barOf: readonly (BarKind | undefined)[] = Array.from({ length: 32 }, (_, index) => {
  const mark = marks.find((one) => markIndex[one] === index)
  return mark && blankBar(fields[mark][0], index)
})
const pathOf: readonly (string | undefined)[] = barOf.map((_, index) => {
  const mark = marks.find((one) => markIndex[one] === index)
  return mark && fields[mark][1]
})

/** Acts below which nothing is usual. */
const historyMin = 20
/** Two thirds of the acts must have had a field before its lack is worth a word. */
const filledMin = 2 / 3
/** Who hides where they are leaves such a field out every second time. */
const targetShare = 0.5

/** A field is missing that this actor's changes otherwise have, or those of the actor's peers: somebody works around
 *  the tool that fills it.
 *
 *  log2 of how much oftener it is missing when something is hidden than it is usually; weighed by `n / (n + 20)`;
 *  only the most telling of the fields counts, for they come and go together.
 *    missing where 200 of 200 acts had it -> 1.50   150 of 200 -> 0.74   100 of 200 -> 0.00   20 of 20 -> 0.33
 *    missing in a newcomer's first act, where every act of the peers has it -> 1.50   where half of them have it -> 0.00
 *    missing in 40 of 40 acts, where every act of the peers has it -> 0.00
 *  The peers' habit is the source's, as far as it is known: actors of one kind and team work with one tool. Kept by
 *  source itself it would be one more baseline for the few who work with two. It counts for twenty acts of
 *  the actor's own until these are done, so that whoever works with another tool is soon believed.
 *  Range 0 to 1.50 (cap). Cost: comparisons of bits, one number for each field that is missing; a logarithm where it
 *  is usual. Cold start: silent below 20 acts where peers are unknown. Misleads when a source stops filling a field,
 *  for everybody at once, until the habit has followed. Monotone: the rarer the lack, the more points. */
export const blank: Evidence = {
  name: 'blank',
  family: 'origin',
  onAdminLog: 'not measured: that log has none of these fields',
  coldUntil: '20 acts',
  risesWith: ['rarity of the lack'],
  neverNegative: ['cap'],
  bars: barOf.filter((bar) => bar !== undefined),
  // As in `hours`, a bound.
  fitting: { held: ['cap'] },
  measure(sight, weights, tally) {
    const missing = allBits & ~sight.marks
    if (missing === 0) return
    const own = sight.slots[at.usualWeightSlot] ?? 0
    const acts = own + peersActs(sight)
    if (acts < historyMin) return
    const index = mostUsual(sight, missing, acts * filledMin)
    const bar = index < 0 ? undefined : barOf[index]
    if (bar === undefined || sight.neverKnown.has(pathOf[index] ?? '')) return
    const slot = at.usualMarkSlot + index
    const usual = 1 - usualShare(sight, slot, own)
    if (usual >= targetShare) return
    const points = 100 * belief(acts) * Math.log2(targetShare / usual)
    tally.give(bar, Math.min(weights.blank.cap, points), sight.slots[slot] ?? 0, own)
  },
}

/** Acts of the actor's own that those of the peers count for: of whom enough is known, their own tell which field. */
function peersActs({ peers, slots }: Sight): number {
  if ((slots[at.usualWeightSlot] ?? 0) >= historyMin) return 0
  return peers === undefined || (peers.usual[0] ?? 0) < peersActsMin ? 0 : peersWeight
}

/** Index of the missing mark that the actor's acts, and as many of the peers as count, bear most often; -1 where none
 *  is usual. */
function mostUsual(sight: Sight, missing: number, timesMin: number): number {
  let most = -1
  let times = timesMin
  const theirs = peersActs(sight)
  const share = theirs === 0 ? 0 : theirs / (sight.peers?.usual[0] ?? 1)
  for (let rest = missing; rest !== 0; rest &= rest - 1) {
    const index = 31 - Math.clz32(rest & -rest)
    let filled = sight.slots[at.usualMarkSlot + index] ?? 0
    if (share !== 0) filled += share * (sight.peers?.usual[marksPlace + index] ?? 0)
    // A range of addresses has no followers to leave out.
    if (filled <= times || (index === markIndex.hasFollowers && sight.change.account.kind === 'network'))
      continue
    most = index
    times = filled
  }
  return most
}

/** Where marks lie in the stretch of memory that peers are summed from. */
const marksPlace = at.usualMarkSlot - at.usualWeightSlot

function blankBar(field: string, index: number): BarKind {
  return {
    name: `blank.${field.split(' ').at(-1)}`,
    family: 'origin',
    axis: 'suspicion',
    says: (finding, sight) => ({
      observed: `the ${field} is missing`,
      expected: `${Math.round(finding.seen)} of about ${amountOf(finding.usual, 'act')} of this actor came with one${ofPeers(sight, index)}`,
    }),
  }
}

function ofPeers(sight: Sight, index: number): string {
  const share = peersShare(sight, at.usualMarkSlot + index)
  if (share === undefined) return ''
  return `, and ${Math.round(100 * share)} % of those of ${sight.peers?.name} (as of ${sight.peers?.asOf})`
}
