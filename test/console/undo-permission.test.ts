import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Reversal, ReversalState } from '../../src/core/reversal/reversal.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { alertOn, changeBy, reversalOf } from './people-and-alerts.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

/** An analyst may undo what nothing has proposed. What waits for an approver is an approver's, by whatever way. */
let desk: TestConsole
let analyst: Hand
let approver: Hand

beforeAll(async () => {
  desk = await openTestConsole()
  const people = await peopleOf(desk)
  analyst = await people.add('ines', ['analyst'], 'safety')
  approver = await people.add('omar', ['approver'], 'payments')
}, 60_000)
afterAll(() => desk.close())

let accounts = 0
async function standing(state: ReversalState, over: Partial<Reversal>) {
  const account = { id: `account-${++accounts}`, handle: `@account-${accounts}` }
  const alert = alertOn(changeBy('d.keller', { account, occurredAt: desk.clock.now() }), {
    mode: 'veto',
    rules: [],
  })
  const reversal = reversalOf(alert, state, { commandHash: `hash-${accounts}`, version: 1, ...over })
  await desk.cases.takeAlerts([alert], desk.clock.now())
  await desk.cases.takeReversals([reversal], desk.clock.now())
  return { alert, reversal }
}

const undo = (hand: Hand, alertId: string, { commandHash }: Reversal) =>
  hand.post(`/v1/alerts/${encodeURIComponent(alertId)}/reverse`, { reason: 'please', commandHash })

async function refusal(answer: Response) {
  const { code, title } = (await answer.json()) as { code: string; title: string }
  return [answer.status, code, title]
}

async function toldAbout({ accountId }: Reversal) {
  const all = (await desk.outbox.waiting(1_000)).filter(({ topic }) => topic === 'countermand.instructions')
  return all
    .map(({ record }) => JSON.parse(String(record.value)))
    .filter((word) => word.accountId === accountId)
}

const needs = [403, 'not-allowed', 'a yes to what waits needs the permission "approve"']

it.each([
  ['what waits for a yes', 'proposed', { deadlineAt: Number.MAX_SAFE_INTEGER }],
  ['what a gate kept back', 'blocked', { blockedBy: ['budgets'] }],
  ['a countdown that lapsed', 'escalated', { untouched: true }],
] as const)('%s takes the permission to approve', async (_, state, over) => {
  const { alert, reversal } = await standing(state, over)
  expect(await refusal(await undo(analyst, alert.alertId, reversal))).toEqual(needs)
  expect(await toldAbout(reversal)).toEqual([])
  expect((await undo(approver, alert.alertId, reversal)).status).toBe(200)
  expect(await toldAbout(reversal)).toMatchObject([{ by: 'omar', commandHash: reversal.commandHash }])
})

it('a later alert on the same change, or another undoing beside it, is no way around', async () => {
  const { alert, reversal } = await standing('proposed', { deadlineAt: Number.MAX_SAFE_INTEGER })
  const later = { ...alert, alertId: `${alert.alertId}-later`, kind: 'hindsight' as const }
  await desk.cases.takeAlerts([later], desk.clock.now())
  const beside = { reversalId: `0-${reversal.reversalId}`, countermeasure: 'preserve' as const }
  await desk.cases.takeReversals([{ ...reversal, ...beside }], desk.clock.now())
  for (const { alertId } of [alert, later])
    expect(await refusal(await undo(analyst, alertId, reversal))).toEqual(needs)
  expect(await toldAbout(reversal)).toEqual([])
})

it('what nothing has proposed an analyst asks for', async () => {
  const account = { id: 'unasked', handle: '@unasked' }
  const alert = alertOn(changeBy('d.keller', { account, occurredAt: desk.clock.now() }), { mode: 'approve' })
  await desk.cases.takeAlerts([alert], desk.clock.now())
  const path = `/v1/alerts/${encodeURIComponent(alert.alertId)}/reverse`
  expect((await analyst.post(path, { reason: 'please' })).status).toBe(200)
})
