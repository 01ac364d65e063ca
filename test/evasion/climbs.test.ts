import { describe, expect, test } from 'vitest'
import { openRun } from '../../src/commands/history/run-history.ts'
import type { AccountChange, Actor } from '../../src/core/change/account-change.ts'
import { atLeast, type Severity } from '../../src/core/policy/severity.ts'
import { changeOf, dayMs, hourMs, minuteMs, shippedPolicy } from '../core/people.ts'

/** Somebody who does a little more every day teaches every baseline that looks back a month. */

/** A Monday. */
const start = Date.UTC(2017, 3, 3)
const knownDays = 70
const climbDays = 60
const wobble = [1, 0.9, 1.1, 0.95, 1.05] as const

interface Hand {
  readonly id: string
  readonly aDay: number
  /** How many times the work of before, so many days after the climb began. */
  readonly grown: (day: number) => number
  /** Days after the span on which the contract of an employee ends. */
  readonly leavesAfter?: number
}

const steady = (id: string, aDay: number): Hand => ({ id, aDay, grown: () => 1 })
const colleagues = [steady('one', 22), steady('two', 30), steady('three', 18), steady('four', 26)]

/** Works Monday to Friday, as `kind`. */
function workOf(
  { id, aDay, grown, leavesAfter = 770 }: Hand,
  kind: Actor['kind'],
  day: number,
): AccountChange[] {
  if (day % 7 >= 5) return []
  const count = Math.round(aDay * (wobble[day % 5] ?? 1) * grown(day - knownDays))
  return Array.from({ length: count }, (_, i) =>
    changeOf({
      eventId: `${id}-${day}-${i}`,
      occurredAt:
        start + day * dayMs + 9 * hourMs + Math.floor((i * 8 * hourMs) / count) + (i % 5) * minuteMs,
      actor: {
        id,
        kind,
        ...(kind === 'employee' && {
          hiredAt: start - 900 * dayMs,
          leavesAt: start + (knownDays + climbDays + leavesAfter) * dayMs,
        }),
      },
      account: { id: `${id}-account-${day}-${i}`, followers: 150, verified: 'none' },
      reason: { code: 'spam', reportId: `R-${day}-${i}`, ticketId: `T-${day}-${i}` },
    }),
  )
}

/** Days after the climb began on which somebody was told of, at `severity` or above. */
function toldOn(policy: string, severity: Severity, hands: readonly Hand[]): number[] {
  const run = openRun({ policy: shippedPolicy(policy), neverKnown: new Set() })
  const kind = policy === 'volunteers' ? 'volunteer' : 'employee'
  const days: number[] = []
  for (let day = 0; day < knownDays + climbDays; day++) {
    const changes = hands.flatMap((hand) => workOf(hand, kind, day))
    changes.sort((a, b) => a.occurredAt - b.occurredAt)
    for (const change of changes) {
      const told = run.see(change).alerts.some(({ assessment }) => atLeast(assessment.severity, severity))
      if (told) days.push(day - knownDays)
    }
  }
  return days
}

const byDay = (share: number) => (day: number) => (day < 0 ? 1 : (1 + share) ** day)
const step = (times: number) => (day: number) => (day < 0 ? 1 : times)

// Staff are told of at medium; whoever takes up a new cause as a volunteer may well do twice the work of before.
describe.each<[string, Severity]>([
  ['default', 'medium'],
  ['volunteers', 'low'],
])('with the policy %s', (policy, severity) => {
  // biome-ignore format: a table for people.
  test.each<[string, (day: number) => number, number]>([
    ['2 % a day more', byDay(0.02), 60],
    ['5 % a day more', byDay(0.05), 30],
    ['three times the work from one day on', step(3), 15],
  ])('%s by one of five is told in time, and a few times at most', (_, grown, within) => {
    const days = toldOn(policy, severity, [{ id: 'climber', aDay: 24, grown }, ...colleagues])
    expect(days[0] ?? Number.NaN).toBeGreaterThan(0)
    expect(days[0]).toBeLessThanOrEqual(within)
    expect(days.length).toBeLessThanOrEqual(6)
  })

  test('nor does it hide a climb that the contract ends three days after it', () => {
    const climber = { id: 'climber', aDay: 24, grown: byDay(0.02), leavesAfter: 3 }
    const days = toldOn(policy, severity, [climber, ...colleagues])
    expect(days[0]).toBeLessThanOrEqual(60)
  })

  // biome-ignore format: a table for people.
  test.each<[string, (day: number) => number]>([
    ['level work', () => 1],
    ['1 % a day more, which is honest growth by sixty days', byDay(0.01)],
    ['half as much again from one day on', step(1.5)],
  ])('%s by one of five is left alone', (_, grown) => {
    expect(toldOn(policy, severity, [{ id: 'climber', aDay: 24, grown }, ...colleagues])).toEqual([])
  })

  test('a season in which everybody does 2 % a day more is left alone', () => {
    const hands = [steady('climber', 24), ...colleagues].map((hand) => ({ ...hand, grown: byDay(0.02) }))
    expect(toldOn(policy, severity, hands)).toEqual([])
  })
})
