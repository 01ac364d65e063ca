import { afterEach, expect, test } from 'vitest'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import { type Desk, type DeskOptions, openDesk } from './desk.ts'

let desk: Desk
async function open(options?: DeskOptions): Promise<Desk> {
  desk = await openDesk(options)
  await desk.start()
  return desk
}
afterEach(() => desk.close())

const reached = (alertId: string, state: string) =>
  desk.until(() => desk.reversals.find((one) => one.alertId === alertId && one.state === state))
const notActed = (alertId: string) => {
  const eventId = desk.alerts.find((one) => one.alertId === alertId)?.eventId
  return desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted' && one.eventId === eventId))
}

test('with the kill switch on nothing is sent and people are told; off again, the next one is restored', async () => {
  await open()
  await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
  const held = await desk.deactivated('a1', { severity: 'low' })
  expect(await reached(held.alertId, 'blocked')).toMatchObject({
    blockedBy: ['kill-switch'],
    says: 'ines turned the kill switch on: drill',
  })
  expect(await notActed(held.alertId)).toMatchObject({
    severity: 'high',
    says: 'The restore was not done: ines turned the kill switch on: drill.',
  })
  expect(desk.server.calls).toEqual([])

  await desk.ledger.turnKillSwitch(false, 'ines', 'over')
  const next = await desk.deactivated('a2')
  await reached(next.alertId, 'confirmed')
  expect(desk.server.applied.map((one) => one.accountId)).toEqual(['a2'])
})

test('a kill switch that cannot be read counts as on', async () => {
  await open({
    wrapLedger: (ledger) => ({ ...ledger, standing: () => Promise.reject(new Error('torn page')) }),
  })
  const alert = await desk.deactivated('a1')
  expect((await reached(alert.alertId, 'blocked')).blockedBy).toEqual(['kill-switch', 'breaker'])
  expect(desk.server.calls).toEqual([])
})

test('the kill switch also stops a second send of a command that is in doubt', async () => {
  let sent = 0
  await open({
    settings: { lifeMs: 500 },
    // Nothing arrives the first time, and by the time that is known the switch is on.
    wrapPlatform: (platform) => ({
      ...platform,
      send: async (command, lastLook) => {
        if (sent++ > 0) return platform.send(command, lastLook)
        await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
        return { kind: 'unknown', says: 'no answer' }
      },
    }),
  })
  const alert = await desk.deactivated('a1')
  expect((await reached(alert.alertId, 'escalated')).says).toMatch(/^nobody can say whether it happened/)
  expect(sent).toBe(1)
  expect(desk.server.calls).toEqual([])
})

test('when the budget is spent the machine stops, and alerts go up', async () => {
  await open()
  const alerts = []
  for (let i = 0; i < 12; i++)
    alerts.push(
      await desk.deactivated(`a${i}`, { actorId: `actor-${i}`, tier: 'everyone', severity: 'medium' }),
    )
  await desk.until(() => desk.reversals.filter((one) => one.state === 'blocked').length === 4)
  await desk.until(() => desk.reversals.filter((one) => one.state === 'confirmed').length === 8)
  expect(desk.server.applied).toHaveLength(8)
  const told = await desk.until(() => {
    const up = desk.alerts.filter((one) => one.kind === 'not-acted')
    return up.length === 4 && up
  })
  expect(told.map((one) => one.severity)).toEqual(Array(4).fill('high'))
  expect(told[0]?.says).toBe('The restore was not done: spent: the budget of 10 a minute.')

  const headOfState = await desk.deactivated('head-of-state', { actorId: 'other', tier: 'protected' })
  await reached(headOfState.alertId, 'confirmed')
})

test('one actor is undone five times an hour by the machine alone', async () => {
  await open()
  for (let i = 0; i < 6; i++) await desk.deactivated(`a${i}`)
  const blocked = await desk.until(() => desk.reversals.find((one) => one.state === 'blocked'))
  expect(blocked.says).toBe('spent: the budget of 5 an hour for one actor')
  await desk.until(() => desk.reversals.filter((one) => one.state === 'confirmed').length === 5)
  expect(desk.server.applied).toHaveLength(5)
})

test('the machine undoes one change of an account in a day; the second goes to people', async () => {
  await open()
  const first = await desk.deactivated('a1')
  await reached(first.alertId, 'confirmed')
  const second = await desk.deactivated('a1')
  expect((await reached(second.alertId, 'blocked')).blockedBy).toEqual(['cooldown'])
  expect((await notActed(second.alertId)).severity).toBe('critical')
  expect(desk.server.applied).toHaveLength(1)

  await desk.instruct(yes(second.alertId, 'a1'))
  await reached(second.alertId, 'confirmed')
  expect(desk.server.applied).toHaveLength(2)
})

test('a change older than two minutes waits for a person, however sure the policy is', async () => {
  await open()
  const alert = await desk.deactivated('a1', { ageMs: 121_000 })
  expect(await reached(alert.alertId, 'blocked')).toMatchObject({
    blockedBy: ['age'],
    says: 'the change is 121 s old; the machine alone undoes nothing older than 120 s',
  })
  expect(desk.server.calls).toEqual([])
  await desk.instruct(yes(alert.alertId, 'a1'))
  expect(await reached(alert.alertId, 'confirmed')).toMatchObject({ by: 'ines' })
})

test('child safety: the account is kept from being purged, and not restored', async () => {
  await open()
  const alert = await desk.deactivated('a1', { exclusion: 'child-safety', countermeasure: 'preserve' })
  expect(await reached(alert.alertId, 'confirmed')).toMatchObject({ countermeasure: 'preserve' })
  expect(desk.server.accounts.get('a1')).toMatchObject({ state: 'deactivated', holds: ['preserved'] })

  await desk.instruct(yes(alert.alertId, 'a1'))
  expect(await reached(alert.alertId, 'blocked')).toMatchObject({
    countermeasure: 'restore',
    blockedBy: ['exclusion'],
    says: 'excluded: child-safety',
  })
  expect(desk.server.accounts.get('a1')?.state).toBe('deactivated')
})

test('what only kept the data undid nothing: the next restriction of the account is undone by the machine', async () => {
  await open()
  const kept = { exclusion: 'child-safety', countermeasure: 'preserve' } as const
  await reached((await desk.deactivated('a1', kept)).alertId, 'confirmed')
  await reached((await desk.deactivated('a1')).alertId, 'confirmed')
  await reached((await desk.deactivated('a2', kept)).alertId, 'confirmed')
  await reached((await desk.deactivated('a2', { actorId: 'employee-2' })).alertId, 'confirmed')
  expect(['a1', 'a2'].map((id) => desk.server.accounts.get(id)?.state)).toEqual(['active', 'active'])
})

test('a hold that appeared on the account after the change stops the restore', async () => {
  await open({
    wrapPlatform: (platform) => ({
      ...platform,
      read: async (id) => ({ ...(await platform.read(id)), holds: ['child-safety'] }),
    }),
  })
  const alert = await desk.deactivated('a1')
  expect((await reached(alert.alertId, 'blocked')).blockedBy).toEqual(['exclusion'])
  expect(desk.server.calls).toEqual([])
})

test('a person may have an account restored that was only kept so far: our own keeping is no later decision', async () => {
  await open()
  const alert = await desk.deactivated('a1', { countermeasure: 'preserve' })
  await reached(alert.alertId, 'confirmed')
  await desk.instruct(yes(alert.alertId, 'a1'))
  await desk.until(() => desk.server.accounts.get('a1')?.state === 'active')
  await desk.until(() =>
    desk.reversals.find((one) => one.countermeasure === 'restore' && one.state === 'confirmed'),
  )
  expect(desk.server.applied).toHaveLength(2)
})

test('a platform that cannot preserve says so', async () => {
  await open({
    wrapPlatform: (platform) => {
      const { preserve: _gone, ...spec } = platform.spec
      return { ...platform, spec }
    },
  })
  const alert = await desk.deactivated('a1', { exclusion: 'child-safety', countermeasure: 'preserve' })
  expect((await reached(alert.alertId, 'blocked')).says).toBe('the platform cannot preserve')
})

test('where the policy asks for a person, nothing happens until one says yes', async () => {
  await open()
  const approve = await desk.deactivated('a1', { mode: 'approve' })
  const veto = await desk.deactivated('a2', { mode: 'veto' })
  const proposed = await reached(approve.alertId, 'proposed')
  expect(proposed.says).toBe("waits for a person's yes")
  expect((await reached(veto.alertId, 'counting')).says).toBe(
    'is done at the deadline if somebody on shift acknowledges it and nobody says no',
  )
  const next = await desk.deactivated('a3')
  await reached(next.alertId, 'confirmed')
  expect(desk.server.applied.map((one) => one.accountId)).toEqual(['a3'])

  await desk.instruct({ ...yes(approve.alertId, 'a1'), ...hashOf(proposed) })
  expect(await reached(approve.alertId, 'confirmed')).toMatchObject({ by: 'ines', granted: 'approve' })
  expect(desk.states(approve.alertId)).toEqual(['proposed', 'authorised', 'intent', 'acked', 'confirmed'])
})

test('nobody says yes to their own undoing, for another account, or five minutes late', async () => {
  await open()
  const alert = await desk.deactivated('a1', { mode: 'approve' })
  await reached(alert.alertId, 'proposed')
  await desk.instruct({ ...yes(alert.alertId, 'a1'), instructionId: 'own', by: 'contractor-1' })
  await desk.instruct({ ...yes(alert.alertId, 'a1'), instructionId: 'late', at: Date.now() - 300_001 })
  await desk.instruct({ ...yes(alert.alertId, 'a1'), instructionId: 'source', source: 'other' })
  const refused = await desk.until(() => {
    const found = desk.notices.flatMap((one) => (one.kind === 'InstructionRefused' ? [one] : []))
    return found.length === 3 && found
  })
  expect(Object.fromEntries(refused.map((one) => [one.instructionId, one.says]))).toEqual({
    own: 'nobody decides about their own act',
    late: 'it came too late',
    source: 'it names an account that the alert is not about',
  })
  expect(desk.server.calls).toEqual([])
})

test("under an installation's ceiling of observe nothing is done, and it says what would have been", async () => {
  await open({ settings: { ceiling: 'observe' } })
  const alert = await desk.deactivated('a1')
  expect(await reached(alert.alertId, 'blocked')).toMatchObject({
    granted: 'observe',
    mode: 'auto',
    blockedBy: ['mode'],
    says: "this installation's ceiling is observe",
  })
  await desk.instruct(yes(alert.alertId, 'a1'))
  await desk.until(() => desk.reversals.filter((one) => one.state === 'blocked').length === 2)
  expect(desk.server.calls).toEqual([])
  expect(desk.alerts.filter((one) => one.kind === 'not-acted' && one.mode !== 'observe')).toEqual([])
})

test('a change that claims to be our undoing, and is not, is an alert at critical', async () => {
  await open()
  const alert = await desk.deactivated('a1', { mode: 'approve' })
  const proposed = await reached(alert.alertId, 'proposed')
  const claim = {
    source: 'demo',
    accountId: 'a1',
    action: 'reactivate' as const,
    occurredAt: Date.now(),
    seenAt: Date.now(),
  }
  await desk.sight({ ...claim, commandId: 'f'.repeat(32), eventId: 'x1' })
  await desk.sight({ ...claim, commandId: proposed.reversalId, eventId: 'x2' })
  const told = await desk.until(() => {
    const found = desk.alerts.filter((one) => one.kind === 'impostor')
    return found.length === 2 && found
  })
  expect(told.map((one) => [one.severity, one.says])).toEqual([
    [
      'critical',
      'A change (reactivate) of account a1 claims to be our own undoing, but it names a command that we never made.',
    ],
    [
      'critical',
      'A change (reactivate) of account a1 claims to be our own undoing, but it names a command that we never sent.',
    ],
  ])
})

function hashOf({ commandHash }: Reversal) {
  return commandHash === undefined ? {} : { commandHash }
}

function yes(alertId: string, accountId: string) {
  return {
    instructionId: `yes-${alertId}`,
    alertId,
    source: 'demo',
    accountId,
    countermeasure: 'restore' as const,
    by: 'ines',
    at: Date.now(),
  }
}
