import type { AccountChange } from '../../core/change/account-change.ts'
import type { Fault, Unreadable } from '../../core/change/unreadable.ts'
import type { ChangeReader } from '../../ports/change-reader.ts'
import { appendBytesMax, type NewRecord } from '../../ports/log.ts'

/** What became of one delivery of changes. */
export interface DeliveryAnswer {
  readonly accepted: number
  readonly repeated: number
  readonly unreadable: number
  readonly skipped: number
  readonly lines: readonly LineAnswer[]
}

/** `repeated`: the same change stood earlier in this delivery. `skipped`: the mapping takes no interest. */
export interface LineAnswer {
  /** From 1. */
  readonly line: number
  readonly answer: 'accepted' | 'repeated' | 'unreadable' | 'skipped'
  readonly faults?: readonly Fault[]
}

/** Reads every record and says what is to be appended: the bytes as they came, keyed by the actor, so that
 *  one hand's changes stay in order. A record with several changes goes under its first one's actor; a mapping
 *  that can yield several hands in one record needs the re-keying stage.
 *
 *  What cannot be read is answered with its faults, and goes on as it is too: it becomes a dead letter where
 *  all others do, and an alert where it may hide a restriction. */
export async function readDelivery(
  records: readonly Buffer[],
  read: ChangeReader['read'],
): Promise<{ readonly answer: DeliveryAnswer; readonly append: readonly NewRecord[] }> {
  const seen = new Set<string>()
  const lines: LineAnswer[] = []
  const append: NewRecord[] = []
  for (const [index, value] of records.entries()) {
    // A large delivery lets others in between.
    if (index % breatheEvery === breatheEvery - 1) await new Promise((resolve) => setImmediate(resolve))
    const found = await read(value)
    const changes = found.filter(isChange)
    const faults = found.filter(isUnreadable).flatMap((one) => one.faults)
    const line = index + 1
    const [first] = changes
    if (found.some(isUnreadable)) {
      lines.push({ line, answer: 'unreadable', faults: faults.slice(0, faultsMax) })
      if (value.length <= keptBytesMax) append.push({ key: null, value })
    } else if (first === undefined) lines.push({ line, answer: 'skipped' })
    else if (changes.every((change) => seen.has(idOf(change)))) lines.push({ line, answer: 'repeated' })
    else {
      for (const change of changes) seen.add(idOf(change))
      append.push({ key: first.actor.id, value })
      lines.push({ line, answer: 'accepted' })
    }
  }
  return { answer: { ...countsOf(lines), lines }, append }
}

const breatheEvery = 500
/** A record with its key and headers has to fit the log. */
const keptBytesMax = appendBytesMax - 1_024
/** Every fault of a record is told, up to a number that still helps. */
const faultsMax = 20

function countsOf(lines: readonly LineAnswer[]) {
  const count = (answer: LineAnswer['answer']) => lines.filter((line) => line.answer === answer).length
  return {
    accepted: count('accepted'),
    repeated: count('repeated'),
    unreadable: count('unreadable'),
    skipped: count('skipped'),
  }
}

function isChange(found: AccountChange | Unreadable): found is AccountChange {
  return !isUnreadable(found)
}

function isUnreadable(found: AccountChange | Unreadable): found is Unreadable {
  return 'unreadable' in found
}

function idOf(change: AccountChange): string {
  return JSON.stringify([change.source, change.eventId])
}
