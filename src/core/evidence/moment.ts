import { aheadMsMax, lateMsMax } from '../memory/clock.ts'
import * as at from '../memory/layout.ts'
import { duration } from './duration.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'

/** In hundredths of points. Small: sources with wrong clocks are commoner than people who set them. */
export const momentWeights = { ahead: 150, backdated: 100 }

const ahead = bar(
  'ahead',
  (hours) => `dated ${duration(hours)} after it reached the log`,
  'a time in the past',
)
const backdated = bar(
  'backdated',
  (hours) => `dated ${duration(hours)} before what this actor did last`,
  'changes in the order of time',
)

/** A time that cannot be true, or that hides when something was done.
 *    5 min ahead of the log -> 0.00   2 h ahead -> 1.50   20 h before the actor's last -> 0.00   2 d before -> 1.00
 *  Range 0 to 1.50. Cost: two comparisons. Cold start: silent for an actor never seen before. Misleads when
 *  a source sends a backlog late and out of order: then every change says it, and none alone is much. */
export const moment: Evidence = {
  name: 'moment',
  family: 'origin',
  onAdminLog: 'not measured: that log is in the order of time, and nobody knows when it arrived',
  coldUntil: 'any past',
  fromFacts: [ahead],
  risesWith: [],
  bars: [ahead, backdated],
  measure(sight, weights, tally) {
    const { occurredAt } = sight.change
    if (sight.arrivedAt !== undefined && occurredAt - sight.arrivedAt > aheadMsMax) {
      tally.give(ahead, weights.moment.ahead, (occurredAt - sight.arrivedAt) / 3_600_000)
    }
    const behind = (sight.slots[at.clockSlot] ?? 0) - sight.at
    if (!sight.first && behind > lateMsMax)
      tally.give(backdated, weights.moment.backdated, behind / 3_600_000)
  },
}

function bar(name: string, observed: (hours: number) => string, expected: string): BarKind {
  return {
    name: `moment.${name}`,
    family: 'origin',
    axis: 'suspicion',
    says: (finding) => ({ observed: observed(finding.seen), expected }),
  }
}
