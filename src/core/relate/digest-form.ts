import type { DigestRow } from '../decision/digest.ts'
import type { Carried, Row } from './row.ts'

/** A row as it lies in a digest, and back. */
export function packRow(row: Row): DigestRow {
  const flags =
    (row.machine ? machineBit : 0) | (row.isAddress ? addressBit : 0) | (row.took ? 0 : attemptBit)
  const { states } = row
  const packed: [...DigestRow] = [
    row.eventId,
    row.occurredAt,
    row.action,
    row.actorId,
    row.accountId,
    row.suspicionCenti,
    row.stakesCenti,
    row.severity,
    row.alerted ? 1 : 0,
    flags,
  ]
  if (states !== undefined) packed[10] = [states.before, states.after, states.until]
  return packed
}

export function unpackRow(source: string, packed: DigestRow, carried: Carried | undefined): Row {
  const [eventId, occurredAt, action, actorId, accountId, suspicionCenti, stakesCenti, severity] = packed
  const flags = packed[9] ?? 0
  const states = packed[10]
  return {
    source,
    eventId,
    occurredAt,
    action,
    actorId,
    accountId,
    suspicionCenti,
    stakesCenti,
    severity,
    alerted: packed[8] === 1,
    machine: (flags & machineBit) !== 0,
    isAddress: (flags & addressBit) !== 0,
    took: (flags & attemptBit) === 0,
    ...(states !== undefined && { states: { before: states[0], after: states[1], until: states[2] } }),
    carried,
  }
}

const machineBit = 1
const addressBit = 2
const attemptBit = 4
