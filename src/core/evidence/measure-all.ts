import type { Policy } from '../policy/policy.ts'
import { appeal } from './appeal.ts'
import { assignment } from './assignment.ts'
import { blank } from './blank.ts'
import { canary } from './canary.ts'
import { containment } from './containment.ts'
import { credential } from './credential.ts'
import { dormancy } from './dormancy.ts'
import { drift } from './drift.ts'
import { excuse } from './excuse.ts'
import { fleet } from './fleet.ts'
import { hand } from './hand.ts'
import { harm } from './harm.ts'
import { hours } from './hours.ts'
import { justification } from './justification.ts'
import { mass } from './mass.ts'
import { moment } from './moment.ts'
import { precedent } from './precedent.ts'
import { prior } from './prior.ts'
import { reach } from './reach.ts'
import { reason } from './reason.ts'
import { record } from './record.ts'
import { self } from './self.ts'
import { session } from './session.ts'
import { shape } from './shape.ts'
import type { Sight } from './sight.ts'
import { standing } from './standing.ts'
import type { Tally } from './tally.ts'
import { tempo } from './tempo.ts'
import { tenure } from './tenure.ts'
import { unusual } from './unusual.ts'

/** All evidence in force, called by name: the one list of the hot path. A loop over the list of `in-force.ts` would
 *  look up a function nobody can foresee thirty times a change, and cost a tenth of `step`; a test holds the two
 *  together. After each family what speaks for and against is joined, its strongest in full. */
export function measureAll(sight: Sight, { weights, remainders }: Policy, tally: Tally): void {
  prior.measure(sight, weights, tally)
  precedent.measure(sight, weights, tally)
  reason.measure(sight, weights, tally)
  hand.measure(sight, weights, tally)
  tally.join('prior', 100)

  tenure.measure(sight, weights, tally)
  dormancy.measure(sight, weights, tally)
  record.measure(sight, weights, tally)
  tally.join('employment', remainders.employment)

  credential.measure(sight, weights, tally)
  moment.measure(sight, weights, tally)
  hours.measure(sight, weights, tally)
  session.measure(sight, weights, tally)
  blank.measure(sight, weights, tally)
  tally.join('origin', remainders.origin)

  justification.measure(sight, weights, tally)
  assignment.measure(sight, weights, tally)
  appeal.measure(sight, weights, tally)
  excuse.measure(sight, weights, tally)
  tally.join('warrant', remainders.warrant)

  unusual.measure(sight, weights, tally)
  self.measure(sight, weights, tally)
  containment.measure(sight, weights, tally)
  canary.measure(sight, weights, tally)
  tally.join('relation', remainders.relation)

  tempo.measure(sight, weights, tally)
  mass.measure(sight, weights, tally)
  fleet.measure(sight, weights, tally)
  shape.measure(sight, weights, tally)
  drift.measure(sight, weights, tally)
  tally.join('pace', remainders.pace)

  reach.measure(sight, weights, tally)
  standing.measure(sight, weights, tally)
  harm.measure(sight, weights, tally)
  tally.join('stakes', 100)
}
