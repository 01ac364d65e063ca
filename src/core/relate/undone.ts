/** Somebody else gave back, within a week, what an actor had taken: on `countermand.relations`, keyed by that
 *  actor, and read by the instance that remembers them. It is no verdict: appeals are granted every day. */
export interface Undone {
  readonly source: string
  /** Whose decision was overruled. */
  readonly actorId: string
  readonly eventId: string
  readonly accountId: string
  /** Who gave it back. */
  readonly by: string
  /** Event time of the giving back. */
  readonly at: number
  readonly afterMs: number
}

export const undoneMsMax = 7 * 86_400_000

/** A record of `countermand.relations`, or `undefined` if it is not one. */
export function readUndone(input: unknown): Undone | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const fields = input as Readonly<Record<string, unknown>>
  const isWhole =
    texts.every((name) => typeof fields[name] === 'string' && fields[name] !== '') &&
    times.every((name) => Number.isSafeInteger(fields[name]))
  return isWhole ? (fields as unknown as Undone) : undefined
}

const texts = ['source', 'actorId', 'eventId', 'accountId', 'by'] as const
const times = ['at', 'afterMs'] as const
