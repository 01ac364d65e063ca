import { credentialWeights } from './credential.ts'
import { dormancyWeights } from './dormancy.ts'
import { harmWeights } from './harm.ts'
import { justificationWeights } from './justification.ts'
import { massWeights } from './mass.ts'
import { momentWeights } from './moment.ts'
import { priorWeights } from './prior.ts'
import { reachWeights } from './reach.ts'
import { standingWeights } from './standing.ts'
import { tempoWeights } from './tempo.ts'
import { tenureWeights } from './tenure.ts'
import { unusualWeights } from './unusual.ts'

/** Every weight, by evidence, in hundredths of points, as shipped. A policy may set each by its name,
 *  `tenure.newHire7d`. */
export const shippedWeights = {
  prior: priorWeights,
  tenure: tenureWeights,
  dormancy: dormancyWeights,
  tempo: tempoWeights,
  mass: massWeights,
  credential: credentialWeights,
  moment: momentWeights,
  unusual: unusualWeights,
  justification: justificationWeights,
  reach: reachWeights,
  standing: standingWeights,
  harm: harmWeights,
}

type Shipped = typeof shippedWeights
export type Weights = { readonly [E in keyof Shipped]: { readonly [W in keyof Shipped[E]]: number } }
