/** What puts the whole of us in doubt, not one change: then the machine stands back and people decide. */
export interface Doubt {
  readonly gate: (typeof doubtGates)[number]
  /** For people: `the detect role is 48 s behind`. */
  readonly says: string
}

export const doubtGates = ['lag', 'clock-skew', 'feeds', 'policy-faults'] as const

/** What an instance knows of its own standing. Times in ms. */
export interface Standing {
  /** From the append of the newest alert that was read to its reading; 0 while nothing comes. */
  readonly reverseLagMs: number
  /** From the newest change to its assessment, by whoever assesses; 0 while nothing comes. */
  readonly detectLagMs: number
  /** By how much the log's clock, or another instance's, is ahead of ours. */
  readonly aheadMs: number
  /** One sentence for each reference table that is too old to be believed. */
  readonly staleFeeds: readonly string[]
  /** Why the policy on disk is not the one in force. */
  readonly policyFaults: readonly string[]
}

export const lagMsMax = 30_000
export const skewMsMax = 5_000

/** reverse lag  detect lag  ahead   feeds   policy  -> doubts
 *  0            0           0       -       -          none
 *  30,000       30,000      5,000   -       -          none: the edge is still inside
 *  30,001       0           0       -       -          lag
 *  0            48,000      0       -       -          lag
 *  0            0           7,000   -       -          clock-skew
 *  0            0           0       staff   a fault    feeds, policy-faults */
export function doubtsOf(standing: Standing): readonly Doubt[] {
  const { reverseLagMs, detectLagMs, aheadMs, staleFeeds, policyFaults } = standing
  const doubts: Doubt[] = []
  if (reverseLagMs > lagMsMax)
    doubts.push({ gate: 'lag', says: `alerts are read ${seconds(reverseLagMs)} late` })
  if (detectLagMs > lagMsMax)
    doubts.push({ gate: 'lag', says: `changes are assessed ${seconds(detectLagMs)} late` })
  if (aheadMs > skewMsMax)
    doubts.push({ gate: 'clock-skew', says: `our clock is ${seconds(aheadMs)} behind the log's` })
  for (const says of staleFeeds) doubts.push({ gate: 'feeds', says })
  if (policyFaults.length > 0)
    doubts.push({
      gate: 'policy-faults',
      says: `the policy on disk has faults, and an older one is in force: ${policyFaults[0]}`,
    })
  return doubts
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
