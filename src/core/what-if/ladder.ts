import type { Situation } from './situation.ts'

/** One sort of fact that could have been otherwise, in steps: step 1 is the smallest change of it, the last the
 *  largest. It only rewrites facts; what follows from them the scorer says. */
export interface Ladder {
  readonly name: string
  /** 0 where it does not apply. */
  stepsOf(was: Situation): number
  at(was: Situation, step: number): Situation
  /** What comes after "if": `the contract ran another 30 days`. */
  says(was: Situation, step: number): string
}

/** A fact that is so or otherwise, with nothing between: one step. `otherwise` answers undefined, or the very
 *  situation it was given, where it does not apply. */
export function eitherOr(
  name: string,
  says: string | ((was: Situation) => string),
  otherwise: (was: Situation) => Situation | undefined,
): Ladder {
  const apply = (was: Situation): Situation => otherwise(was) ?? was
  return {
    name,
    stepsOf: (was) => (apply(was) === was ? 0 : 1),
    at: apply,
    says: (was) => (typeof says === 'string' ? says : says(was)),
  }
}
