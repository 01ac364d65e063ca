import { signal } from '@preact/signals'
import type { Demotion } from '../../core/reversal/demotion.ts'
import type { Doubt } from '../../core/reversal/doubts.ts'
import type { WayStanding } from '../../core/reversal/kill-switch.ts'
import type { AskedSecond, BreakerStanding, BudgetStanding } from '../../core/reversal/limits-standing.ts'
import { ask } from './requests.ts'
import { person } from './session.ts'

export interface KillSwitchState {
  readonly on: boolean
  readonly says: string
  readonly by?: string
  readonly at?: number
  readonly ways: readonly WayStanding[]
}

/** What bounds the machine, as it was last read; undefined counts as unknown and is said so. */
export interface LimitsState {
  readonly killSwitch: KillSwitchState
  readonly breaker: BreakerStanding
  readonly budgets: readonly BudgetStanding[]
  readonly demotions: readonly Demotion[]
  readonly doubts: readonly Doubt[]
  readonly asked: readonly AskedSecond[]
}

export const limits = signal<LimitsState | undefined>(undefined)

export async function readLimits(): Promise<void> {
  if (!person.peek()) return
  const answer = await ask<LimitsState>('GET', '/v1/limits')
  limits.value = answer.ok ? answer.body : undefined
}

/** Somebody else may turn something at any time. */
const readEveryMs = 4_000

export function startLimits(): void {
  void readLimits()
  setInterval(readLimits, readEveryMs)
}

/** What takes two people: answers why not, in words, where it was not taken. */
export async function askSecond(path: string, body: object): Promise<string | undefined> {
  const answer = await ask('POST', path, { body })
  await readLimits()
  return answer.ok ? undefined : answer.says
}
