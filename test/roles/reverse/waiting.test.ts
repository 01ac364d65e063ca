import { afterEach, describe, expect, test } from 'vitest'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import type { ReversalTier } from '../../../src/core/reversal/reversal-policy.ts'
import { alertIdOf } from '../../../src/roles/ids.ts'
import { type Desk, type DeskOptions, openDesk } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

async function open(tier: Omit<ReversalTier, 'name'> = {}, options?: DeskOptions): Promise<Desk> {
  desk = await openDesk(options)
  desk.policy = {
    ...desk.policy,
    tiers: [{ name: 'protected', ...tier }, { name: 'everyone' }],
    rules: [{ name: 'last-hour', author: 'rule-author' }],
  }
  await desk.start()
  return desk
}

const reached = (alertId: string, state: string, part: Partial<Reversal> = {}) =>
  desk.until(() =>
    desk.reversals.find(
      (one) =>
        one.alertId === alertId &&
        one.state === state &&
        Object.entries(part).every(([name, value]) =>
          Object.entries(one).some(([n, v]) => n === name && v === value),
        ),
    ),
  )

let words = 0
/** What a person says of this undoing, as the console would write it. */
function says(
  waiting: Reversal,
  by: string,
  deed: Instruction['do'],
  part: Partial<Instruction> = {},
): Instruction {
  words += 1
  const { alertId, source, accountId, countermeasure, commandHash } = waiting
  return {
    instructionId: `word-${words}`,
    alertId,
    source,
    accountId,
    countermeasure,
    by,
    at: Date.now(),
    onShift: true,
    ...(deed === undefined ? {} : { do: deed }),
    ...(commandHash === undefined ? {} : { commandHash }),
    ...part,
  }
}

const refusals = () =>
  Object.fromEntries(
    desk.notices.flatMap((one) => (one.kind === 'InstructionRefused' ? [[one.instructionId, one.says]] : [])),
  )
const refused = (word: Instruction) => desk.until(() => refusals()[word.instructionId])

describe('approve', () => {
  test('takes two people where the tier says so: the first yes sends nothing, the second does', async () => {
    await open({ approvers: 2 })
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    const proposed = await reached(alert.alertId, 'proposed')
    expect(proposed).toMatchObject({ approvers: 2 })
    await desk.instruct(says(proposed, 'ines', 'approve'))
    expect(await reached(alert.alertId, 'proposed', { version: 2 })).toMatchObject({ approvedBy: ['ines'] })
    await desk.instruct(says(proposed, 'ines', 'approve'))
    await reached(alert.alertId, 'proposed', { version: 3 })
    expect(desk.server.calls).toEqual([])
    await desk.instruct(says(proposed, 'jonas', 'approve'))
    expect(await reached(alert.alertId, 'confirmed')).toMatchObject({ approvedBy: ['ines', 'jonas'] })
    expect(desk.server.applied).toHaveLength(1)
  })

  test('is refused in words to whoever may not say yes, and about another command', async () => {
    await open()
    const alert = await desk.deactivated('a1', {
      mode: 'approve',
      rules: ['last-hour'],
      actorTeam: 'support-eu',
    })
    const proposed = await reached(alert.alertId, 'proposed')
    const { commandHash: _none, ...nameless } = says(proposed, 'ines', 'approve')
    const faults: [Instruction, string][] = [
      [says(proposed, 'contractor-1', 'approve'), 'nobody decides about their own act'],
      [
        says(proposed, 'ines', 'approve', { team: 'support-eu' }),
        'nobody says yes about an act of their own team (support-eu)',
      ],
      [says(proposed, 'rule-author', 'approve'), 'nobody says yes to what a rule of their own decided'],
      [
        says(proposed, 'ines', 'approve', { commandHash: 'f'.repeat(32) }),
        'it names another command than this one',
      ],
      [nameless, 'it does not name the command that it says yes to'],
      [says(proposed, 'ines', 'acknowledge'), 'it is proposed already'],
    ]
    for (const [word] of faults) await desk.instruct(word)
    for (const [word, expected] of faults) expect(await refused(word)).toBe(expected)
    expect(desk.server.calls).toEqual([])
    await desk.instruct(says(proposed, 'ines', 'approve', { team: 'trust' }))
    await reached(alert.alertId, 'confirmed')
  })

  test('that nobody answers is rejected, and a yes then comes too late', async () => {
    await open({}, { settings: { proposedMs: 100 } })
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    const expired = await reached(alert.alertId, 'expired')
    expect(expired).toMatchObject({ says: 'nobody said yes in time, which counts as no', untouched: true })
    const word = says(expired, 'ines', 'approve')
    await desk.instruct(word)
    expect(await refused(word)).toBe('it is expired already')
    expect(desk.server.calls).toEqual([])
  })

  test('a yes that comes twice is one yes, also across a restart', async () => {
    await open({ approvers: 2 })
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    const proposed = await reached(alert.alertId, 'proposed')
    const word = says(proposed, 'ines', 'approve')
    await desk.instruct(word)
    await reached(alert.alertId, 'proposed', { version: 2 })
    await desk.stop()
    await desk.start()
    await desk.instruct(word)
    await desk.instruct(says(proposed, 'jonas', 'approve'))
    await reached(alert.alertId, 'confirmed')
    expect(desk.states(alert.alertId).filter((state) => state === 'proposed')).toHaveLength(2)
  })
})

describe('veto', () => {
  const veto = (accountId: string, part: Parameters<Desk['deactivated']>[1] = {}) =>
    desk.deactivated(accountId, { mode: 'veto', ...part })
  const notActed = (text: RegExp) =>
    desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted' && text.test(one.says)))

  test('acknowledged by somebody on shift it is done at its deadline, and not before', async () => {
    await open({ waitSeconds: 0.6 })
    const alert = await veto('a1')
    const counting = await reached(alert.alertId, 'counting')
    await desk.instruct(says(counting, 'ines', 'acknowledge'))
    await reached(alert.alertId, 'counting', { acknowledgedBy: 'ines' })
    const done = await reached(alert.alertId, 'authorised')
    expect(done.at).toBeGreaterThanOrEqual(counting.deadlineAt ?? Number.POSITIVE_INFINITY)
    expect(await reached(alert.alertId, 'confirmed')).toMatchObject({
      granted: 'veto',
      acknowledgedBy: 'ines',
    })
    expect(desk.server.applied).toHaveLength(1)
    expect(desk.alerts.filter((one) => one.kind === 'not-acted')).toEqual([])
  })

  test('seen by nobody it goes to people: half-way aloud, at its end for good, and nothing is sent', async () => {
    await open({ waitSeconds: 0.6 })
    const alert = await veto('a1', { severity: 'medium' })
    expect(await notActed(/^Nobody on shift/)).toMatchObject({
      severity: 'high',
      mode: 'observe',
      says: 'Nobody on shift has acknowledged the countdown to restore: it ends in 0 s, and then nothing is done.',
    })
    const escalated = await reached(alert.alertId, 'escalated')
    expect(escalated.says).toBe('nobody on shift acknowledged the countdown, so its silence is no consent')
    expect((await notActed(/^The restore/)).says).toBe(
      'The restore was not done: nobody on shift acknowledged the countdown, so its silence is no consent.',
    )
    expect(desk.server.calls).toEqual([])
    await desk.instruct(says(escalated, 'ines', 'undo'))
    await reached(alert.alertId, 'confirmed')
  })

  test('an acknowledgement from off shift is none', async () => {
    await open({ waitSeconds: 0.5 })
    const alert = await veto('a1')
    const word = says(await reached(alert.alertId, 'counting'), 'ines', 'acknowledge', { onShift: false })
    await desk.instruct(word)
    expect(await refused(word)).toBe('only somebody on shift acknowledges a countdown')
    await reached(alert.alertId, 'escalated')
    expect(desk.server.calls).toEqual([])
  })

  test('one no ends it, whoever acknowledged it', async () => {
    await open({ waitSeconds: 0.5 })
    const alert = await veto('a1')
    const counting = await reached(alert.alertId, 'counting')
    await desk.instruct(says(counting, 'ines', 'acknowledge'))
    await desk.instruct(says(counting, 'jonas', 'veto', { reason: 'it was asked for' }))
    expect(await reached(alert.alertId, 'vetoed')).toMatchObject({ by: 'jonas', untouched: true })
    const late = says(counting, 'ines', 'approve')
    await desk.instruct(late)
    expect(await refused(late)).toBe('it is vetoed already')
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(desk.server.calls).toEqual([])
  })

  test('it is made longer, and handed over: then only their explicit yes counts', async () => {
    await open({ waitSeconds: 0.5 })
    const alert = await veto('a1')
    const counting = await reached(alert.alertId, 'counting')
    await desk.instruct(says(counting, 'ines', 'extend'))
    const longer = await reached(alert.alertId, 'counting', { extensions: 1 })
    expect(longer.deadlineAt).toBe((counting.deadlineAt ?? 0) + 500)
    await desk.instruct(says(counting, 'ines', 'acknowledge'))
    await desk.instruct(says(counting, 'ines', 'hand-over', { toPerson: 'jonas' }))
    await reached(alert.alertId, 'counting', { handedTo: 'jonas' })
    const word = says(counting, 'ines', 'approve')
    await desk.instruct(word)
    expect(await refused(word)).toBe('it was handed to jonas, and takes their yes')
    await desk.instruct(says(counting, 'jonas', 'approve'))
    expect(await reached(alert.alertId, 'confirmed')).toMatchObject({ by: 'jonas' })
  })

  test('handed over and not agreed, its end is no consent', async () => {
    await open({ waitSeconds: 0.4 })
    const alert = await veto('a1')
    const counting = await reached(alert.alertId, 'counting')
    await desk.instruct(says(counting, 'ines', 'acknowledge'))
    await desk.instruct(says(counting, 'ines', 'hand-over', { toRole: 'legal' }))
    const escalated = await reached(alert.alertId, 'escalated')
    expect(escalated.says).toBe('it was handed to role:legal, who did not say yes in time')
    expect(desk.server.calls).toEqual([])
  })

  test('a restart in the middle leaves the deadline where it was, before it and after it', async () => {
    await open({ waitSeconds: 1 })
    const [before, after] = [await veto('a1'), await veto('a2')]
    const counting = await reached(before.alertId, 'counting')
    await desk.instruct(says(counting, 'ines', 'acknowledge'))
    await reached(before.alertId, 'counting', { acknowledgedBy: 'ines' })
    await reached(after.alertId, 'counting')
    await desk.stop()
    desk.policy = { ...desk.policy, tiers: [{ name: 'protected', waitSeconds: 600 }] }
    await desk.start()
    const done = await reached(before.alertId, 'authorised')
    expect(done.at - (counting.deadlineAt ?? 0)).toBeLessThan(1_000)
    expect(done.at).toBeGreaterThanOrEqual(counting.deadlineAt ?? Number.POSITIVE_INFINITY)
    await reached(after.alertId, 'escalated')
    await reached(before.alertId, 'confirmed')
    expect(desk.server.applied.map((one) => one.accountId)).toEqual(['a1'])
  })

  test('what the gates say is asked again at its end', async () => {
    await open({ waitSeconds: 0.4 })
    const alert = await veto('a1')
    await desk.instruct(says(await reached(alert.alertId, 'counting'), 'ines', 'acknowledge'))
    await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
    expect((await reached(alert.alertId, 'blocked')).blockedBy).toEqual(['kill-switch'])
    expect(desk.server.calls).toEqual([])
  })

  test('the time it takes does not make the change too old, and a day has one automatic reversal', async () => {
    await open({ waitSeconds: 0.5 }, { spec: { maxAgeMs: 400 } })
    const alert = await veto('a1')
    await desk.instruct(says(await reached(alert.alertId, 'counting'), 'ines', 'acknowledge'))
    await reached(alert.alertId, 'confirmed')
    const again = await veto('a1')
    expect((await reached(again.alertId, 'blocked')).blockedBy).toEqual(['cooldown'])
  })
})

describe('a later alert on the same change', () => {
  /** As DETECT would raise it: about the same change, tipped by a later one. */
  async function later(first: Alert, part: Partial<Alert>): Promise<Alert> {
    const alert: Alert = {
      ...first,
      kind: 'hindsight',
      alertId: alertIdOf(first.source, first.eventId, 'hindsight', 'tipping'),
      ...part,
    }
    const value = Buffer.from(JSON.stringify(alert))
    await desk.log.append('countermand.alerts', [{ key: first.change?.account.id ?? '', value }])
    return alert
  }

  // biome-ignore format: a table for people.
  test.each([
    ['approve', 'auto',    ['proposed', 'authorised', 'intent', 'acked', 'confirmed']],
    ['approve', 'veto',    ['proposed', 'counting']],
    ['veto',    'auto',    ['counting', 'authorised', 'intent', 'acked', 'confirmed']],
    ['veto',    'approve', ['counting']],
    ['approve', 'approve', ['proposed']],
  ] as const)('%s, then %s', async (mode, then, states) => {
    await open()
    const alert = await desk.deactivated('a1', { mode })
    await reached(alert.alertId, states[0])
    await later(alert, { mode: then })
    const next = await desk.deactivated('a2')
    await reached(next.alertId, 'confirmed')
    await reached(alert.alertId, states.at(-1) ?? '')
    expect(desk.states(alert.alertId)).toEqual(states)
    expect(desk.server.calls.filter((call) => call.accountId === 'a1')).toHaveLength(states.length === 5 ? 1 : 0)
  })

  test('does not raise what a person has turned down', async () => {
    await open()
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    await desk.instruct(says(await reached(alert.alertId, 'proposed'), 'ines', 'veto'))
    await reached(alert.alertId, 'vetoed')
    await later(alert, { mode: 'auto' })
    await reached((await desk.deactivated('a2')).alertId, 'confirmed')
    expect(desk.states(alert.alertId)).toEqual(['proposed', 'vetoed'])
  })

  test('that a gate stops is said aloud, although the first still waits', async () => {
    await open()
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    await reached(alert.alertId, 'proposed')
    await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
    await later(alert, { mode: 'auto' })
    const told = await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
    expect(told.says).toBe('The restore was not done: ines turned the kill switch on: drill.')
    expect(desk.states(alert.alertId)).toEqual(['proposed'])
  })

  test('may be answered by a person as the first may', async () => {
    await open()
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    const proposed = await reached(alert.alertId, 'proposed')
    const second = await later(alert, { mode: 'approve' })
    await reached((await desk.deactivated('a2')).alertId, 'confirmed')
    await desk.instruct(says({ ...proposed, alertId: second.alertId }, 'ines', 'approve'))
    expect(await reached(alert.alertId, 'confirmed')).toMatchObject({ by: 'ines' })
  })
})

test('what an undoing will not bring back is said from its first record on, to whoever decides', async () => {
  const lost = ['mails that went out', 'followers who left']
  await open({}, { spec: { notBroughtBack: { reactivate: lost, unlock: ['nothing of this'] } } })
  const alert = await desk.deactivated('a1', { mode: 'approve' })
  const waiting = await reached(alert.alertId, 'proposed')
  expect(waiting.notBroughtBack).toEqual(lost)
  await desk.instruct(says(waiting, 'omar', 'approve'))
  expect((await reached(alert.alertId, 'confirmed')).notBroughtBack).toEqual(lost)
})
