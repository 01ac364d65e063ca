import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/core/audit/entry.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { ContainWordVerb } from '../../../src/core/reversal/contain-message.ts'
import { openAudit } from '../../../src/edges/store/audit.ts'
import { openCases } from '../../../src/edges/store/cases.ts'
import { openOutbox } from '../../../src/edges/store/outbox.ts'
import { newStaff, openStaffed, sayOfHand } from './contain-desk.ts'
import type { Desk, DeskOptions } from './desk.ts'
import { aChange, anAlert } from './examples.ts'

let desk: Desk
afterEach(() => desk.close())

const staff = newStaff()

async function open(options: DeskOptions = {}): Promise<void> {
  Object.assign(staff, newStaff())
  desk = await openStaffed(staff, options)
}

const say = (by: string, deed: ContainWordVerb, actorId?: string, part?: object) =>
  sayOfHand(desk, by, deed, actorId, part)
const reached = (state: string) =>
  desk.until(
    () => desk.notices.findLast((one) => one.kind === 'ContainmentMoved' && one.state === state),
    10_000,
  )
const refusal = (id: string) =>
  desk.until(() => {
    const found = desk.notices.find((one) => one.kind === 'InstructionRefused' && one.instructionId === id)
    return found?.kind === 'InstructionRefused' && found.says
  })

test('an actor is contained when two people ask for it, seen so, and lifted by one', async () => {
  await open()
  await say('ines', 'contain')
  await reached('asked')
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(staff.calls).toEqual([])
  await say('jonas', 'contain')
  await reached('contained')
  expect(staff.calls).toEqual(['contain contractor-1 1'])
  await say('ines', 'lift')
  await reached('lifted')
  expect([...staff.contained]).toEqual([])
})

test('an answer that is lost is no reason to freeze twice in earnest, nor a restart in the middle', async () => {
  await open()
  staff.lost = 1
  await say('ines', 'contain')
  await say('jonas', 'contain')
  await desk.until(() => staff.calls.length > 0, 10_000)
  await desk.stop()
  await desk.start()
  await reached('contained')
  expect(new Set(staff.calls)).toEqual(new Set(['contain contractor-1 1']))
})

test('not by the actor, by their team, and never where nobody else could lift it again', async () => {
  await open()
  expect(await refusal(await say('contractor-1', 'contain'))).toBe('nobody decides about their own act')
  const ofTeam = await say('kim', 'contain', 'contractor-1', { team: 'eu', actorTeam: 'eu' })
  expect(await refusal(ofTeam)).toBe('nobody contains somebody of their own team (eu)')
  staff.others = 0
  await say('ines', 'contain')
  await say('jonas', 'contain')
  expect(await reached('blocked')).toMatchObject({ says: 'nobody else could lift it again' })
  expect(staff.calls).toEqual([])
})

test('not by the author of a rule that pointed at them, dated ahead, or upon what nobody knows of them', async () => {
  await open()
  desk.policy = { ...desk.policy, rules: [{ name: 'last-hour', author: 'rita' }] }
  const part = { rules: ['last-hour'], mode: 'approve', actorTeam: 'eu' } as const
  const { alertId } = await desk.deactivated('a1', part)
  await desk.until(() => desk.states(alertId).includes('proposed'))
  const refused = async (by: string, over: object = {}, actorId = 'contractor-1') =>
    refusal(await say(by, 'contain', actorId, { alertId, ...over }))
  expect(await refused('rita')).toBe('nobody contains whom a rule of their own pointed at')
  expect(await refused('jonas', { at: Date.now() + 365 * 86_400_000 })).toBe('it is dated ahead of our clock')
  // The word itself need not say whose team the actor is of.
  expect(await refused('kim', { team: 'eu' })).toBe('nobody contains somebody of their own team (eu)')
  const unknown = 'nothing is known of what the actor did'
  expect(await refused('ines', { alertId: 'made-up' })).toBe(unknown)
  expect(await refused('ines', {}, 'another')).toBe(unknown)
  expect(await refused('ines', { source: 'elsewhere' })).toBe(unknown)
  await say('jonas', 'contain', 'contractor-1', { alertId })
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(staff.calls).toEqual([])
  await say('ines', 'contain', 'contractor-1', { alertId })
  await reached('contained')
}, 20_000)

test('two an hour, and none with the kill switch on', async () => {
  await open()
  for (const actorId of ['one', 'two', 'three']) {
    await say('ines', 'contain', actorId)
    await say('jonas', 'contain', actorId)
  }
  expect(await reached('blocked')).toMatchObject({ says: 'spent: the budget of containments an hour' })
  await desk.until(() => staff.contained.size === 2)
  await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
  await say('ines', 'contain', 'four')
  await say('jonas', 'contain', 'four')
  await desk.until(() =>
    desk.notices.find((one) => one.kind === 'ContainmentMoved' && one.says === 'the kill switch is on'),
  )
  expect(staff.contained.size).toBe(2)
})

test('the kill switch by file holds it back too', async () => {
  await open()
  writeFileSync(join(desk.folder, 'STOP'), '')
  await say('ines', 'contain')
  await say('jonas', 'contain')
  expect(await reached('blocked')).toMatchObject({ says: 'the kill switch is on' })
  expect(staff.calls).toEqual([])
})

test('where the policy wants one person, one is enough; and its own number an hour is the budget', async () => {
  await open()
  desk.policy = { ...desk.policy, contain: { approvers: 1, perHour: 1 } }
  await say('ines', 'contain')
  await reached('contained')
  await say('ines', 'contain', 'another')
  expect(await reached('blocked')).toMatchObject({ says: 'spent: the budget of containments an hour' })
  expect([...staff.contained]).toEqual(['contractor-1'])
})

test('what was not done is an alert, and so is whoever was freed by others; the record has every step', async () => {
  await open()
  const alert = await desk.deactivated('a1')
  await openCases(desk.database).takeAlerts([alert], Date.now())
  staff.others = 0
  await say('ines', 'contain', 'contractor-1', { alertId: alert.alertId })
  await say('jonas', 'contain', 'contractor-1', { alertId: alert.alertId })
  await reached('blocked')
  staff.others = 1
  await say('ines', 'contain', 'contractor-1', { alertId: alert.alertId })
  await say('jonas', 'contain', 'contractor-1', { alertId: alert.alertId })
  await reached('contained')
  staff.contained.clear()
  await desk.until(
    () => desk.notices.find((one) => one.kind === 'ContainmentMoved' && one.says.startsWith('seen free')),
    15_000,
  )
  const waiting = await openOutbox(desk.database).waiting(100)
  const told = waiting.map(({ topic, record }) => {
    const { kind, severity, says, change, mode } = JSON.parse(String(record.value)) as Alert
    return [topic, record.key, kind, severity, mode, change?.actor.id, says]
  })
  // biome-ignore format: a table for people.
  expect(told).toEqual([
    ['countermand.alerts', 'a1', 'not-acted', 'critical', 'observe', 'contractor-1',
     'The actor was not contained: nobody else could lift it again.'],
    ['countermand.alerts', 'a1', 'not-acted', 'critical', 'observe', 'contractor-1',
     'The actor is contained no more: seen free again, though nobody here lifted it.'],
  ])
  const rows = await openAudit(desk.database).rowsAbout([alert.alertId], 100)
  const steps = rows
    .map(({ body }): AuditEntry => JSON.parse(body))
    .filter(({ deed }) => deed === 'containment-moved')
  expect(
    steps.map(
      ({ before, after }) => `${String(before?.state)} ${String(after?.state)} ${String(after?.round)}`,
    ),
  ).toEqual([
    'lifted asked 1',
    'asked ready 1',
    'ready blocked 1',
    'blocked asked 2',
    'asked ready 2',
    'ready sent 2',
    'sent contained 2',
    'contained lifted 2',
  ])
  expect(JSON.stringify(steps)).not.toMatch(/contractor-1|ines/)
}, 30_000)

test('nobody is named where the desk does not know the alert that led to it', async () => {
  await open()
  staff.others = 0
  const { alertId } = await desk.deactivated('a1', { mode: 'approve' })
  await desk.until(() => desk.states(alertId).includes('proposed'))
  await say('ines', 'contain', 'contractor-1', { alertId })
  await say('jonas', 'contain', 'contractor-1', { alertId })
  await reached('blocked')
  const [alarm] = await openOutbox(desk.database).waiting(100)
  const value = String(alarm?.record.value)
  expect(JSON.parse(value)).toMatchObject({ kind: 'limit', severity: 'critical', source: 'demo' })
  expect(value).not.toContain('contractor-1')
})

test('what is written down is neither frozen nor lifted once the kill switch is on, and is when it is off again', async () => {
  await open()
  const turn = async (on: boolean) => {
    await desk.ledger.turnKillSwitch(on, 'ines', 'drill')
  }
  // Its row is written, and while the platform is looked at somebody stops the machine.
  staff.looked = () => turn(true)
  await say('ines', 'contain')
  await say('jonas', 'contain')
  await reached('sent')
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect(staff.calls).toEqual([])
  staff.looked = async () => {}
  await turn(false)
  await reached('contained')
  staff.looked = () => turn(true)
  await say('ines', 'lift')
  await reached('lifting')
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect(staff.calls).toEqual(['contain contractor-1 1'])
  staff.looked = async () => {}
  await turn(false)
  await reached('lifted')
}, 30_000)

test('what one person asked for is taken back before a second one says it, and nobody is alarmed', async () => {
  await open()
  await say('ines', 'contain')
  await reached('asked')
  expect(await refusal(await say('contractor-1', 'withdraw'))).toBe('nobody decides about their own act')
  // Of any team, and whoever asked for it too: nobody is frozen by it.
  await say('omar', 'withdraw', 'contractor-1', { team: 'eu' })
  expect(await reached('withdrawn')).toMatchObject({ says: 'omar took it back before it was sent' })
  expect(await refusal(await say('jonas', 'withdraw'))).toBe('it is withdrawn already')
  // The yes of before counts for nothing any more.
  await say('jonas', 'contain')
  await desk.until(
    () => desk.notices.filter((one) => one.kind === 'ContainmentMoved' && one.state === 'asked').length === 2,
  )
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(staff.calls).toEqual([])
  expect(await openOutbox(desk.database).waiting(100)).toEqual([])
}, 20_000)

test('what is written down as sent is not taken back any more: it is lifted', async () => {
  await open()
  desk.policy = { ...desk.policy, contain: { approvers: 1, perHour: 2 } }
  await say('ines', 'contain')
  await reached('contained')
  expect(await refusal(await say('ines', 'withdraw'))).toBe('it is contained already')
  await say('ines', 'lift')
  await reached('lifted')
}, 20_000)

test('a kill switch that is slow to answer each time counts as on', async () => {
  await open({
    wrapLedger: (ledger) => ({
      ...ledger,
      readKillSwitch: () =>
        new Promise((resolve) => setTimeout(resolve, 600)).then(() => ledger.readKillSwitch()),
    }),
  })
  await say('ines', 'contain')
  await say('jonas', 'contain')
  expect(await reached('blocked')).toMatchObject({
    says: 'the kill switch cannot be read, which counts as on',
  })
  expect(staff.calls).toEqual([])
}, 30_000)

test('of the last two who could lift anything one is contained, even where the platform shows it late', async () => {
  await open()
  staff.lifters = ['lead-1', 'lead-2']
  // Handed over on a topic: done a moment later.
  staff.lost = Number.POSITIVE_INFINITY
  for (const by of ['ines', 'jonas'])
    for (const actorId of ['lead-1', 'lead-2']) await say(by, 'contain', actorId)
  expect(await reached('blocked')).toMatchObject({ says: 'nobody else could lift it again' })
  const [first = ''] = staff.calls
  const actorId = first.split(' ')[1] ?? ''
  staff.contained.add(actorId)
  await reached('contained')
  expect(new Set(staff.calls)).toEqual(new Set([`contain ${actorId} 1`]))
}, 20_000)

test('nobody contains who acted for them, takes that back or lifts it, whatever the word says', async () => {
  await open()
  const done = aChange({ actor: { id: 'agent-7', kind: 'contractor', team: 'eu', onBehalfOf: 'dana' } })
  await openCases(desk.database).takeAlerts([anAlert(done, { alertId: 'alert-agent-7' })], Date.now())
  const own = 'nobody decides about their own act'
  expect(await refusal(await say('dana', 'contain', 'agent-7'))).toBe(own)
  await say('ines', 'contain', 'agent-7')
  await reached('asked')
  // By another act of the same hand, or by one that nobody knows.
  for (const deed of ['withdraw', 'lift'] as const)
    expect(await refusal(await say('dana', deed, 'agent-7', { alertId: 'unheard-of' }))).toBe(own)
  await say('ines', 'withdraw', 'agent-7')
  await reached('withdrawn')
})
