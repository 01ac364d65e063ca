import type { AccountChange, Actor, Reason } from '../../../src/core/change/account-change.ts'
import { chance } from '../../core/fit/drawn.ts'

/** An invented history of a small platform: sixty staff and one machine over a year, who suspend accounts, and
 *  colleagues who give some of them back within the day. Newcomers are overruled far oftener than old hands. */

const dayMs = 86_400_000
const hourMs = 3_600_000
export const beginsAt = Date.UTC(2025, 0, 6)
const staffCount = 60
const newcomers = 12

export function toldHistory(seed: number, count: number): AccountChange[] {
  const random = chance(seed)
  const changes: AccountChange[] = []
  const stepMs = (365 * dayMs) / count
  for (let i = 0; i < count; i++) {
    const at = Math.round(beginsAt + i * stepMs)
    const number = Math.floor(random() ** 2 * staffCount)
    const actor = i % 40 === 0 ? machine : person(number, at)
    const change: AccountChange = {
      eventId: `e${i}`,
      source: 'told',
      occurredAt: at,
      action: random() < 0.8 ? 'suspend' : 'lock',
      outcome: 'done',
      account: someAccount(random),
      actor,
      reason: someReason(random),
      ...(random() < 0.7 ? { until: at + Math.ceil(random() * 40) * dayMs } : { until: 'never' as const }),
    }
    changes.push(change)
    const isNew = actor.hiredAt !== undefined && at - actor.hiredAt < 30 * dayMs
    if (random() >= (isNew ? 0.3 : 0.02)) continue
    changes.push({
      ...change,
      eventId: `u${i}`,
      occurredAt: at + Math.round((1 + 10 * random()) * hourMs),
      action: change.action === 'suspend' ? 'unsuspend' : 'unlock',
      actor: person((number + 7) % staffCount, at),
      reason: { code: 'appeal', ticketId: `t${i}` },
    })
  }
  return changes.toSorted((a, b) => a.occurredAt - b.occurredAt)
}

const machine: Actor = { id: 'sweeper', kind: 'automation' }

/** The first few are always new: each leaves after four weeks, and the next takes the place. */
function person(number: number, at: number): Actor {
  if (number >= newcomers) {
    const isLeaving = number % 10 === 0
    return {
      id: `staff-${number}`,
      kind: number % 5 === 0 ? 'contractor' : 'employee',
      hiredAt: beginsAt - (100 + 30 * number) * dayMs,
      ...(isLeaving && { leavesAt: beginsAt + 200 * dayMs }),
    }
  }
  const round = Math.floor((at - beginsAt) / (28 * dayMs))
  return { id: `new-${number}-${round}`, kind: 'employee', hiredAt: beginsAt + round * 28 * dayMs }
}

function someAccount(random: () => number): AccountChange['account'] {
  const id = `account-${Math.floor(random() * 900)}`
  if (random() < 0.03)
    return { id, kind: 'person', followers: 900_000, verified: 'government', protectedClass: ['government'] }
  return { id, kind: 'person', followers: Math.floor(random() * 5_000), verified: 'none', protectedClass: [] }
}

function someReason(random: () => number): Reason {
  const code = ['spam', 'abuse', 'constructor', undefined][Math.floor(random() * 4)]
  return {
    ...(code !== undefined && { code }),
    ...(random() < 0.3 && { ticketId: 'T-1' }),
    ...(random() < 0.3 && { reportId: 'R-1' }),
    ...(random() < 0.1 && { approvedBy: random() < 0.5 ? ['lead-1'] : ['lead-1', 'lead-2'] }),
  }
}
