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

/** For people: `suspend by mo` */
export function inWords(entry: LogEntry): string {
  return `${entry.action ?? 'something'} by ${entry.actor ?? 'somebody'}`
}
