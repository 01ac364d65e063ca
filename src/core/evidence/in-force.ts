import type { Family } from '../decision/assessment.ts'
import { appeal } from './appeal.ts'
import { assignment } from './assignment.ts'
import { blank } from './blank.ts'
import { canary } from './canary.ts'
import { containment } from './containment.ts'
import { credential } from './credential.ts'
import { dormancy } from './dormancy.ts'
import { drift } from './drift.ts'
import type { Evidence } from './evidence.ts'
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
import { standing } from './standing.ts'
import { tempo } from './tempo.ts'
import { tenure } from './tenure.ts'
import { unusual } from './unusual.ts'

/** All evidence in force, family by family, in the order that an analyst reads it. The family `pace`
 *  comes last of suspicion: `drift` asks what all others said. */
export const evidenceInForce: readonly Evidence[] = [
  prior,
  precedent,
  reason,
  hand,
  tenure,
  dormancy,
  record,
  credential,
  moment,
  hours,
  session,
  blank,
  justification,
  assignment,
  appeal,
  excuse,
  unusual,
  self,
  containment,
  canary,
  tempo,
  mass,
  fleet,
  shape,
  drift,
  reach,
  standing,
  harm,
]

/** Families whose members are joined instead of added. Stakes are plain sums: harm to more people, harder to
 *  undo, multiply. */
export const joinedFamilies = [
  'employment',
  'pace',
  'origin',
  'warrant',
  'relation',
] as const satisfies readonly Family[]
export type JoinedFamily = (typeof joinedFamilies)[number]
