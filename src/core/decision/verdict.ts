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

/** A record of `countermand.verdicts`, or `undefined` if it is not one: nothing is learnt from what is unclear. */
export function readVerdict(input: unknown): Verdict | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const fields = input as Readonly<Record<string, unknown>>
  const word = verdictWords.find((known) => known === fields.verdict)
  const isWhole = texts.every((name) => typeof fields[name] === 'string' && fields[name] !== '')
  if (word === undefined || !isWhole || !Number.isSafeInteger(fields.at)) return undefined
  return fields as unknown as Verdict
}

const texts = ['verdictId', 'alertId', 'source', 'eventId', 'actorId', 'accountId', 'by'] as const
