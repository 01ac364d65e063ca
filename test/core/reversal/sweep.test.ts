import { expect, test } from 'vitest'
import { sweepOrder } from '../../../src/core/reversal/sweep.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'

const tiers = [{ name: 'protected' }, { name: 'notable' }, { name: 'everyone' }]
const alert = (
  eventId: string,
  kind: 'change' | 'hindsight' | 'relation',
  tier: string,
  occurredAt: number,
) => anAlert(aChange({ eventId, occurredAt }), { kind, tier })

test('what hindsight brings in: the highest tier first, then the oldest harm; what just happened before all of it', () => {
  const alerts = [
    alert('e4', 'hindsight', 'everyone', 10),
    alert('e3', 'hindsight', 'notable', 40),
    alert('e9', 'change', 'everyone', 90),
    alert('e2', 'hindsight', 'notable', 20),
    alert('e5', 'hindsight', 'gone from the policy', 5),
    alert('e8', 'relation', 'protected', 80),
    alert('e1', 'hindsight', 'protected', 50),
  ]
  expect(sweepOrder(alerts, tiers).map((one) => one.eventId)).toEqual([
    'e9',
    'e8',
    'e1',
    'e2',
    'e3',
    'e4',
    'e5',
  ])
})
