import { comparedScales, massScalesMs } from './layout.ts'
import type { Act } from './learn.ts'
import { readSlot, writeSlot } from './slot-bytes.ts'

/** A flagged change that waits: it taught the baseline nothing, and a verdict lets it in or throws it away. */
export interface Pending extends Act {
  /** `identity(eventId, accountId)`. */
  readonly event: number
  /** The pace it was found at, at each compared scale. */
  readonly pace: readonly number[]
  /** And the mass, at each scale of it. */
  readonly mass: readonly number[]
}

/** More than this many flagged changes of one actor are an incident, not a habit to learn. */
export const pendingMax = 12

const massScales = massScalesMs.length
const hashes = ['event', 'reason', 'network', 'device', 'tool'] as const
const headBytes = 8 + 1 + 1 + 4 + 6 * hashes.length
/** Time, action, weight, marks, hashes, pace, mass. */
export const pendingBytes = headBytes + 4 * (comparedScales + massScales)

export function writePending(view: DataView, position: number, pending: Pending): void {
  view.setFloat64(position, pending.at)
  view.setInt8(position + 8, pending.action)
  view.setUint8(position + 9, pending.weight)
  view.setUint32(position + 10, pending.marks)
  for (const [i, name] of hashes.entries()) writeSlot(view, position + 14 + 6 * i, 'whole', pending[name])
  const paceAt = position + headBytes
  for (let i = 0; i < comparedScales; i++) view.setFloat32(paceAt + 4 * i, pending.pace[i] ?? 0)
  const massAt = paceAt + 4 * comparedScales
  for (let i = 0; i < massScales; i++) view.setFloat32(massAt + 4 * i, pending.mass[i] ?? 0)
}

export function readPending(view: DataView, position: number): Pending {
  const hash = (name: (typeof hashes)[number]): number =>
    readSlot(view, position + 14 + 6 * hashes.indexOf(name), 'whole')
  const paceAt = position + headBytes
  const massAt = paceAt + 4 * comparedScales
  return {
    at: view.getFloat64(position),
    action: view.getInt8(position + 8),
    weight: view.getUint8(position + 9) === 0 ? 0 : 1,
    marks: view.getUint32(position + 10),
    event: hash('event'),
    reason: hash('reason'),
    network: hash('network'),
    device: hash('device'),
    tool: hash('tool'),
    pace: Array.from({ length: comparedScales }, (_, i) => view.getFloat32(paceAt + 4 * i)),
    mass: Array.from({ length: massScales }, (_, i) => view.getFloat32(massAt + 4 * i)),
  }
}
