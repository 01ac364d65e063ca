import { afterEach, describe, expect, test } from 'vitest'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { type Desk, openDesk } from './desk.ts'
import { laterAlert, openTwoTiers } from './later-alert.ts'
import { reached, refused, says } from './spoken.ts'

/** What a later alert on the same change, and what people, make of an undoing that waits or rests. */

let desk: Desk
afterEach(() => desk.close())

async function open(waitSeconds?: number): Promise<void> {
  desk = await openTwoTiers(waitSeconds)
}
const later = (first: Alert, part: Partial<Alert>) => laterAlert(desk, first, part)

/** Resolves when all that came before was read. */
async function allRead(): Promise<void> {
  const next = await desk.deactivated('read-last', { tier: 'everyone', actorId: 'employee-9' })
  await reached(desk, next.alertId, { state: 'confirmed' })
}

describe('a later alert on the same change', () => {
  test('of a tier that wants two people: one yes is no longer enough', async () => {
    await open()
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'everyone' })
    const proposed = await reached(desk, first.alertId, { state: 'proposed' })
    expect(proposed).not.toHaveProperty('approvers')
    await later(first, { tier: 'protected' })
    await reached(desk, first.alertId, { state: 'proposed', approvers: 2 })
    await desk.instruct(says(proposed, 'ines', 'approve'))
    await reached(desk, first.alertId, { state: 'proposed', version: 3 })
    expect(desk.server.calls).toEqual([])
    await desk.instruct(says(proposed, 'omar', 'approve'))
    await reached(desk, first.alertId, { state: 'confirmed' })
  })

  test('of a lower tier takes nobody away from those it takes', async () => {
    await open()
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'protected' })
    const proposed = await reached(desk, first.alertId, { state: 'proposed' })
    await later(first, { tier: 'everyone', severity: 'low', mode: 'veto' })
    const counting = await reached(desk, first.alertId, { state: 'counting' })
    expect(counting).toMatchObject({ approvers: 2, granted: 'veto' })
    await desk.instruct(says(proposed, 'ines', 'approve'))
    await reached(desk, first.alertId, { state: 'counting', version: 3 })
    expect(desk.server.calls).toEqual([])
  })

  test('that rests on another rule: its author says no yes to it either', async () => {
    await open()
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'everyone' })
    const proposed = await reached(desk, first.alertId, { state: 'proposed' })
    await later(first, { rules: ['many-hands'] })
    await reached(desk, first.alertId, { state: 'proposed', version: 2 })
    const own = says(proposed, 'rita', 'approve')
    await desk.instruct(own)
    expect(await refused(desk, own)).toBe('nobody says yes to what a rule of their own decided')
  })

  test('that rests on another rule: what its author has said before counts no more, and that is said', async () => {
    await open()
    const ofRule = 'nobody says yes to what a rule of their own decided'
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'protected' })
    const proposed = await reached(desk, first.alertId, { state: 'proposed' })
    await desk.instruct(says(proposed, 'rita', 'approve'))
    await reached(desk, first.alertId, { state: 'proposed', version: 2 })
    await later(first, { rules: ['many-hands'], severity: 'critical' })
    const taken = await reached(desk, first.alertId, { state: 'proposed', version: 3 })
    expect(taken.says).toBe(`waits for a person's yes; what rita said counts no more: ${ofRule}`)
    expect(taken).not.toHaveProperty('approvedBy')
    await desk.instruct(says(proposed, 'omar', 'approve'))
    await reached(desk, first.alertId, { state: 'proposed', version: 4 })
    expect(desk.server.calls).toEqual([])
    await desk.instruct(says(proposed, 'ines', 'approve'))
    const done = await reached(desk, first.alertId, { state: 'confirmed' })
    expect(done.approvedBy).toEqual(['omar', 'ines'])
  })

  test('that rests on another rule: its author has not seen the countdown, and silence is no consent', async () => {
    await open()
    const first = await desk.deactivated('a1', { mode: 'veto', tier: 'everyone' })
    const counting = await reached(desk, first.alertId, { state: 'counting' })
    await desk.instruct(says(counting, 'rita', 'acknowledge'))
    await reached(desk, first.alertId, { acknowledgedBy: 'rita' })
    await later(first, { rules: ['many-hands'] })
    const taken = await reached(desk, first.alertId, { state: 'counting', version: 3 })
    expect(taken).not.toHaveProperty('acknowledgedBy')
    expect(taken.says).toContain('what rita said counts no more: nobody says yes to what a rule of their own')
    desk.ahead(1_800_000)
    const ended = await reached(desk, first.alertId, { state: 'escalated' })
    expect(ended.says).toBe('nobody on shift acknowledged the countdown, so its silence is no consent')
    expect(desk.server.calls).toEqual([])
  })

  test('that knows of the hand’s team, or whom it was done for, takes back what those have said', async () => {
    await open()
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'protected' })
    const proposed = await reached(desk, first.alertId, { state: 'proposed' })
    await desk.instruct(says(proposed, 'ines', 'approve', { team: 'support' }))
    await reached(desk, first.alertId, { state: 'proposed', version: 2 })
    const change = first.change!
    const knows = { ...change, actor: { ...change.actor, team: 'support', onBehalfOf: 'dana' } }
    await later(first, { change: knows, tier: 'everyone', severity: 'low' })
    const taken = await reached(desk, first.alertId, { state: 'proposed', version: 3 })
    expect(taken.says).toContain(
      'what ines said counts no more: nobody says yes about an act of their own team',
    )
    const own = says(proposed, 'dana', 'approve')
    await desk.instruct(own)
    expect(await refused(desk, own)).toBe('nobody decides about their own act')
    // And an alert that knows less of them, and is graver, lets nobody in again.
    await later(first, { severity: 'critical', mode: 'veto' })
    await reached(desk, first.alertId, { state: 'counting' })
    await desk.instruct({ ...own, instructionId: 'dana-again' })
    expect(await refused(desk, { ...own, instructionId: 'dana-again' })).toBe(
      'nobody decides about their own act',
    )
  })

  test('that is excluded takes back the yes of whoever is not cleared', async () => {
    await open()
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'protected' })
    const proposed = await reached(desk, first.alertId, { state: 'proposed' })
    await desk.instruct(says(proposed, 'omar', 'approve'))
    await reached(desk, first.alertId, { state: 'proposed', version: 2 })
    await later(first, { mode: 'observe', countermeasure: 'none', exclusion: 'child-safety' })
    const taken = await reached(desk, first.alertId, { state: 'proposed', version: 3 })
    expect(taken.says).toBe(
      "waits for a person's yes; what omar said counts no more: it is excluded, and takes the yes of somebody who is cleared for that; a later alert says that it is excluded: child-safety",
    )
    await desk.instruct(says(proposed, 'clara', 'approve', { cleared: true }))
    await reached(desk, first.alertId, { state: 'proposed', version: 4 })
    await desk.instruct(says(proposed, 'dora', 'approve', { cleared: true }))
    const done = await reached(desk, first.alertId, { state: 'confirmed' })
    expect(done).toMatchObject({
      approvedBy: ['clara', 'dora'],
      says: 'seen restored (despite: excluded: child-safety)',
    })
  })

  test('that is excluded makes it one for people who are cleared', async () => {
    await open()
    const first = await desk.deactivated('a1', { mode: 'veto', tier: 'everyone' })
    const counting = await reached(desk, first.alertId, { state: 'counting' })
    const kept = { mode: 'observe', countermeasure: 'none', exclusion: 'child-safety' } as const
    await later(first, kept)
    const said = await reached(desk, first.alertId, { state: 'counting', version: 2 })
    expect(said.says).toMatch(/; a later alert says that it is excluded: child-safety$/)
    const word = says(counting, 'omar', 'approve')
    await desk.instruct(word)
    expect(await refused(desk, word)).toContain('it is excluded')
    // And the machine, when its countdown ends, is stopped by the gate.
    await desk.instruct(says(counting, 'omar', 'acknowledge', { cleared: true }))
    await reached(desk, first.alertId, { acknowledgedBy: 'omar' })
    desk.ahead(1_800_000)
    const stopped = await reached(desk, first.alertId, { state: 'blocked' })
    expect(stopped.blockedBy).toContain('exclusion')
    expect(desk.server.calls).toEqual([])
  })

  test('that is excluded: a cleared yes from before is not for that, and one from after is', async () => {
    await open()
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'everyone' })
    const proposed = await reached(desk, first.alertId, { state: 'proposed' })
    await later(first, { mode: 'observe', countermeasure: 'none', exclusion: 'child-safety' })
    await reached(desk, first.alertId, { state: 'proposed', version: 2 })
    const before = says(proposed, 'clara', 'approve', { cleared: true, at: proposed.at - 1 })
    await desk.instruct(before)
    await reached(desk, first.alertId, { state: 'blocked', says: 'excluded: child-safety' })
    expect(desk.server.calls).toEqual([])
    const second = await desk.deactivated('a2', { mode: 'approve', tier: 'everyone' })
    const other = await reached(desk, second.alertId, { state: 'proposed' })
    await later(second, { mode: 'observe', countermeasure: 'none', exclusion: 'child-safety' })
    await reached(desk, second.alertId, { state: 'proposed', version: 2 })
    await desk.instruct(says(other, 'clara', 'approve', { cleared: true }))
    const done = await reached(desk, second.alertId, { state: 'confirmed' })
    expect(done.says).toBe('seen restored (despite: excluded: child-safety)')
  })

  test('that is not excluded lifts no exclusion, whatever it grants', async () => {
    await open()
    const kept = { mode: 'observe', countermeasure: 'preserve', exclusion: 'child-safety' } as const
    const first = await desk.deactivated('a1', { ...kept, tier: 'everyone' })
    await reached(desk, first.alertId, { state: 'blocked' })
    await later(first, { mode: 'auto', countermeasure: 'restore' })
    await allRead()
    expect(new Set(desk.states(first.alertId))).toEqual(new Set(['blocked']))
    const word = says(desk.reversals.find((one) => one.alertId === first.alertId)!, 'omar', 'approve')
    await desk.instruct(word)
    expect(await refused(desk, word)).toContain('it is excluded')
    expect(desk.server.calls.filter(({ accountId }) => accountId === 'a1')).toEqual([])
  })

  test('what a gate held back while it was weaker is taken up as if it were the first, once no gate is closed', async () => {
    await open()
    await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'everyone' })
    await reached(desk, first.alertId, { state: 'blocked' })
    // While the gate is closed it is told, for the first one never was.
    await later(first, { mode: 'auto', says: 'while stopped' })
    const told = await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
    expect(told.says).toBe('The restore was not done: ines turned the kill switch on: drill.')
    await desk.ledger.turnKillSwitch(false, 'ines', 'drill over')
    // It granted no more than the one before: nothing is tried again by itself.
    await later(first, { mode: 'auto', says: 'the same again' })
    await allRead()
    expect(desk.server.calls.filter(({ accountId }) => accountId === 'a1')).toEqual([])
  })

  test('that lets the machine act does a countdown that nobody has touched, and no other before its deadline', async () => {
    await open(120)
    const veto = { mode: 'veto', tier: 'everyone' } as const
    const [alone, seen] = [await desk.deactivated('a1', veto), await desk.deactivated('a2', veto)]
    await reached(desk, alone.alertId, { state: 'counting' })
    const counting = await reached(desk, seen.alertId, { state: 'counting' })
    await desk.instruct(says(counting, 'ines', 'acknowledge'))
    const promised = await reached(desk, seen.alertId, { acknowledgedBy: 'ines' })
    expect(promised.says).toBe('is done at the deadline; ines has seen it')
    for (const first of [alone, seen]) await later(first, { mode: 'auto', severity: 'critical' })
    await reached(desk, alone.alertId, { state: 'confirmed' })
    await allRead()
    expect(desk.states(seen.alertId)).not.toContain('authorised')
    desk.ahead(120_000)
    await reached(desk, seen.alertId, { state: 'confirmed' })
  })

  test('what a person has spoken to since a gate said no is left to people', async () => {
    await open()
    await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'everyone' })
    const stopped = await reached(desk, first.alertId, { state: 'blocked' })
    await desk.instruct(says(stopped, 'omar', 'approve'))
    await reached(desk, first.alertId, { state: 'blocked', by: 'omar' })
    await desk.ledger.turnKillSwitch(false, 'ines', 'drill over')
    await later(first, { mode: 'auto' })
    await allRead()
    expect(desk.server.calls.filter(({ accountId }) => accountId === 'a1')).toEqual([])
  })
})

describe('a countdown that lapsed', () => {
  async function lapsed(handedTo?: string) {
    await open(10)
    const alert = await desk.deactivated('a1', { mode: 'veto', tier: 'everyone' })
    const counting = await reached(desk, alert.alertId, { state: 'counting' })
    if (handedTo !== undefined) {
      await desk.instruct(says(counting, 'ines', 'hand-over', { toPerson: handedTo }))
      await reached(desk, alert.alertId, { handedTo })
    }
    desk.ahead(10_000)
    return reached(desk, alert.alertId, { state: 'escalated' })
  }
  // The words come from a clock that stands where the server's does.
  const now = () => ({ at: Date.now() + 10_000 })

  test('is taken over from whoever did not answer, and then takes the yes of whoever took it', async () => {
    const escalated = await lapsed('jonas')
    const early = says(escalated, 'omar', 'approve', now())
    await desk.instruct(early)
    expect(await refused(desk, early)).toBe('it was handed to jonas, and takes their yes')
    await desk.instruct(says(escalated, 'omar', 'hand-over', { ...now(), toPerson: 'omar' }))
    const taken = await reached(desk, escalated.alertId, { state: 'escalated', handedTo: 'omar' })
    expect(taken.says).toBe('omar has taken it over, and it takes their yes')
    await desk.instruct(says(escalated, 'omar', 'approve', now()))
    await reached(desk, escalated.alertId, { state: 'confirmed', by: 'omar' })
  })

  test('is handed on, and closed by a no', async () => {
    const escalated = await lapsed()
    await desk.instruct(says(escalated, 'ines', 'hand-over', { ...now(), toRole: 'approver' }))
    const handed = await reached(desk, escalated.alertId, { state: 'escalated', handedTo: 'role:approver' })
    expect(handed.says).toBe('ines handed it to role:approver, whose yes it takes')
    await desk.instruct(says(escalated, 'ines', 'veto', now()))
    const closed = await reached(desk, escalated.alertId, { state: 'vetoed', by: 'ines' })
    expect(closed).toMatchObject({ untouched: true })
    const late = says(escalated, 'omar', 'approve', { ...now(), roles: ['approver'] })
    await desk.instruct(late)
    expect(await refused(desk, late)).toBe('it is vetoed already')
    expect(desk.server.calls).toEqual([])
  })

  test('is nobody’s to take over whose act it was', async () => {
    const escalated = await lapsed()
    const own = says(escalated, 'contractor-1', 'hand-over', { ...now(), toPerson: 'contractor-1' })
    await desk.instruct(own)
    expect(await refused(desk, own)).toBe('nobody decides about their own act')
  })
})

describe('the point of no return', () => {
  const noReturn = (inMs: number) => ({ change: { irreversibleAt: Date.now() + inMs } as never })

  test('that comes before a countdown would end: it goes to people at once, and a yes still does it', async () => {
    await open(120)
    const alert = await desk.deactivated('a1', { mode: 'veto', tier: 'everyone', ...noReturn(60_000) })
    const escalated = await reached(desk, alert.alertId, { state: 'escalated' })
    expect(escalated).toMatchObject({
      version: 1,
      untouched: true,
      says: 'its countdown would end after the point of no return, so somebody must say yes before',
    })
    const told = await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
    expect(told).toMatchObject({
      severity: 'critical',
      says: 'The restore was not done: its countdown would end after the point of no return, so somebody must say yes before.',
    })
    await desk.instruct(says(escalated, 'omar', 'approve'))
    await reached(desk, alert.alertId, { state: 'confirmed' })
  })

  test('a countdown is made longer only as long as it ends before it', async () => {
    await open(120)
    const alert = await desk.deactivated('a1', { mode: 'veto', tier: 'everyone', ...noReturn(300_000) })
    const counting = await reached(desk, alert.alertId, { state: 'counting' })
    expect(counting.longerUntil).toBe((counting.deadlineAt ?? 0) + 120_000)
    await desk.instruct(says(counting, 'ines', 'extend'))
    const longer = await reached(desk, alert.alertId, { extensions: 1 })
    expect(longer).not.toHaveProperty('longerUntil')
    const more = says(counting, 'ines', 'extend')
    await desk.instruct(more)
    expect(await refused(desk, more)).toBe('it cannot be made longer any more')
  })

  test('a proposal that a later alert would make a countdown goes to people, where that would end too late', async () => {
    await open(120)
    const first = await desk.deactivated('a1', { mode: 'approve', tier: 'everyone', ...noReturn(60_000) })
    await reached(desk, first.alertId, { state: 'proposed' })
    await later(first, { mode: 'veto' })
    await reached(desk, first.alertId, { state: 'escalated', untouched: true })
    expect(desk.states(first.alertId)).toEqual(['proposed', 'escalated'])
  })

  test('the machine sends nothing after it, though all was decided before', async () => {
    desk = await openDesk({
      wrapLedger: (ledger) => ({
        ...ledger,
        // Its row is written; then it waits for its turn until it is too late.
        async takeIntent(from, to, price) {
          const taken = await ledger.takeIntent(from, to, price)
          if (from.command.accountId === 'a1') desk.ahead(20_000)
          return taken
        },
      }),
    })
    await desk.start()
    const alert = await desk.deactivated('a1', noReturn(15_000))
    await reached(desk, alert.alertId, { state: 'escalated', untouched: true })
    expect(desk.server.calls).toEqual([])
    const told = await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
    expect(told.eventId).toBe(alert.eventId)
  })

  test('the machine only alerts once it has passed; a person may still try', async () => {
    await open(120)
    const alert = await desk.deactivated('a1', { mode: 'auto', tier: 'everyone', ...noReturn(-1) })
    const stopped = await reached(desk, alert.alertId, { state: 'blocked' })
    expect(stopped.blockedBy).toEqual(['reversible'])
    await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
    expect(desk.server.calls).toEqual([])
    await desk.instruct(says(stopped, 'omar', 'approve'))
    await reached(desk, alert.alertId, { state: 'confirmed', by: 'omar' })
  })
})
