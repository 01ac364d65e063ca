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

/** For people: `suspend by mo`. Whoever changes these words changes `renameInWords`, which finds the hand again. */
export function inWords(entry: LogEntry): string {
  return `${entry.action ?? 'something'} by ${entry.actor ?? 'somebody'}`
}

/** Our sentences about a log with other names for the hands in it.
 *
 *  the log shows suspend by mo, delete by jo between the change and our undoing -> mo, jo
 *  the account has moved on: the log shows suspend by mo after the change       -> mo
 *  then came suspend by mo                                                      -> mo
 *  held back by a gate                                                          -> nobody */
export function renameInWords(says: string, rename: (actorId: string) => string): string {
  const lists = /(?<=\bthe log shows |\bthen came )(.*?)(?= between the change| after the change|; |$)/gs
  return says.replaceAll(lists, (list) =>
    list
      .split(', ')
      .map((entry) => {
        const [action, ...hand] = entry.split(' by ')
        const actorId = hand.join(' by ')
        return actorId === '' || actorId === 'somebody' ? entry : `${action} by ${rename(actorId)}`
      })
      .join(', '),
  )
}
