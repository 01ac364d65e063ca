import type { Sight } from '../evidence/sight.ts'
import type { ActorMemory } from './actor-memory.ts'
import * as at from './layout.ts'
import { learnUsual } from './learn.ts'
import { type Pending, pendingMax } from './pending.ts'

/** The memory after a change, made in the slots that its `Sight` was taken from (they are its own copy).
 *
 *  What happened enters the pace at once, flagged or not, or a burst would go unseen from its first alert
 *  on. What is usual learns only from what was not flagged; the rest waits for a verdict. */
export function remember(sight: Sight, before: ActorMemory | undefined, flagged: boolean): ActorMemory {
  const slots = sight.slots
  let pending = before === undefined ? none : before.pending
  if (flagged) {
    if (pending.length >= pendingMax) slots[at.notLearntSlot] = (slots[at.notLearntSlot] ?? 0) + 1
    pending = [...pending.slice(-(pendingMax - 1)), pendingOf(sight)]
  } else learnUsual(slots, sight, slots, at.paceSlot, slots, at.massSlot)
  slots[at.changesSlot] = (slots[at.changesSlot] ?? 0) + 1
  put(slots, at.eventHashSlot, at.eventCursorSlot, at.eventsRemembered, sight.event)
  if (sight.weight === 1) countAct(slots, sight)
  if (sight.another) countAccount(slots, sight)
  return { slots, pending }
}

const none: readonly Pending[] = []

function pendingOf(sight: Sight): Pending {
  return {
    event: sight.event,
    at: sight.at,
    action: sight.action,
    weight: sight.weight,
    notable: sight.notable,
    protected: sight.protected,
    ticket: sight.ticket,
    report: sight.report,
    reason: sight.reason,
    pace: sight.slots.slice(at.paceSlot, at.paceSlot + at.comparedScales),
    mass: sight.slots.slice(at.massSlot, at.massSlot + at.massScalesMs.length),
  }
}

function countAct(slots: number[], sight: Sight): void {
  slots[at.actsSlot] = (slots[at.actsSlot] ?? 0) + 1
  const lag = (slots[at.clockSlot] ?? 0) - sight.at
  for (let i = 0; i < at.scalesMs.length; i++) {
    const weight = lag <= 0 ? 1 : Math.exp(-lag / (at.scalesMs[i] ?? 1))
    slots[at.paceSlot + i] = Math.fround((slots[at.paceSlot + i] ?? 0) + weight)
  }
  if (sight.operation !== 0) {
    put(slots, at.operationHashSlot, at.operationCursorSlot, at.operationsRemembered, sight.operation)
  }
}

function countAccount(slots: number[], sight: Sight): void {
  const lag = (slots[at.clockSlot] ?? 0) - sight.at
  for (let i = 0; i < at.massScalesMs.length; i++) {
    const weight = lag <= 0 ? 1 : Math.exp(-lag / (at.massScalesMs[i] ?? 1))
    slots[at.massSlot + i] = Math.fround((slots[at.massSlot + i] ?? 0) + weight)
    if (!sight.notable) continue
    slots[at.notableMassSlot + i] = Math.fround((slots[at.notableMassSlot + i] ?? 0) + weight)
  }
  put(slots, at.accountHashSlot, at.accountCursorSlot, at.accountsRemembered, sight.account)
}

/** Overwrites the oldest place of a ring. */
function put(slots: number[], first: number, cursorSlot: number, size: number, hash: number): void {
  const cursor = slots[cursorSlot] ?? 0
  slots[first + cursor] = hash
  slots[cursorSlot] = cursor + 1 < size ? cursor + 1 : 0
}
