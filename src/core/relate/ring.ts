import { actions, type Effect, effectOf } from '../change/actions.ts'

/** Short lists of acts, kept flat in plain numbers and in order of event time. */

export const actsMax = 8
/** Actor, event, time, action and flags. */
export const actSize = 4
export const actedMax = 8
/** Account, time. */
export const actedSize = 2

const machineFlag = 64

export function actCode(action: number, machine: boolean): number {
  return machine ? action + machineFlag : action
}

export function isByMachine(code: number): boolean {
  return code >= machineFlag
}

const effects: readonly Effect[] = actions.map((action) => effectOf[action])

export function effectOfCode(code: number): Effect {
  return effects[code % machineFlag] ?? 'adjusts'
}

/** The ring with one more entry in its place by time, the oldest leaving when there are more than `most`. The
 *  time stands at `timeAt` of each entry. Of equal times the new one comes last. */
export function inserted(
  ring: readonly number[],
  entry: readonly number[],
  timeAt: number,
  most: number,
): readonly number[] {
  const size = entry.length
  const time = entry[timeAt] ?? 0
  const isFull = ring.length >= most * size
  if (isFull && time < (ring[timeAt] ?? 0)) return ring
  // Copied whole and moved into place: rows mostly come in order, and V8 copies arrays of doubles at once.
  const next = ring.slice(isFull ? size : 0)
  let place = next.length
  for (let i = 0; i < size; i++) next.push(entry[i] ?? 0)
  for (; place > 0 && (next[place - size + timeAt] ?? 0) > time; place -= size) {
    for (let i = place - size; i < place; i++) next[i + size] = next[i] ?? 0
    for (let i = 0; i < size; i++) next[place - size + i] = entry[i] ?? 0
  }
  return next
}
