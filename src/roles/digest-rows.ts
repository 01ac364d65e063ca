import { actions } from '../core/change/actions.ts'
import type { Digest, DigestRow } from '../core/decision/digest.ts'
import { severities } from '../core/policy/severity.ts'
import { decodeJson } from './json.ts'

/** The rows of one digest record, for the picture of the stream; none where the bytes are no digest. */
export function readDigest(value: Buffer | null): readonly DigestRow[] {
  return readDigestRecord(value)?.rows.filter(isRow) ?? []
}

/** One digest record; `undefined` where the bytes are no digest that this version knows. */
export function readDigestRecord(value: Buffer | null): Digest | undefined {
  const digest = decodeJson(value)
  return isDigest(digest) ? digest : undefined
}

function isDigest(value: unknown): value is Digest {
  if (typeof value !== 'object' || value === null) return false
  if (!('v' in value && value.v === 1 && 'rows' in value && Array.isArray(value.rows))) return false
  return 'source' in value && typeof value.source === 'string'
}

export function isRow(row: unknown): row is DigestRow {
  if (!Array.isArray(row)) return false
  const [eventId, occurredAt, action, actorId, accountId, suspicion, stakes, severity, alerted] = row
  return (
    [eventId, actorId, accountId].every((id) => typeof id === 'string') &&
    [occurredAt, suspicion, stakes].every(Number.isFinite) &&
    actions.includes(action) &&
    severities.includes(severity) &&
    (alerted === 0 || alerted === 1)
  )
}
