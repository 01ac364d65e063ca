import { setTimeout as pause } from 'node:timers/promises'
import { isAtRest } from '../../../src/core/reversal/life.ts'
import type { FaultPlan } from '../../../src/demo/platform/faults.ts'
import { openDemoDesk } from './demo-desk.ts'

/** Reversals on a platform that loses a tenth of the requests and more of the answers: what must hold of all of
 *  them, shared by the short test and `test/heavy/unknown-outcomes.ts`. */
export interface UnknownOutcomes {
  readonly reversals: number
  readonly states: Readonly<Record<string, number>>
  readonly applied: number
  readonly appliedTwice: number
  readonly appliedAfterExpiry: number
  readonly falselyConfirmed: number
  /** Of those not at rest in time: 60 s after their command expired. */
  readonly notEnded: number
  readonly endedAfterExpiryMsMax: number
  readonly confirmedMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly tookSeconds: number
}

export interface UnknownOutcomesOptions {
  readonly count: number
  readonly seed: number
  readonly stallMs: number
  readonly lifeMs: number
  readonly confirmMs: number
  /** Under way at once: with more, a slow machine would not come to the last before their commands expire. */
  readonly livesMax: number
  /** How long one call may take. */
  readonly timeoutMs: number
  /** Told now and then how many were begun. */
  readonly progress?: (begun: number) => void
}

export const faultShares: FaultPlan['shares'] = {
  'lost-request': 0.1,
  'lost-answer': 0.15,
  'error-with-effect': 0.05,
  'version-race': 0.05,
  slow: 0.02,
  'phantom-success': 0.05,
}

const graceMs = 60_000

export async function runUnknownOutcomes(options: UnknownOutcomesOptions): Promise<UnknownOutcomes> {
  const { count, seed, stallMs, lifeMs, confirmMs, livesMax, timeoutMs, progress = () => {} } = options
  const began = performance.now()
  const desk = await openDemoDesk({
    kind: 'versioned',
    seed,
    settings: { lifeMs, confirmMs, livesMax },
    spec: { timeoutMs },
  })
  try {
    desk.server.setFaults({ shares: faultShares, slowMs: stallMs })
    for (let i = 0; i < count; i++) {
      if (i % 500 === 0) progress(i)
      await desk.suspended(`a${i}`)
      // No faster than the role takes them in, so that ages stay small.
      while (i - desk.reversals.size > 300) await pause(5)
    }
    const deadline = Date.now() + lifeMs + graceMs
    const isOver = () =>
      desk.reversals.size === count && [...desk.reversals.values()].every(({ state }) => isAtRest(state))
    while (!isOver() && Date.now() < deadline) await pause(20)
    // What still lies at the platform, stalled, is carried out or refused meanwhile.
    await pause(stallMs + 100)

    const sentAt = new Map<string, number>()
    for (const one of desk.history) if (one.state === 'authorised') sentAt.set(one.reversalId, one.at)
    const times = new Map<string, number[]>()
    for (const { causedBy, occurredAt } of desk.changes)
      if (causedBy !== undefined) times.set(causedBy, [...(times.get(causedBy) ?? []), occurredAt])
    const expiry = (id: string) => (sentAt.get(id) ?? 0) + lifeMs
    const all = [...desk.reversals.values()]
    const confirmed = all.filter(({ state }) => state === 'confirmed')
    const ended = all.filter(({ state }) => isAtRest(state))
    return {
      reversals: all.length,
      states: Object.fromEntries(
        [...Map.groupBy(all, ({ state }) => state)].map(([state, some]) => [state, some.length]),
      ),
      applied: times.size,
      appliedTwice: [...times.values()].filter((some) => some.length > 1).length,
      appliedAfterExpiry: [...times].filter(([id, some]) => some.some((at) => at >= expiry(id))).length,
      falselyConfirmed: confirmed.filter(
        ({ accountId, reversalId }) => !isRestored(desk.book.look(accountId, Date.now()), reversalId),
      ).length,
      notEnded:
        count -
        all.length +
        all.filter(({ reversalId, state, at }) => !isAtRest(state) || at > expiry(reversalId) + graceMs)
          .length,
      endedAfterExpiryMsMax: ended.reduce((most, one) => Math.max(most, one.at - expiry(one.reversalId)), 0),
      confirmedMs: spread(confirmed.map(({ confirmedAfterSeconds = 0 }) => confirmedAfterSeconds * 1000)),
      tookSeconds: Math.round((performance.now() - began) / 1000),
    }
  } finally {
    await desk.close()
  }
}

function isRestored(
  account: { state: string; last?: { causedBy?: string } } | undefined,
  reversalId: string,
): boolean {
  return account?.state === 'active' && account.last?.causedBy === reversalId
}

function spread(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}
