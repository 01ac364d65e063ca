import { relationWeights } from '../relate/bounds.ts'
import { fightWeights } from '../relate/evidence/fight.ts'
import { ghostWeights } from '../relate/evidence/ghost.ts'
import { historyWeights } from '../relate/evidence/history.ts'
import { manyHandsWeights } from '../relate/evidence/many-hands.ts'
import { networkWeights } from '../relate/evidence/network.ts'
import { retaliationWeights } from '../relate/evidence/retaliation.ts'
import { selfUndoingWeights } from '../relate/evidence/self-undoing.ts'
import { appealWeights } from './appeal.ts'
import { assignmentWeights } from './assignment.ts'
import { blankWeights } from './blank.ts'
import { canaryWeights } from './canary.ts'
import { containmentWeights } from './containment.ts'
import { credentialWeights } from './credential.ts'
import { dormancyWeights } from './dormancy.ts'
import { driftWeights } from './drift.ts'
import { excuseWeights } from './excuse.ts'
import { fleetWeights } from './fleet.ts'
import { handWeights } from './hand.ts'
import { harmWeights } from './harm.ts'
import { hoursWeights } from './hours.ts'
import { justificationWeights } from './justification.ts'
import { massWeights } from './mass.ts'
import { momentWeights } from './moment.ts'
import { precedentWeights } from './precedent.ts'
import { priorWeights } from './prior.ts'
import { reachWeights } from './reach.ts'
import { reasonWeights } from './reason.ts'
import { recordWeights } from './record.ts'
import { selfWeights } from './self.ts'
import { sessionWeights } from './session.ts'
import { shapeWeights } from './shape.ts'
import { standingWeights } from './standing.ts'
import { tempoWeights } from './tempo.ts'
import { tenureWeights } from './tenure.ts'
import { unusualWeights } from './unusual.ts'

/** Every weight, by evidence, in hundredths of points, as shipped. A policy may set each by its name,
 *  `tenure.newHire7d`. */
export const shippedWeights = {
  prior: priorWeights,
  precedent: precedentWeights,
  reason: reasonWeights,
  hand: handWeights,
  tenure: tenureWeights,
  dormancy: dormancyWeights,
  record: recordWeights,
  tempo: tempoWeights,
  mass: massWeights,
  fleet: fleetWeights,
  shape: shapeWeights,
  drift: driftWeights,
  credential: credentialWeights,
  moment: momentWeights,
  hours: hoursWeights,
  session: sessionWeights,
  blank: blankWeights,
  unusual: unusualWeights,
  self: selfWeights,
  containment: containmentWeights,
  canary: canaryWeights,
  justification: justificationWeights,
  assignment: assignmentWeights,
  appeal: appealWeights,
  excuse: excuseWeights,
  reach: reachWeights,
  standing: standingWeights,
  harm: harmWeights,
  retaliation: retaliationWeights,
  selfUndoing: selfUndoingWeights,
  fight: fightWeights,
  manyHands: manyHandsWeights,
  network: networkWeights,
  history: historyWeights,
  ghost: ghostWeights,
  relation: relationWeights,
}

type Shipped = typeof shippedWeights
export type Weights = { readonly [E in keyof Shipped]: { readonly [W in keyof Shipped[E]]: number } }
