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

/** The ring of acts with one more in it: the same ring where the new one is the one that there is no room for. */
export function withAct(
  acts: readonly number[],
  actor: number,
  event: number,
  at: number,
  code: number,
): readonly number[] {
  const next = inserted(acts, [actor, event, at, code], 2, actsMax + 1)
  if (next.length <= actsMax * actSize) return next
  const leaves = leaving(next)
  return next[leaves + 1] === event ? acts : next.toSpliced(leaves, actSize)
}

/** Which of too many acts leaves, so that nobody pushes others out by being busy: what is too long past to matter
 *  to any evidence; else a machine's, beyond the last few; else the oldest that its own hand has done again
 *  since; else the oldest. */
function leaving(acts: readonly number[]): number {
  if ((acts[2] ?? 0) < (acts[acts.length - actSize + 2] ?? 0) - heldMs) return 0
  let machines = 0
  let machine = -1
  let again = -1
  for (let i = acts.length - actSize; i >= 0; i -= actSize) {
    if (isByMachine(acts[i + 3] ?? 0)) {
      machines += 1
      machine = i
    }
    if (isDoneAgain(acts, i)) again = i
  }
  if (machines > machinesMax) return machine
  return Math.max(0, again)
}

/** Whether the same hand does the like later in the ring. */
function isDoneAgain(acts: readonly number[], act: number): boolean {
  const effect = effectOfCode(acts[act + 3] ?? 0)
  for (let i = act + actSize; i < acts.length; i += actSize) {
    if (acts[i] === acts[act] && effectOfCode(acts[i + 3] ?? 0) === effect) return true
  }
  return false
}

/** Places that machines keep in a full ring. */
const machinesMax = 2
/** The longest that any evidence looks back in the ring: a fight. */
const heldMs = 7 * 86_400_000
