/** One entry of a platform's own log, as far as guard `log` needs it. */
export interface LogEntry {
  readonly id: string
  /** In ms since the epoch. */
  readonly at?: number
  readonly actor?: string
  /** In the platform's own word. */
  readonly action?: string
  readonly state?: string
  /** The command that it came from, where the platform carries such an id. */
  readonly batch?: string
  /** What we did ourselves about the same change. */
  readonly isOurs?: true
}

/** What a platform's log says of one account, oldest first; perhaps only the newest entries. */
export type AccountLog = readonly LogEntry[]

/** What came after the change that we undo; `undefined` where the log does not show that change. A change may be
 *  one of several made from one entry: `812#1` is told from entry `812`. */
export function entriesAfter(log: AccountLog, causeEventId: string): AccountLog | undefined {
  const isCause = ({ id }: LogEntry) => causeEventId === id || causeEventId.startsWith(`${id}#`)
  const cause = log.findLastIndex(isCause)
  return cause === -1 ? undefined : log.slice(cause + 1)
}

/** How the account stood before the change: the state of the last entry before it that says one. */
export function stateBefore(log: AccountLog, causeEventId: string): string | undefined {
  const after = entriesAfter(log, causeEventId)
  if (after === undefined) return undefined
  const before = log.slice(0, log.length - after.length - 1)
  return before.findLast(({ state }) => state !== undefined)?.state
}

/** The hands that a sentence about this log may name, each once: whoever acted after the change. Those that were known
 *  before keep their places, for what was said of them still stands; more than so many are nobody by name. */
export function handsIn(
  known: readonly string[],
  log: AccountLog | undefined,
  causeEventId: string,
): readonly string[] {
  const after = log === undefined ? undefined : entriesAfter(log, causeEventId)
  if (after === undefined) return known
  const named = after.flatMap(({ actor, isOurs }) => (actor === undefined || isOurs ? [] : [actor]))
  return [...new Set([...known, ...named])].slice(0, handsMax)
}

export const handsMax = 50

/** For people, but for the hand: its place in the list stands for it, so that whoever shows the sentence decides by
 *  which name, and nobody has to find an id in it.
 *
 *    suspend by mo, the second hand -> suspend by {hand 2}       nobody is named -> suspend by somebody
 *    our own unsuspend              -> our own unsuspend */
export function inWords(
  { action = 'something', actor, isOurs }: LogEntry,
  hands?: readonly string[],
): string {
  if (isOurs === true) return `our own ${action}`
  const place = hands?.findIndex((hand) => hand === actor) ?? -1
  return `${action} by ${place === -1 ? nobody : `{hand ${place + 1}}`}`
}

/** The sentence with names for its hands; a hand without one is somebody.
 *
 *    suspend by {hand 1}, delete by {hand 2}; mo -> suspend by mo, delete by somebody */
export function withHands(says: string, names: readonly (string | undefined)[] = []): string {
  return says.replaceAll(/\{hand (\d{1,3})\}/g, (_, place: string) => names[Number(place) - 1] ?? nobody)
}

const nobody = 'somebody'
