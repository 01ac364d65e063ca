import { actions } from '../core/change/actions.ts'
import type { Digest, DigestRow } from '../core/decision/digest.ts'
import { severities } from '../core/policy/severity.ts'
import type { LogRecord } from '../ports/log.ts'
import { decodeJson } from './json.ts'

/** One digest record, each row at its place; `undefined` where a place holds no row that this version knows. */
export type SeenDigest = Omit<Digest, 'rows'> & { readonly rows: readonly (DigestRow | undefined)[] }

/** Reads digest records; `undefined` where the bytes are no digest that this version knows.
 *
 *  Everything assessed goes through here, and several parts of one process look at the same record within a moment
 *  (whoever relates, the watch over the machine, the page): it is decoded for the first, and remembered for the others. */
export type DigestReader = (record: LogRecord) => SeenDigest | undefined

/** So many of the last records, each of one batch of changes. Whoever reads further behind decodes for itself. */
const rememberedMax = 64

export function openDigestReader(): DigestReader {
  const remembered = new Map<string, SeenDigest | undefined>()
  return (record) => {
    const place = `${record.topic}/${record.partition}@${record.offset}`
    if (remembered.has(place)) return remembered.get(place)
    const seen = seenIn(record.value)
    remembered.set(place, seen)
    if (remembered.size > rememberedMax) {
      const [eldest = ''] = remembered.keys()
      remembered.delete(eldest)
    }
    return seen
  }
}

/** The rows alone; none where the bytes are no digest. */
export function rowsIn(digest: SeenDigest | undefined): readonly DigestRow[] {
  return digest?.rows.filter((row) => row !== undefined) ?? []
}

function seenIn(value: Buffer | null): SeenDigest | undefined {
  const digest = decodeJson(value)
  return isDigest(digest)
    ? { ...digest, rows: digest.rows.map((row) => (isRow(row) ? row : undefined)) }
    : undefined
}

function isDigest(value: unknown): value is Digest {
  if (typeof value !== 'object' || value === null) return false
  if (!('v' in value && value.v === 1 && 'rows' in value && Array.isArray(value.rows))) return false
  return 'source' in value && typeof value.source === 'string'
}

const knownActions: ReadonlySet<unknown> = new Set(actions)
const knownSeverities: ReadonlySet<unknown> = new Set(severities)

export function isRow(row: unknown): row is DigestRow {
  if (!Array.isArray(row)) return false
  const [eventId, occurredAt, action, actorId, accountId, suspicion, stakes, severity, alerted] = row
  return (
    typeof eventId === 'string' &&
    typeof actorId === 'string' &&
    typeof accountId === 'string' &&
    Number.isFinite(occurredAt) &&
    Number.isFinite(suspicion) &&
    Number.isFinite(stakes) &&
    knownActions.has(action) &&
    knownSeverities.has(severity) &&
    (alerted === 0 || alerted === 1)
  )
}
