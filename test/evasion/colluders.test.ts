import { expect, test } from 'vitest'
import { step } from '../../src/core/decision/step.ts'
import { originsOf } from '../../src/core/relate/origins.ts'
import { accounts, changeOf, memoryOfWork, shippedPolicy, staff } from '../core/people.ts'

const policy = shippedPolicy('demo')

test('an alert in the office that everybody works from says nothing of the office, and of its session much', () => {
  const lastHour = changeOf({
    action: 'deactivate',
    actor: staff.contractorLastHour,
    account: accounts.headOfState,
    origin: { network: 'office', sessionId: 's-1' },
  })
  const memory = memoryOfWork(staff.contractorLastHour, policy, { hourly: 4 })
  const seen = step(lastHour, { memory }, policy)
  expect(seen.decision.alerts).toBe(true)
  expect(originsOf(lastHour, seen).map(({ of }) => of)).toEqual(['session'])
})
