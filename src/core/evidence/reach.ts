import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** Half a point for each doubling of the audience above a hundred: harm grows more slowly than followers,
 *  of whom few look on any one day. The cap keeps a giant's routine from drowning a small account's sabotage. */
export const reachWeights = { perDoubling: 50, cap: 800 }

const reachBar: BarKind = {
  name: 'reach',
  family: 'stakes',
  axis: 'stakes',
  says: (finding) => ({
    observed: finding.unknown
      ? 'nobody knows how many follow this account'
      : amountOf(finding.seen, 'follower'),
    expected: 'most accounts have fewer than 200',
  }),
}

/** Who would notice: followers of the account, as stakes.
 *    0 followers -> 0.00   100 -> 0.50   10,000 -> 3.33   1,000,000 -> 6.64   44,000,000 -> 8.00   unknown -> 0.00
 *  Range 0 to 8.00. Cost: one logarithm. Misleads for accounts that matter to few: standing speaks for them.
 *  Monotone in followers. */
export const reach: Evidence = {
  name: 'reach',
  family: 'stakes',
  onAdminLog: 'not measured: stakes say nothing of whether it was meant',
  coldUntil: 'facts',
  risesWith: ['followers'],
  neverNegative: ['perDoubling', 'cap'],
  bars: [reachBar],
  measure(sight, weights, tally) {
    const { followers } = sight.change.account
    if (followers === undefined) {
      // That they are fewer than a number is known, and worth nothing: no guess makes an account less of note.
      const isBounded = sight.filled?.followersUnder !== undefined
      // A platform that has no followers is not asked for them with every change.
      const isNone = sight.change.account.kind === 'network' || sight.neverKnown.has('account.followers')
      if (!isBounded && !isNone) tally.unknown(reachBar)
      return
    }
    if (followers <= 0) return
    const { perDoubling, cap } = weights.reach
    tally.give(reachBar, Math.min(cap, perDoubling * Math.log2(1 + followers / 100)), followers)
  },
}
