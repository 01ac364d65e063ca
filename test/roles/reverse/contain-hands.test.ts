import { afterEach, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { openCases } from '../../../src/edges/store/cases.ts'
import { openContainments } from '../../../src/edges/store/containments.ts'
import { containIdOf } from '../../../src/roles/ids.ts'
import { newStaff, openStaffed, sayOfHand } from './contain-desk.ts'
import type { Desk } from './desk.ts'
import { aChange, anAlert } from './examples.ts'
import { laterAlert } from './later-alert.ts'
import { refused } from './spoken.ts'

/** Whom what several alerts say of a hand keeps from having it contained. */

let desk: Desk
afterEach(() => desk.close())
const staff = newStaff()

async function open(): Promise<void> {
  Object.assign(staff, newStaff())
  desk = await openStaffed(staff)
}

const say = (by: string, deed: 'contain' | 'lift' | 'withdraw', part: object = {}) =>
  sayOfHand(desk, by, deed, 'agent-7', part)
const reached = (state: string) =>
  desk.until(
    () => desk.notices.findLast((one) => one.kind === 'ContainmentMoved' && one.state === state),
    10_000,
  )
/** An alert on an act of agent-7's, as the desk takes it in. */
const tells = (alertId: string, actor: Partial<AccountChange['actor']>, over: Partial<Alert> = {}) => {
  const { eventId = alertId } = over
  const change = aChange({ eventId, actor: { id: 'agent-7', kind: 'contractor', ...actor } })
  return openCases(desk.database).takeAlerts([anAlert(change, { alertId, ...over })], Date.now())
}
const own = 'nobody decides about their own act'
const refusal = (instructionId: string) => refused(desk, { instructionId })

test('nobody whom another alert of the case names as its hand, nor their team, contains by naming the one that does not', async () => {
  await open()
  const cases = openCases(desk.database)
  const by = (alertId: string, actor: Partial<AccountChange['actor']>) =>
    anAlert(aChange({ eventId: alertId, actor: { id: 'agent-7', kind: 'contractor', ...actor } }), {
      alertId,
    })
  const alerts = [
    by('alert-agent-7', {}),
    by('alert-later', { team: 'us', onBehalfOf: 'dana' }),
    by('alert-other-hand', { id: 'agent-8', team: 'safety' }),
  ]
  await cases.takeAlerts(
    alerts.map((alert) => ({ ...alert, campaign: 'ring' })),
    Date.now(),
  )
  const asks = (who: string, team?: string) => say(who, 'contain', team === undefined ? {} : { team })
  expect(await refusal(await asks('dana'))).toBe(own)
  expect(await refusal(await asks('agent-8'))).toBe(own)
  expect(await refusal(await asks('kim', 'US'))).toBe('nobody contains somebody of their own team (US)')
  await asks('ines', 'safety')
  await reached('asked')
  expect(await refusal(await say('dana', 'withdraw'))).toBe(own)
  // Nobody is frozen by it.
  await say('kim', 'withdraw', { team: 'us' })
  await reached('withdrawn')
  await asks('ines', 'safety')
  await asks('jonas', 'trust')
  await reached('contained')
  expect(staff.calls).toEqual(['contain agent-7 2'])
}, 20_000)

test('nor whom a later alert on the same change names, before the desk has read any of them', async () => {
  await open()
  const first = await desk.deactivated('a1', {
    mode: 'approve',
    severity: 'high',
    change: {
      actor: { id: 'contractor-1', kind: 'contractor', team: 'eu', onBehalfOf: 'olga' },
    } as never,
  })
  await desk.until(() => desk.states(first.alertId).includes('proposed'))
  const change = first.change!
  const named = { ...change, actor: { ...change.actor, team: 'us', onBehalfOf: 'dana' } }
  await laterAlert(desk, first, { severity: 'low', mode: 'approve', change: named })
  await desk.until(async () => ((await desk.ledger.ofAlert(first.alertId))[0]?.version ?? 1) > 1)
  const asks = (by: string, team: string) =>
    sayOfHand(desk, by, 'contain', change.actor.id, { alertId: first.alertId, team })
  for (const by of ['olga', 'dana'])
    expect(await refusal(await asks(by, 'trust'))).toBe('nobody decides about their own act')
  for (const team of ['eu', 'us'])
    expect(await refusal(await asks('kim', team))).toBe(
      `nobody contains somebody of their own team (${team})`,
    )
  await asks('ines', 'safety')
  await asks('jonas', 'trust')
  await reached('contained')
}, 20_000)

test.each([
  ['whoever gave it', 'dana', 'trust'],
  ['their team', 'kim', 'us'],
])(
  'a yes counts no more once a later alert of the case names %s',
  async (_, first, team) => {
    await open()
    const asked = async () => {
      const entry = await openContainments(desk.database).find(containIdOf('demo', 'agent-7'))
      return entry?.life.approvals.map(({ by }) => by)
    }
    await tells('alert-agent-7', { team: 'eu' }, { campaign: 'ring' })
    await say(first, 'contain', { team })
    await reached('asked')
    await tells('alert-later', { team: 'us', onBehalfOf: 'dana' }, { campaign: 'ring' })
    await say('ines', 'contain', { team: 'safety' })
    await desk.until(async () => (await asked())?.includes('ines'))
    expect(await asked()).toEqual(['ines'])
    await say('jonas', 'contain', { team: 'trust' })
    await reached('contained')
  },
  20_000,
)

const asAuthor = 'nobody contains whom a rule of their own pointed at'

test('nor the author of a rule that pointed at them in another alert of the case; who wrote the rules upon others may', async () => {
  await open()
  const rules = [
    { name: 'last-hour', author: 'rita' },
    { name: 'upon-others', author: 'otto' },
  ]
  desk.policy = { ...desk.policy, rules }
  await tells('by-rule', {}, { campaign: 'ring', rules: ['last-hour'] })
  await tells('by-none', {}, { campaign: 'ring' })
  await tells('of-others', { id: 'agent-8' }, { campaign: 'ring', rules: ['upon-others'] })
  for (const alertId of ['by-rule', 'by-none'])
    expect(await refusal(await say('rita', 'contain', { alertId }))).toBe(asAuthor)
  await say('otto', 'contain', { alertId: 'by-none' })
  await reached('asked')
  expect(staff.calls).toEqual([])
  await say('ines', 'contain', { alertId: 'by-none' })
  await reached('contained')
}, 20_000)

test('an alert on the same change counts in whichever case it is, and one on another change does not', async () => {
  await open()
  desk.policy = { ...desk.policy, rules: [{ name: 'seen-at-once', author: 'rita' }] }
  const ring = { kind: 'relation', campaign: 'ring' } as const
  await tells('alone', {}, { eventId: 'e1' })
  await tells(
    'in-ring',
    { onBehalfOf: 'dana', team: 'us' },
    { ...ring, eventId: 'e1', rules: ['seen-at-once'] },
  )
  await tells('of-ring', { onBehalfOf: 'omar', team: 'trust' }, { ...ring, eventId: 'e2' })
  const asks = (by: string, team?: string) =>
    say(by, 'contain', { alertId: 'alone', ...(team === undefined ? {} : { team }) })
  expect(await refusal(await asks('dana'))).toBe(own)
  expect(await refusal(await asks('kim', 'us'))).toBe('nobody contains somebody of their own team (us)')
  expect(await refusal(await asks('rita'))).toBe(asAuthor)
  await asks('omar', 'trust')
  await asks('ines', 'trust')
  await reached('contained')
}, 20_000)

test('what a containment rested on keeps nobody from the next one once it is over, and everybody as long as it may stand', async () => {
  await open()
  await tells('old', { team: 'payments', onBehalfOf: 'dana' }, { campaign: 'last-year' })
  await tells('new', { team: 'support' })
  await say('ines', 'contain', { alertId: 'old' })
  await reached('asked')
  const asks = (by: string, team?: string) =>
    say(by, 'contain', { alertId: 'new', ...(team === undefined ? {} : { team }) })
  expect(await refusal(await asks('kim', 'payments'))).toBe(
    'nobody contains somebody of their own team (payments)',
  )
  await say('jonas', 'contain', { alertId: 'old' })
  await reached('contained')
  await say('ines', 'lift', { alertId: 'old' })
  await reached('lifted')
  expect(await refusal(await asks('olga', 'support'))).toBe(
    'nobody contains somebody of their own team (support)',
  )
  await asks('kim', 'payments')
  await asks('dana')
  await reached('contained')
}, 30_000)

test.each(['as it is kept', 'in a row of before'] as const)(
  'whoever is kept from it by an alert that was named before, %s, lifts it upon no other one; everybody else does',
  async (how) => {
    await open()
    desk.policy = { ...desk.policy, rules: [{ name: 'last-hour', author: 'rita' }] }
    await tells('old', { onBehalfOf: 'dana', team: 'us' }, { rules: ['last-hour'] })
    await tells('new', {}, { campaign: 'ring' })
    await say('ines', 'contain', { alertId: 'old' })
    await reached('asked')
    if (how === 'in a row of before') await asBefore()
    for (const [by, team, says] of [
      ['dana', 'trust', own],
      ['kim', 'us', 'nobody contains somebody of their own team (us)'],
      ['rita', 'trust', asAuthor],
    ] as const)
      expect(await refusal(await say(by, 'contain', { team, alertId: 'new' }))).toBe(says)
    await say('jonas', 'contain', { alertId: 'new' })
    await reached('contained')
    expect(await refusal(await say('dana', 'lift', { alertId: 'new' }))).toBe(own)
    expect(await refusal(await say('dana', 'lift', { alertId: 'unheard-of' }))).toBe(own)
    await say('kim', 'lift', { team: 'us', alertId: 'new' })
    await reached('lifted')
  },
  30_000,
)

/** As a row stands that was written before it was kept which alerts were named: it knows the last one. */
async function asBefore(): Promise<void> {
  const store = openContainments(desk.database)
  const entry = await store.find(containIdOf('demo', 'agent-7'))
  if (entry === undefined) throw new Error('nothing was asked for')
  const { namedAlertIds: _none, ...before } = { ...entry, alertId: 'new' }
  expect(await store.move(entry, { ...before, version: entry.version + 1 })).toBe(true)
}

test('of more alerts than are looked up with every word it takes none, and one of those that were named is followed', async () => {
  await open()
  for (let at = 0; at <= 32; at++) {
    await tells(`alert-${at}`, {}, at === 0 ? { campaign: 'ring' } : {})
    if (at < 32) await say('ines', 'contain', { alertId: `alert-${at}` })
  }
  await desk.until(async () => {
    const entry = await openContainments(desk.database).find(containIdOf('demo', 'agent-7'))
    return entry?.namedAlertIds?.length === 32
  })
  expect(await refusal(await say('jonas', 'contain', { alertId: 'alert-32' }))).toBe(
    'it rests on 32 alerts already: name one of them',
  )
  await say('jonas', 'contain', { alertId: 'alert-0' })
  await reached('contained')
}, 30_000)
