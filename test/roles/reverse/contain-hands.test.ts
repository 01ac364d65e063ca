import { afterEach, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
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

const say = (by: string, deed: 'contain' | 'withdraw', part: object = {}) =>
  sayOfHand(desk, by, deed, 'agent-7', part)
const reached = (state: string) =>
  desk.until(
    () => desk.notices.findLast((one) => one.kind === 'ContainmentMoved' && one.state === state),
    10_000,
  )
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
  const own = 'nobody decides about their own act'
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
    const tells = (alertId: string, actor: Partial<AccountChange['actor']>) => {
      const change = aChange({ eventId: alertId, actor: { id: 'agent-7', kind: 'contractor', ...actor } })
      const alert = { ...anAlert(change, { alertId }), campaign: 'ring' }
      return openCases(desk.database).takeAlerts([alert], Date.now())
    }
    const asked = async () => {
      const entry = await openContainments(desk.database).find(containIdOf('demo', 'agent-7'))
      return entry?.life.approvals.map(({ by }) => by)
    }
    await tells('alert-agent-7', { team: 'eu' })
    await say(first, 'contain', { team })
    await reached('asked')
    await tells('alert-later', { team: 'us', onBehalfOf: 'dana' })
    await say('ines', 'contain', { team: 'safety' })
    await desk.until(async () => (await asked())?.includes('ines'))
    expect(await asked()).toEqual(['ines'])
    await say('jonas', 'contain', { team: 'trust' })
    await reached('contained')
  },
  20_000,
)
