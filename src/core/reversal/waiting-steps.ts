import { type Countdown, halfOf, handedToText } from './countdown.ts'
import type { Life, Limits, Step } from './life.ts'
import { beforeNoReturn } from './no-return.ts'

/** Steps that those states of the life cycle share in which it waits for people. */

/** When the machine must look at one that waits, if nobody speaks. */
export function dueAt({ state, lapsesAt, countdown }: Life): number | undefined {
  if (state === 'proposed') return lapsesAt
  if (state !== 'counting' || countdown === undefined) return undefined
  return needsAlarm(countdown) ? halfOf(countdown) : countdown.endsAt
}

export function needsAlarm({ acknowledgedBy, alarmedAt }: Countdown): boolean {
  return acknowledgedBy === undefined && alarmedAt === undefined
}

export function waitOn(life: Life): Step {
  const until = dueAt(life)
  return { life, effects: until === undefined ? [] : [{ do: 'wait', until }] }
}

export function counting(life: Life, countdown: Countdown): Step {
  return waitOn({
    ...life,
    state: 'counting',
    countdown,
    says: withNamed(countdownWords(countdown), life.named),
  })
}

/** Whoever reads this is told of what a yes passes that was read with it. */
export function withNamed(says: string, named: Life['named']): string {
  return named === undefined ? says : `${named.says}; ${says}`
}

export function countdownWords({ acknowledgedBy, handedTo, alarmedAt }: Countdown): string {
  if (handedTo !== undefined) return `handed to ${handedToText(handedTo)}, whose yes it takes`
  if (acknowledgedBy !== undefined) return `is done at the deadline; ${acknowledgedBy} has seen it`
  if (alarmedAt !== undefined) return 'half of the countdown is over, and nobody on shift has acknowledged it'
  return 'is done at the deadline if somebody on shift acknowledges it and nobody says no'
}

export function authorised(life: Life, at: number, says: string, limits: Limits): Step {
  const {
    untouched: _untouched,
    cleared: _cleared,
    told: _told,
    named: _named,
    despite: _despite,
    passed: _passed,
    ...rest
  } = life
  return {
    life: { ...rest, state: 'authorised', says, blockedBy: [], expiresAt: at + limits.lifeMs, tries: 0 },
    effects: [{ do: 'weigh', afterMs: 0 }],
  }
}

/** What no person has asked for is never sent after the point of no return. */
export function byMachine({ life, effects }: Step, { noReturnAt }: Limits): Step {
  return { life: { ...life, expiresAt: beforeNoReturn(life.expiresAt, noReturnAt) }, effects }
}
