import { chanceOf, wordKey } from '../chance.ts'

/** What can go wrong between asking the platform and knowing what it did. */
export const faults = [
  /** The request never arrives: nothing happens, no answer comes. */
  'lost-request',
  /** It happens, no answer comes. */
  'lost-answer',
  /** The answer says yes, nothing happens. */
  'phantom-success',
  /** It happens, the answer is a 500. */
  'error-with-effect',
  /** It happens, but late. */
  'slow',
  /** Somebody else changes the account right before. */
  'version-race',
] as const
export type Fault = (typeof faults)[number]

/** Share of calls, from 0 to 1, that each fault befalls; together at most 1. Absent is 0. */
export type FaultShares = Readonly<Partial<Record<Fault, number>>>

export interface FaultPlan {
  readonly shares: FaultShares
  /** How late a slow answer is, in ms: at most `slowMsMax`. */
  readonly slowMs: number
  /** Restrictions that a worker carries out late: whoever undoes one before has undone nothing. */
  readonly lateWorker?: {
    /** Share of the undoings that come too early, from 0 to 1. */
    readonly share: number
    /** How long after the restriction was decided the worker comes to it, in ms: at most `slowMsMax`. */
    readonly delayMs: number
  }
}

export const noFaults: FaultPlan = { shares: {}, slowMs: 0 }
/** Every restriction is carried out, at the latest, a second after it was decided: sooner than the plain platform's
 *  `settleMs`, so that the second look sees it. */
export const lateWorkerAlone: FaultPlan = { ...noFaults, lateWorker: { share: 1, delayMs: 1_000 } }
export const slowMsMax = 30_000

/** In words what is wrong with a plan; `undefined` where nothing is. */
export function faultInPlan(plan: FaultPlan): string | undefined {
  const shares = Object.values(plan.shares)
  if (shares.some((share) => !(share >= 0 && share <= 1))) return 'each share is meant to lie between 0 and 1'
  if (shares.reduce((sum, share) => sum + share, 0) > 1) return 'the shares add up to more than 1'
  if (!(plan.slowMs >= 0 && plan.slowMs <= slowMsMax))
    return `slowMs is meant to lie between 0 and ${slowMsMax}`
  const { share = 0, delayMs = 0 } = plan.lateWorker ?? {}
  if (!(share >= 0 && share <= 1) || !(delayMs >= 0 && delayMs <= slowMsMax))
    return `the late worker's share is meant to lie between 0 and 1, its delayMs between 0 and ${slowMsMax}`
  return undefined
}

/** The fault that befalls the nth call, if one does: the same for the same seed. */
export function faultOf(plan: FaultPlan, seed: number, nth: number): Fault | undefined {
  let draw = chanceOf(seed, wordKey('fault'), nth)()
  for (const fault of faults) {
    draw -= plan.shares[fault] ?? 0
    if (draw < 0) return fault
  }
  return undefined
}
