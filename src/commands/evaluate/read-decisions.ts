import type { AccountChange } from '../../core/change/account-change.ts'
import { type Decided, decidedMax, readDecided } from '../../core/evaluation/decided.ts'
import { plainly } from '../../core/spelling/plainly.ts'
import { formatOf, readRecords } from '../../edges/files/records.ts'
import { Refusal } from '../history/refusal.ts'

/** The lines that replays wrote, by the version of the policy that they name: one file may hold several, and
 *  several files one. Throws `Refusal` at the first line that is none. */
export async function readDecisions(paths: readonly string[]): Promise<Map<string, Decided[]>> {
  const byPolicy = new Map<string, Decided[]>()
  for (const path of paths) {
    let decisions = 0
    for await (const batch of readRecords(path, { format: formatOf(path) ?? 'ndjson' })) {
      for (const read of batch) {
        const line = 'record' in read ? readDecided(read.record) : 'not a record'
        if (typeof line === 'string') throw new Refusal(`${path}:${read.line}: ${line}`)
        const lines = byPolicy.get(line.policy) ?? []
        if (lines.length >= decidedMax) throw new Refusal(`${path}: more than ${decidedMax} decisions`)
        byPolicy.set(line.policy, lines)
        lines.push(line)
        decisions += 1
      }
    }
    // A policy that alerted nobody writes an empty file; one may as well be the wrong file.
    if (decisions === 0) console.error(`${path} has no decision in it, as of a replay that alerted nobody`)
  }
  // Such a policy has no line to be named in.
  if (byPolicy.size === 0) byPolicy.set('unnamed', [])
  return byPolicy
}

/** Tells decisions about events of a history from those about others, which would else be alerts of nobody's: lines of
 *  another history, or of one that was cut. */
export interface DecisionsMatch {
  /** Any change of the whole history. */
  see(change: AccountChange): void
  /** Those that are about events of it. Throws `Refusal` where there are lines of a policy, and none of them is. */
  matched(policy: string, lines: readonly Decided[]): readonly Decided[]
}

export function matchDecisions(byPolicy: ReadonlyMap<string, readonly Decided[]>): DecisionsMatch {
  const unmet = new Set([...byPolicy.values()].flat().map(eventKey))
  return {
    see({ source, eventId }) {
      unmet.delete(eventKey({ source, eventId }))
      unmet.delete(eventKey({ source: undefined, eventId }))
    },
    matched(policy, lines) {
      const matched = lines.filter((line) => !unmet.has(eventKey(line)))
      const [first] = lines
      if (first === undefined || matched.length > 0) return matched
      throw new Refusal(
        `none of the ${lines.length.toLocaleString('en-US')} decisions of policy ${plainly(policy, 80)} is about an ` +
          `event of the history: its changes have no ${shownEvent(first)}`,
      )
    },
  }
}

function eventKey({ source, eventId }: Pick<Decided, 'source' | 'eventId'>): string {
  return source === undefined ? eventId : `${source}\0${eventId}`
}

function shownEvent({ source, eventId }: Decided): string {
  const of = source === undefined ? '' : ` of source ${plainly(source, 80)}`
  return `eventId ${plainly(eventId, 80)}${of}`
}
