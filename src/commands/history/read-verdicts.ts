import { formatOf, readRecords } from '../../edges/files/records.ts'
import { Refusal } from '../history/refusal.ts'
import { readVerdictLine, type VerdictLine } from './verdict-feed.ts'

/** The verdicts of a file, CSV or NDJSON. Throws `Refusal` at the first line that is none, and where there is none. */
export async function readVerdicts(path: string): Promise<VerdictLine[]> {
  const lines: VerdictLine[] = []
  for await (const batch of readRecords(path, { format: formatOf(path) ?? 'ndjson' })) {
    for (const read of batch) {
      const line = 'record' in read ? readVerdictLine(read.record) : 'not a record'
      if (typeof line === 'string') throw new Refusal(`${path}:${read.line}: ${line}`)
      lines.push(line)
    }
  }
  if (lines.length === 0)
    throw new Refusal(`${path} has no verdict in it: eventId, verdict and at were expected`)
  return lines
}
