import * as at from '../memory/layout.ts'
import { type Mark, markBit, markIndex } from '../memory/marks.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { belief, usualShare } from './habit.ts'
import type { Sight } from './sight.ts'

/** Cap in hundredths of points. */
export const blankWeights = { cap: 150 }

/** What is looked for, and how people call it. */
const fields = {
  hasNetwork: 'network',
  hasDevice: 'device',
  hasSession: 'session',
  hasTool: 'tool',
  hasNote: 'note',
  hasFollowers: 'number of followers',
  hasVersion: 'version of the account',
} as const satisfies Partial<Record<Mark, string>>
const marks = Object.keys(fields) as readonly (keyof typeof fields)[]
const allBits = marks.reduce((bits, mark) => bits | markBit[mark], 0)

/** By the index of the mark, as the loop below finds them. */
const barOf: readonly (BarKind | undefined)[] = Array.from({ length: 32 }, (_, index) => {
  const mark = marks.find((one) => markIndex[one] === index)
  return mark && blankBar(fields[mark])
})

/** Acts below which nothing is usual. */
const historyMin = 20
/** Two thirds of the acts must have had a field before its lack is worth a word. */
const filledMin = 2 / 3
/** Who hides where they are leaves such a field out every second time. */
const targetShare = 0.5

/** A field is missing that this actor's changes otherwise have: somebody works around the tool that fills it.
 *
 *  log2 of how much oftener it is missing when something is hidden than it is for this actor; weighed by
 *  `n / (n + 20)`; only the most telling of the fields counts, for they come and go together.
 *    missing where 200 of 200 acts had it -> 1.50 (cap)   150 of 200 -> 0.74   100 of 200 -> 0.00   20 of 20 -> 0.33
 *  Range 0 to 1.50. Cost: comparisons of bits, one number for each field that is missing; a logarithm where it
 *  is usual. Cold start: silent below 20 acts. Misleads when a source stops filling a field, for everybody at
 *  once, until the habit has followed. Monotone: the rarer the lack, the more points. */
export const blank: Evidence = {
  name: 'blank',
  family: 'origin',
  onAdminLog: 'not measured: that log has none of these fields',
  bars: barOf.filter((bar) => bar !== undefined),
  // As in `hours`, a bound.
  fitting: { held: ['cap'] },
  measure(sight, weights, tally) {
    const missing = allBits & ~sight.marks
    if (missing === 0) return
    const acts = sight.slots[at.usualWeightSlot] ?? 0
    if (acts < historyMin) return
    const index = mostUsual(sight, missing, acts * filledMin)
    const bar = index < 0 ? undefined : barOf[index]
    if (bar === undefined) return
    const slot = at.usualMarkSlot + index
    const usual = 1 - usualShare(sight, slot, acts)
    if (usual >= targetShare) return
    const points = 100 * belief(acts) * Math.log2(targetShare / usual)
    tally.give(bar, Math.min(weights.blank.cap, points), sight.slots[slot] ?? 0, acts)
  },
}

/** Index of the missing mark that the actor's acts bear most often; -1 where none is usual. */
function mostUsual(sight: Sight, missing: number, timesMin: number): number {
  let most = -1
  let times = timesMin
  for (let rest = missing; rest !== 0; rest &= rest - 1) {
    const index = 31 - Math.clz32(rest & -rest)
    const filled = sight.slots[at.usualMarkSlot + index] ?? 0
    // A range of addresses has no followers to leave out.
    if (filled <= times || (index === markIndex.hasFollowers && sight.change.account.kind === 'network'))
      continue
    most = index
    times = filled
  }
  return most
}

function blankBar(field: string): BarKind {
  return {
    name: `blank.${field.split(' ').at(-1)}`,
    family: 'origin',
    axis: 'suspicion',
    says: (finding) => ({
      observed: `the ${field} is missing`,
      expected: `${Math.round(finding.seen)} of about ${amountOf(finding.usual, 'act')} of this actor came with one`,
    }),
  }
}
