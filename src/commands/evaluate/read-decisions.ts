import { type Decided, decidedMax, readDecided } from '../../core/evaluation/decided.ts'
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
