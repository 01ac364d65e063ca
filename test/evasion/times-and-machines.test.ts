import { expect, test } from 'vitest'
import { type Step, step } from '../../src/core/decision/step.ts'
import { atLeast } from '../../src/core/policy/severity.ts'
import {
  accounts,
  changeOf,
  dayMs,
  hourMs,
  memoryOfWork,
  minuteMs,
  now,
  nth,
  reasons,
  shippedPolicy,
  staff,
  stepThrough,
} from '../core/people.ts'

const policy = shippedPolicy('demo')

test.each([
  ['two hours ahead of the log', now + 2 * hourMs, now, 'moment.ahead'],
  ['three days before the last act', now - 3 * dayMs, now, 'moment.backdated'],
])(
  'an act dated %s is scored all the same, and its date speaks against it',
  (_, occurredAt, arrivedAt, bar) => {
    const memory = memoryOfWork(staff.oldHand, policy, { hourly: 4 })
    const inTime = step(changeOf({ account: accounts.artist }), { memory, arrivedAt: now }, policy)
    const dated = step(changeOf({ account: accounts.artist, occurredAt }), { memory, arrivedAt }, policy)
    expect(namesOf(dated)).toContain(bar)
    expect(namesOf(inTime)).not.toContain(bar)
    expect(dated.assessment.suspicionCenti).toBeGreaterThanOrEqual(inTime.assessment.suspicionCenti)
  },
)

test('a service account in other hands is held against its own work, and is noticed at the third address', () => {
  const memory = memoryOfWork(staff.sweeper, policy, { hourly: 60, days: 5, reason: reasons.rule })
  const stolen = Array.from({ length: 10 }, (_, i) =>
    changeOf({
      action: 'change-email',
      actor: staff.sweeper,
      account: nth(accounts.artist, i),
      occurredAt: now + i * minuteMs,
      reason: { code: 'owner-request' },
    }),
  )
  const noticed = stepThrough(stolen, policy, memory).findIndex(isTold) + 1
  expect(noticed).toBeGreaterThan(0)
  expect(noticed).toBeLessThanOrEqual(3)
})

test('the same service account goes on with its own work unheard', () => {
  const memory = memoryOfWork(staff.sweeper, policy, { hourly: 60, days: 5, reason: reasons.rule })
  const usual = Array.from({ length: 60 }, (_, i) =>
    changeOf({
      actor: staff.sweeper,
      account: nth(accounts.neighbour, 100_000 + i),
      occurredAt: now + i * minuteMs,
      reason: reasons.rule,
    }),
  )
  expect(stepThrough(usual, policy, memory).filter(isTold)).toEqual([])
})

function isTold({ decision, assessment }: Step): boolean {
  return decision.alerts && atLeast(assessment.severity, 'medium')
}

function namesOf({ assessment }: Step): string[] {
  return assessment.findings.map(({ bar }) => bar.name)
}
