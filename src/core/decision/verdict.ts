/** What an analyst says of a flagged change, on `countermand.verdicts`, keyed by actor. */
export interface Verdict {
  readonly verdictId: string
  readonly alertId: string
  readonly source: string
  readonly eventId: string
  readonly actorId: string
  readonly accountId: string
  readonly verdict: VerdictWord
  readonly by: string
  readonly at: number
  readonly note?: string
}

export const verdictWords = ['meant', 'not-meant', 'mistake', 'test', 'not-enough-to-tell'] as const
export type VerdictWord = (typeof verdictWords)[number]
