import type { AccountChange } from './account-change.ts'

type Times = Pick<AccountChange, 'occurredAt' | 'requestedAt'>

/** When it took effect, as far as that is believed: not after it reached us. */
export function doneAt({ occurredAt }: Times, arrivedAt: number | undefined): number {
  return arrivedAt === undefined ? occurredAt : Math.min(occurredAt, arrivedAt)
}

/** When the actor asked for the change. Nobody asks for what is done already, or before it reached us: a false time
 *  ahead would make anybody a leaver, and an old hand of a newcomer. Nor is a change believed to have waited for
 *  more than a quarter of a year: a false time back would be before everybody's exit.
 *
 *    requestedAt     occurredAt   arrivedAt    asked at
 *    -               1 May        -            1 May
 *    30 April        1 May        -            30 April
 *    2 May           1 May        3 May        1 May
 *    2 May           3 May        1 May        1 May
 *    1 May a year before          -            31 January */
export function askedAt(change: Times, arrivedAt: number | undefined): number {
  const { requestedAt } = change
  const latest = doneAt(change, arrivedAt)
  return requestedAt === undefined ? latest : Math.max(latest - waitMsMax, Math.min(requestedAt, latest))
}

const waitMsMax = 90 * 86_400_000
