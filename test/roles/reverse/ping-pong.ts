import { setTimeout as pause } from 'node:timers/promises'
import type { Desk, DeskOptions } from './desk.ts'

/** Another automation takes every account away again as soon as we have given it back, so many times, and a last time in
 *  the last minute of the 24 hours. */
export async function pingPong({ accounts, rounds, open }: PingPong) {
  const desk = await open()
  const plenty = 1_000_000
  desk.policy = {
    ...desk.policy,
    budgets: {
      perMinute: plenty,
      perHour: plenty,
      perActorPerHour: plenty,
      perRulePerHour: plenty,
      protectedReservePerMinute: 0,
    },
  }
  await desk.start()
  const told = () => new Set(desk.alerts.flatMap((one) => (one.kind === 'not-acted' ? [one.eventId] : [])))
  // What is published may be there twice.
  const restored = () =>
    new Set(desk.reversals.flatMap((one) => (one.state === 'confirmed' ? [one.accountId] : [])))
  for (let round = 0; round < rounds; round++) {
    if (round === rounds - 1) desk.ahead(dayMs - 60_000)
    for (let i = 0; i < accounts; i++)
      await desk.deactivated(`a${i}`, {
        actorId: round === 0 ? 'contractor-1' : 'automation-7',
        // As old as on the day before: only how long ago it was undone is another.
        ageMs: round === rounds - 1 ? 60_000 - dayMs : 0,
      })
    const isOver = () => (round === 0 ? restored().size === accounts : told().size === accounts * round)
    const endBy = Date.now() + 20_000 + accounts * 100
    while (!isOver() && Date.now() < endBy) await pause(100)
  }
  const perAccount = new Map<string, number>()
  for (const { accountId } of desk.server.applied)
    perAccount.set(accountId, (perAccount.get(accountId) ?? 0) + 1)
  const gates = new Set(desk.reversals.flatMap((one) => (one.state === 'blocked' ? one.blockedBy : [])))
  return {
    restoredAccounts: perAccount.size,
    most: Math.max(...perAccount.values()),
    escalated: told().size,
    gates: [...gates].sort(),
  }
}

const dayMs = 86_400_000

interface PingPong {
  readonly accounts: number
  readonly rounds: number
  readonly open: (options?: DeskOptions) => Promise<Desk>
}
