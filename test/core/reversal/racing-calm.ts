import type { Circumstances } from '../../../src/core/reversal/circumstances.ts'
import { inverseOf } from '../../../src/core/reversal/countermeasures.ts'
import type { Command } from '../../../src/core/reversal/reversal.ts'
import type { Setting } from './racing-oracle.ts'

/** Nothing stands against it; later alerts may have raised it, so the policy grants all that any of them does. */
export function calm(
  { guard, excluded, coolsUntil, noReturnAt, before }: Setting,
  { countermeasure, expectedVersion }: Command,
): Omit<Circumstances, 'now' | 'who' | 'told' | 'account' | 'killSwitch' | 'flap' | 'budgets'> {
  return {
    countermeasure,
    policyMode: 'auto',
    policyCeiling: 'auto',
    installationCeiling: 'auto',
    inverse: inverseOf.deactivate,
    missing: [],
    breaker: { open: false },
    isHighestTier: false,
    demotedBy: 0,
    targetIsSuspect: false,
    doubts: [],
    irreversibleAt: noReturnAt,
    occurredAt: 0,
    maxAgeMs: Number.MAX_SAFE_INTEGER / 2,
    outcome: 'done',
    before: { stateBefore: before },
    leadsTo: 'active',
    made: {
      eventId: 'cause',
      state: 'deactivated',
      ...(expectedVersion === undefined ? {} : { version: expectedVersion }),
    },
    guard,
    exclusion: excluded ? 'child-safety' : undefined,
    exclusions: ['child-safety', 'court-order'].map((name) => ({
      name,
      holds: new Set([name]),
      preserve: true,
      sealed: false,
    })),
    holds: [],
    cooldownUntil: coolsUntil,
    causedByUs: false,
    cannot: undefined,
  }
}
