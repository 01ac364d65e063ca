import { afterEach, expect, test } from 'vitest'
import { alertOf } from '../../../src/core/decision/alert-of.ts'
import { type Known, step } from '../../../src/core/decision/step.ts'
import { alertIdOf } from '../../../src/roles/ids.ts'
import { exclusionClaims, exclusionLists } from '../../core/decision/exclusion-matrix.ts'
import { accounts, changeOf, shippedPolicy, staff } from '../../core/people.ts'
import { type Desk, openDesk } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

test('the full matrix of reasons and lists, through the machine itself: everybody is told, no account is restored, and without any of it one is', async () => {
  desk = await openDesk()
  const policy = shippedPolicy('demo')
  desk.policy = {
    ...desk.policy,
    exclusions: policy.exclusions,
    tiers: policy.tiers,
    budgets: {
      perMinute: 1e6,
      perHour: 1e6,
      perActorPerHour: 1e6,
      perRulePerHour: 1e6,
      protectedReservePerMinute: 0,
    },
  }
  await desk.start()
  const cold: Known = { memory: undefined }
  const now = Date.now()
  const actor = { ...staff.contractorLastHour, leavesAt: now + 40 * 60_000 }
  const alertFor = async (id: string, part: object, code?: string) => {
    const { version } =
      (desk.server.change(id, 'active', 'owner'), desk.server.change(id, 'deactivated', 'x'))
    const change = changeOf({
      eventId: `${id}/${version}`,
      source: 'demo',
      occurredAt: Date.now(),
      action: 'deactivate',
      actor,
      account: {
        ...accounts.headOfState,
        id,
        stateBefore: 'active',
        stateAfter: 'deactivated',
        version: `v${version}`,
        ...part,
      },
      ...(code === undefined ? {} : { reason: { code } }),
    })
    const stepped = step(change, cold, policy)
    expect(stepped.decision.alerts, `${id} ${code}`).toBe(true)
    const alertId = alertIdOf('demo', change.eventId, 'change')
    const alert = alertOf(change, cold, policy, stepped, { alertId, raisedAt: Date.now() })
    await desk.log.append('countermand.alerts', [{ key: id, value: Buffer.from(JSON.stringify(alert)) }])
    return id
  }
  const claimed: string[] = []
  for (const [n, [, listFor]] of exclusionLists(now, actor.id).entries())
    for (const [m, [, reason, hold]] of exclusionClaims(policy).entries())
      claimed.push(await alertFor(`claimed-${n}-${m}`, listFor(hold), reason))
  const plain = await alertFor('plain', {})

  // The control comes last and in its turn: what was asked for before it was looked at before.
  await desk.until(
    () => desk.reversals.some((one) => one.accountId === plain && one.state === 'confirmed'),
    120_000,
  )
  expect(claimed.length).toBeGreaterThan(200)
  const states = claimed.map((id) => desk.server.accounts.get(id)?.state)
  expect(new Set(states)).toEqual(new Set(['deactivated']))
  expect(desk.server.accounts.get(plain)?.state).toBe('active')
  const restores = desk.reversals.filter(
    ({ accountId, countermeasure }) => accountId !== plain && countermeasure === 'restore',
  )
  expect(restores.filter(({ state }) => !['blocked', 'proposed'].includes(state))).toEqual([])
}, 240_000)
