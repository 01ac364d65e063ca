import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { type Step, step } from '../../../src/core/decision/step.ts'
import type { ActorMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { markIndex } from '../../../src/core/memory/marks.ts'
import { learnVerdict } from '../../../src/core/memory/verdict.ts'
import { atLeast } from '../../../src/core/policy/severity.ts'
import { changeOf, dayMs, hourMs, minuteMs, shippedPolicy, staff } from '../people.ts'

/** Patience, and patience with the baselines: no single act stands out. */

const policy = shippedPolicy('default')
/** A Monday. */
const start = Date.UTC(2017, 3, 3)
const isWeekend = (day: number) => day % 7 >= 5

/** The same work by a hand whose tool logs a look at each account before the act. */
function lookedAtFirst(changes: readonly AccountChange[]): AccountChange[] {
  return changes.flatMap((change) => [
    {
      ...change,
      eventId: `look-${change.eventId}`,
      occurredAt: change.occurredAt - minuteMs,
      action: 'view-private',
    },
    change,
  ])
}

/** Office work of one day: `count` suspensions with reports and tickets, spread over nine to five. */
function office(day: number, count: number): AccountChange[] {
  return Array.from({ length: count }, (_, i) =>
    changeOf({
      occurredAt:
        start + day * dayMs + 9 * hourMs + Math.floor((i * 8 * hourMs) / count) + ((i * 7) % 5) * minuteMs,
      account: { id: `office-${day}-${i}`, followers: 150, verified: 'none' },
      reason: { code: 'spam', reportId: `R-${day}-${i}`, ticketId: `T-${day}-${i}` },
    }),
  )
}

function play(
  changes: readonly AccountChange[],
  from?: ActorMemory,
): { steps: Step[]; memory: ActorMemory | undefined } {
  let memory = from
  const steps = changes.map((change) => {
    const stepped = step(change, { memory }, policy)
    memory = stepped.learned
    return stepped
  })
  return { steps, memory }
}

describe.each<[string, (changes: readonly AccountChange[]) => readonly AccountChange[]]>([
  ['an old hand with eight weeks of quiet office days', (changes) => changes],
  ['the same hand, who looks at each account before the act', lookedAtFirst],
])('%s', (_, asLogged) => {
  const days = Array.from({ length: 56 }, (__, day) => day)
  const past = play(asLogged(days.flatMap((day) => (isWeekend(day) ? [] : office(day, 30)))))

  test('alerts nobody in all that time', () => {
    expect(past.steps.filter(({ decision }) => decision.alerts)).toEqual([])
  })

  // A code that is not on the list is told at once, but not as what it is.
  test.each(['spam', 'zzz'])(
    'changes three e-mail addresses a day after hours, as %s: noticed within sixty as more than that',
    (code) => {
      let memory = past.memory
      let done = 0
      for (let day = 56; day < 86; day++) {
        const odd = [20, 21, 22].map((hour, i) =>
          changeOf({
            occurredAt: start + day * dayMs + hour * hourMs + i * minuteMs,
            action: 'change-email',
            account: { id: `victim-${day}-${i}`, followers: 90, verified: 'none' },
            reason: { code, reportId: `Q-${day}-${i}` },
          }),
        )
        const played = play(asLogged([...(isWeekend(day) ? [] : office(day, 30)), ...odd]), memory)
        memory = played.memory
        const isNoticed = played.steps.some(
          ({ assessment: { severity, findings }, decision }) =>
            decision.alerts &&
            atLeast(severity, 'medium') &&
            findings.some(({ bar }) => bar.name.startsWith('drift.')),
        )
        if (isNoticed) break
        done += 3
      }
      expect(done).toBeLessThan(60)
    },
  )

  test.each(Array.from({ length: 12 }, (_, i) => i * 5))(
    'takes over an account an hour, from %d minutes past seven: noticed by the twelfth',
    (minutes) => {
      const hourly = Array.from({ length: 30 }, (_, i) =>
        changeOf({
          occurredAt: start + 56 * dayMs + (7 + i) * hourMs + minutes * minuteMs,
          action: 'change-email',
          account: { id: `hourly-${i}`, followers: 90, verified: 'none' },
          reason: {},
        }),
      )
      const { steps } = play(asLogged(hourly), past.memory)
      const alertAt = steps.findIndex(({ decision }) => decision.alerts)
      expect(alertAt).toBeGreaterThanOrEqual(0)
      const acts = steps.slice(0, alertAt).filter(({ sight }) => sight.change.action === 'change-email')
      expect(acts.length).toBeLessThan(12)
    },
  )

  test('does two in a hundred more every day for sixty days: noticed by the last', () => {
    const growing = Array.from({ length: 60 }, (_, i) =>
      isWeekend(i) ? [] : office(56 + i, Math.round(30 * 1.02 ** i)),
    )
    const { steps } = play(asLogged(growing.flat()), past.memory)
    const alertAt = steps.findIndex(({ decision }) => decision.alerts)
    expect(alertAt).toBeGreaterThan(0)
  })
})

describe('what was flagged', () => {
  const days = Array.from({ length: 28 }, (_, day) => day)
  const past = play(days.flatMap((day) => (isWeekend(day) ? [] : office(day, 30))))
  const burst = Array.from({ length: 10 }, (_, i) =>
    changeOf({
      occurredAt: start + 28 * dayMs + 10 * hourMs + i * 1_000,
      actor: { ...staff.oldHand, leavesAt: start + 28 * dayMs + 10 * hourMs + 20 * minuteMs },
      account: { id: `burst-${i}`, followers: 3_000_000, verified: 'legacy' },
      reason: {},
    }),
  )

  test('leaves what is usual as it was, until an analyst clears it; then it is learnt', () => {
    const { steps, memory } = play(burst, past.memory)
    expect(steps.every(({ decision }) => decision.alerts)).toBe(true)
    expect(memory).toBeDefined()
    if (memory === undefined || past.memory === undefined) return
    expect(memory.pending).toHaveLength(10)
    const cleared = burst.reduce(
      (held, change) =>
        learnVerdict(held, {
          verdictId: change.eventId,
          alertId: change.eventId,
          source: change.source,
          eventId: change.eventId,
          actorId: change.actor.id,
          accountId: change.account.id,
          verdict: 'meant',
          by: 'analyst',
          at: start + 29 * dayMs,
        }),
      memory,
    )
    const before = usualOf(past.memory)
    expect(before.notable).toBe(0)
    // What is usual has aged by the two days of the weekend and of the burst, and learnt nothing.
    expect(usualOf(memory).acts / before.acts).toBeLessThan(1)
    expect(usualOf(memory).paceOfMinute / before.paceOfMinute).toBeCloseTo(
      usualOf(memory).acts / before.acts,
      5,
    )
    expect(usualOf(memory).notable).toBe(0)
    expect(cleared.pending).toEqual([])
    expect(usualOf(cleared).acts).toBeCloseTo(usualOf(memory).acts + 10, 2)
    expect(usualOf(cleared).notable).toBeCloseTo(10, 2)
    expect(usualOf(cleared).paceOfMinute).toBeGreaterThan(usualOf(memory).paceOfMinute + 10)
  })
})

function usualOf({ slots }: ActorMemory) {
  return {
    acts: slots[at.usualWeightSlot] ?? 0,
    notable: slots[at.usualMarkSlot + markIndex.notable] ?? 0,
    paceOfMinute: slots[at.usualPaceSlot] ?? 0,
  }
}
