import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'

/** By the reason's code, `reason.spam`, in hundredths of points, either sign: open-ended, for every platform
 *  has its own codes. Empty as shipped; `fit` writes those that it has cases enough for. */
export const reasonWeights: Readonly<Record<string, number>> = {}

const reasonBars = new Map<string, BarKind>()

/** The reason's code, as the platform's own history judges it.
 *    for "spam", as shipped -> 0.00   for "spam", with `reason.spam: -0.4` -> -0.40   for "abuse", with it -> 0.00
 *  Range: what the policy sets. Cost: one look-up. Cold start: silent until fitted. Misleads as `precedent`
 *  does, and where a thief picks the code that is worth least: no code is worth much. */
export const reason: Evidence = {
  name: 'reason',
  family: 'prior',
  onAdminLog: "not measured: as shipped it weighs nothing, only a platform's own history can",
  coldUntil: 'facts',
  risesWith: [],
  bars: [],
  fitting: { open: (sight) => (sight.effect === 'restricts' ? codeOf(sight) : undefined) },
  measure(sight, weights, tally) {
    if (sight.effect !== 'restricts') return
    const code = codeOf(sight)
    // A code is anybody's word: "constructor" is none of the policy's.
    const points = Object.hasOwn(weights.reason, code) ? weights.reason[code] : undefined
    if (points !== undefined) tally.give(reasonBar(code), points)
  },
}

function codeOf({ change }: Sight): string {
  return change.reason?.code ?? ''
}

/** What is measured in codes that a policy names: as many as it names. */
export function reasonBar(code: string): BarKind {
  const known = reasonBars.get(code)
  if (known !== undefined) return known
  const made: BarKind = {
    name: `reason.${code}`,
    family: 'prior',
    axis: 'suspicion',
    says: () => ({
      observed: code === '' ? 'no reason code' : `for the reason "${code}"`,
      expected: 'what became of others like it on this platform',
    }),
  }
  reasonBars.set(code, made)
  return made
}
