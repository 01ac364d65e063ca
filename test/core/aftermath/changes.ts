import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Action } from '../../../src/core/change/actions.ts'

/** A change in one line: `2h ann suspends nobody` at two hours after the beginning. `bot:` is a machine, `bot:ann` the
 *  same on behalf of ann; one called `job` is the platform itself. */
export function changeFrom(line: string, at = 0): AccountChange {
  const [when, who, action, account, cause] = line.trim().split(/\s+/)
  const [id, onBehalfOf] = who!.split(':')
  const kind = onBehalfOf === undefined ? 'volunteer' : id === 'job' ? 'system' : 'automation'
  return {
    eventId: `e${at}`,
    source: 'forum',
    occurredAt: timeFrom(when!),
    action: action as Action,
    outcome: 'done',
    account: { id: account! },
    actor: { id: id!, kind, ...(onBehalfOf && { onBehalfOf }) },
    ...(cause !== undefined && { causedBy: cause }),
  }
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function timeFrom(text: string): number {
  return Number(text.slice(0, -1)) * unitMs[text.at(-1) as keyof typeof unitMs]
}
