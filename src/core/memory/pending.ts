import { comparedScales, massScalesMs } from './layout.ts'
import type { Act } from './learn.ts'
import { readSlot, slotBytes, writeSlot } from './slot-bytes.ts'

/** A flagged change that waits: it taught the baseline nothing, and a verdict lets it in or throws it away. */
export interface Pending extends Act {
  /** `eventIdentity(eventId, accountId)`. */
  readonly event: number
  /** The pace it was found at, at each compared scale. */
  readonly pace: readonly number[]
  /** And the mass, at each scale of it. */
  readonly mass: readonly number[]
}

/** More than this many flagged changes of one actor are an incident, not a habit to learn. */
export const pendingMax = 12

const hashes = ['reason', 'network', 'device', 'tool'] as const
const massScales = massScalesMs.length
const eventAt = 6 + 1 + 1 + 4
const hashesAt = eventAt + slotBytes.event
const paceAt = hashesAt + slotBytes.hash * hashes.length
const massAt = paceAt + slotBytes.rough * comparedScales
/** Time, action, weight, marks, event, hashes, pace, mass. */
export const pendingBytes = massAt + slotBytes.rough * massScales

/** Beside the weight in its byte. */
const againBit = 2

export function writePending(view: DataView, position: number, pending: Pending): void {
  writeSlot(view, position, 'whole', pending.at)
  view.setInt8(position + 6, pending.action)
  view.setUint8(position + 7, pending.weight | (pending.again ? againBit : 0))
  view.setUint32(position + 8, pending.marks)
  writeSlot(view, position + eventAt, 'event', pending.event)
  for (const [i, name] of hashes.entries()) view.setUint32(position + hashesAt + 4 * i, pending[name])
  for (let i = 0; i < comparedScales; i++) view.setFloat32(position + paceAt + 4 * i, pending.pace[i] ?? 0)
  for (let i = 0; i < massScales; i++) view.setFloat32(position + massAt + 4 * i, pending.mass[i] ?? 0)
}

/** @throws RangeError where the bytes end before it does. */
export function readPending(view: DataView, position: number): Pending {
  const hash = (name: (typeof hashes)[number]): number =>
    view.getUint32(position + hashesAt + 4 * hashes.indexOf(name))
  return {
    at: readSlot(view, position, 'whole'),
    action: view.getInt8(position + 6),
    weight: (view.getUint8(position + 7) & 1) === 0 ? 0 : 1,
    again: (view.getUint8(position + 7) & againBit) !== 0,
    marks: view.getUint32(position + 8),
    event: readSlot(view, position + eventAt, 'event'),
    reason: hash('reason'),
    network: hash('network'),
    device: hash('device'),
    tool: hash('tool'),
    pace: Array.from({ length: comparedScales }, (_, i) => view.getFloat32(position + paceAt + 4 * i)),
    mass: Array.from({ length: massScales }, (_, i) => view.getFloat32(position + massAt + 4 * i)),
  }
}
