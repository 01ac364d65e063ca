import type { SpokenVerb } from '../reversal/instruction.ts'

/** What a person said and the machine did not follow, as they are told it. */
export interface RefusedWord {
  readonly caseId: string
  /** Of the case, that came of it: no two of one case have the same. */
  readonly version: number
  readonly at: number
  readonly act: SpokenVerb
  /** Why not, in words. */
  readonly says: string
}
