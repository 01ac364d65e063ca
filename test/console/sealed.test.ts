import { afterAll, beforeAll, expect, it } from 'vitest'
import { shippedPolicy } from '../core/people.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { alertOn, changeBy } from './people-and-alerts.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

let desk: TestConsole
let vera: Hand

beforeAll(async () => {
  desk = await openTestConsole({ veiled: true, exclusions: shippedPolicy('volunteers').exclusions })
  vera = await (await peopleOf(desk)).add('vera', ['viewer'])
  const change = changeBy('d.keller', { reason: { code: 'court-order' } })
  const says = 'nobody but the actor says that "court-order" applies.'
  await desk.cases.takeAlerts([alertOn(change, { exclusion: 'court-order', says })], Date.now())
}, 60_000)
afterAll(() => desk.close())

it('what a court has sealed stands on no page: not in the list, nor in its case', async () => {
  const list = await (await vera.get('/v1/cases')).text()
  const { cases } = JSON.parse(list) as { cases: { caseId: string }[] }
  const detail = await (await vera.get(`/v1/cases/${encodeURIComponent(cases[0]?.caseId ?? '')}`)).text()
  expect(detail).toContain('restricted, ask legal')
  expect(list + detail).not.toContain('court')
})
