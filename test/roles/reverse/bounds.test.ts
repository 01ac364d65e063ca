import { afterEach, expect, test, vi } from 'vitest'
import type { VerdictWord } from '../../../src/core/decision/verdict.ts'
import { beforeContainment, type ContainState } from '../../../src/core/reversal/contain.ts'
import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import { openContainments } from '../../../src/edges/store/containments.ts'
import type { Taken } from '../../../src/ports/ledger.ts'
import { containIdOf } from '../../../src/roles/ids.ts'
import { type Desk, type DeskOptions, openDesk } from './desk.ts'
import { pingPong } from './ping-pong.ts'
import { inDigest, runAway } from './runaway.ts'

// Each waits for what it wants to see; on a machine that is busy with other things that takes its time.
vi.setConfig({ testTimeout: 60_000 })

let desk: Desk
const open = async (options?: DeskOptions) => (desk = await openDesk(options))
afterEach(() => desk.close())

const reached = (alertId: string, state: string) =>
  desk.until(() => desk.reversals.find((one) => one.alertId === alertId && one.state === state))
/** How the containment of an actor stands. */
const containmentOf = (actorId: string, state: ContainState) => ({
  containId: containIdOf('demo', actorId),
  source: 'demo',
  actorId,
  alertId: `alert-${actorId}`,
  partition: 0,
  version: 1,
  at: Date.now(),
  heard: [],
  life: { ...beforeContainment, state, round: 1 },
})
let said = 0
const yes = (alertId: string, accountId: string, by: string) => {
  const waits = desk.reversals.findLast((one) => one.alertId === alertId && one.countermeasure === 'restore')
  return desk.instruct({
    instructionId: `${by} ${alertId} ${said++}`,
    alertId,
    source: 'demo',
    accountId,
    countermeasure: 'restore',
    by,
    at: Date.now(),
    ...(waits?.commandHash === undefined ? {} : { commandHash: waits.commandHash }),
  })
}

test('a runaway: the breaker opens within a second, no more than the budget is undone, everybody is told, and a head of state in the middle is restored within five seconds', async () => {
  const ran = await runAway({ accounts: 120, spreadMs: 4_000, open })
  // Four by the budget of one actor, and one that is kept back for the highest tier.
  expect(ran.applied).toBe(5)
  expect(ran.openAfterMs).toBeLessThan(1_000)
  expect(ran.toldOrRestored).toBe(121)
  expect(ran.protectedAfterMs).toBeLessThan(5_000)
  expect(ran.breakerAlerts).toMatchObject([{ severity: 'critical', mode: 'observe' }])
  expect(ran.breakerAlerts[0]?.says).toMatch(
    /^The breaker opened: the machine would undo \d+ of the last \d+/,
  )
})

test('among enough routine the same undoings open nothing', async () => {
  await open({ watched: true })
  await desk.start()
  for (let i = 0; i < 100; i++) await inDigest(desk, `routine-${i}`)
  for (let i = 0; i < 24; i++) await desk.deactivated(`a${i}`, { tier: 'everyone', actorId: `actor-${i}` })
  const confirmed = () =>
    new Set(desk.reversals.flatMap((one) => (one.state === 'confirmed' ? [one.accountId] : [])))
  await desk.until(() => confirmed().size === 8, 20_000)
  await new Promise((resolve) => setTimeout(resolve, 1_300))
  expect(desk.notices.filter((one) => one.kind === 'BreakerOpened')).toEqual([])
  expect(desk.notices).toContainEqual({ kind: 'BreakerSeen', open: false })
})

test('where nothing is seen to work the breaker opens, for the highest tier too, and two people close it', async () => {
  await open({ watched: true, settings: { confirmMs: 50 } })
  desk.policy = { ...desk.policy, budgets: { ...desk.policy.budgets, perMinute: 100 } }
  await desk.start()
  for (let i = 0; i < 10; i++) {
    if (i % 2 === 0) desk.server.faults.push('phantom')
    const alert = await desk.deactivated(`a${i}`, { actorId: `actor-${i}` })
    await desk.until(() => ['confirmed', 'escalated'].includes(desk.states(alert.alertId).at(-1) ?? ''))
  }
  await desk.until(() => desk.notices.some((one) => one.kind === 'BreakerOpened' && one.cause === 'failures'))
  const held = await desk.deactivated('head-of-state', { tier: 'protected', actorId: 'other' })
  expect(await reached(held.alertId, 'blocked')).toMatchObject({
    blockedBy: ['breaker'],
    says: 'the breaker is open: 5 of the last 10 reversals were not seen to work',
  })
  const close = (by: string) => desk.limits.closeBreaker({ by, reason: 'mended', at: Date.now() })
  expect((await close('ines')).kind).toBe('waits')
  expect((await close('omar')).kind).toBe('done')
  await reached((await desk.deactivated('a99', { actorId: 'another' })).alertId, 'confirmed')
})

test('ping-pong with another automation: one automatic reversal each, and all of the rest goes to people', async () => {
  const played = await pingPong({ accounts: 30, rounds: 3, open })
  expect(played).toEqual({ restoredAccounts: 30, most: 1, escalated: 60, gates: ['flap'] })
})

test('act, undo, act by another hand: two people must say yes, one of them twice is one', async () => {
  await open()
  await desk.start()
  await reached((await desk.deactivated('a1')).alertId, 'confirmed')
  const again = await desk.deactivated('a1', { actorId: 'employee-2' })
  expect(await reached(again.alertId, 'blocked')).toMatchObject({ granted: 'approve', blockedBy: ['flap'] })
  const blockedTimes = (times: number) =>
    desk.until(() => desk.states(again.alertId).filter((state) => state === 'blocked').length === times)
  await yes(again.alertId, 'a1', 'ines')
  await blockedTimes(2)
  await yes(again.alertId, 'a1', 'ines')
  await blockedTimes(3)
  expect(desk.server.applied).toHaveLength(1)
  await yes(again.alertId, 'a1', 'omar')
  expect(await reached(again.alertId, 'confirmed')).toMatchObject({ by: 'omar' })
  expect(desk.server.applied).toHaveLength(2)
})

const notOfTwo: readonly (readonly [string, Partial<Instruction>])[] = [
  ['is the actor, and is refused', { by: 'employee-2' }],
  ['asks for more time, where no time runs', { by: 'jonas', do: 'extend' }],
  ['is of the team of the actor', { by: 'jonas', team: 'support' }],
  ['says it five minutes late', { by: 'jonas', at: 0 }],
  ['means another command', { by: 'jonas', commandHash: 'f'.repeat(32) }],
  ['asks for another undoing of the same change', { by: 'jonas', countermeasure: 'preserve' }],
]
test.each(notOfTwo)('where hands disagree one yes stays one, though another person %s', async (_, word) => {
  await open()
  await desk.start()
  await reached((await desk.deactivated('a1')).alertId, 'confirmed')
  const { alertId } = await desk.deactivated('a1', { actorId: 'employee-2', actorTeam: 'support' })
  await reached(alertId, 'blocked')
  const spoken = {
    alertId,
    source: 'demo',
    accountId: 'a1',
    countermeasure: 'restore',
    at: Date.now(),
  } as const
  await desk.instruct({ ...spoken, instructionId: 'other', by: 'jonas', ...word })
  await desk.until(
    () =>
      desk.notices.some((one) => one.kind === 'InstructionRefused' && one.instructionId === 'other') ||
      desk.reversals.some((one) => one.alertId === alertId && one.countermeasure === 'preserve'),
  )
  const restores = () =>
    desk.reversals.flatMap((one) =>
      one.alertId === alertId && one.countermeasure === 'restore' ? [one.state] : [],
    )
  const restedTimes = (times: number) =>
    desk.until(
      () => restores().filter((state) => state === 'blocked' || state === 'confirmed').length >= times,
    )
  await yes(alertId, 'a1', 'ines')
  await restedTimes(2)
  expect(restores().at(-1)).toBe('blocked')
  await yes(alertId, 'a1', 'omar')
  await restedTimes(3)
  expect(restores().at(-1)).toBe('confirmed')
})

test('what stops somebody who is the actor of an open case is never undone by the machine, looked up right before the call', async () => {
  let reads = 0
  await open({
    wrapPlatform: (platform) => ({
      ...platform,
      async read(accountId) {
        // The case opens between the proposal and the call.
        if (reads++ === 0) desk.suspected.add('a1')
        return platform.read(accountId)
      },
    }),
  })
  await desk.start()
  const late = await desk.deactivated('a1')
  expect(await reached(late.alertId, 'blocked')).toMatchObject({
    granted: 'auto',
    blockedBy: ['mode'],
    says: 'only approve is granted by now: the account belongs to somebody who is contained, or whose own changes are an open case',
  })
  const known = await desk.deactivated('a1')
  expect(await reached(known.alertId, 'proposed')).toMatchObject({ granted: 'approve' })
  expect(desk.server.calls).toEqual([])
  await yes(known.alertId, 'a1', 'ines')
  await reached(known.alertId, 'confirmed')

  // A thief who has his victim flagged first has not disarmed us.
  desk.suspected.add('a2').add('contractor-9')
  await reached((await desk.deactivated('a2', { actorId: 'contractor-9' })).alertId, 'confirmed')
})

test.each(['while the machine runs', 'while it is stopped'])(
  'a suspect is given back nothing because this very act is flagged: told %s',
  async (when) => {
    await open({ readsSuspects: true })
    await desk.start()
    // Of the two who are stopped, one by a colleague and one by somebody who was flagged before.
    for (const actorId of ['a1', 'a2', 'thief'])
      await reached((await desk.deactivated(`of-${actorId}`, { actorId })).alertId, 'confirmed')
    if (when === 'while it is stopped') await desk.stop()
    const [theirs, thiefs] = [
      await desk.deactivated('a1', { actorId: 'colleague' }),
      await desk.deactivated('a2', { actorId: 'thief' }),
    ]
    if (when === 'while it is stopped') await desk.start()
    expect(await reached(theirs.alertId, 'proposed')).toMatchObject({ granted: 'approve' })
    await reached(thiefs.alertId, 'confirmed')
  },
)

test('what stops somebody whom people have contained is never undone by the machine; a person may', async () => {
  await open()
  await desk.start()
  const { life, ...entry } = containmentOf('a1', 'contained')
  await openContainments(desk.database).open({ ...entry, life })
  // Also where the hand that stopped them is suspected itself: two people have looked.
  desk.suspected.add('contractor-1')
  const known = await desk.deactivated('a1')
  expect(await reached(known.alertId, 'proposed')).toMatchObject({ granted: 'approve' })
  await yes(known.alertId, 'a1', 'ines')
  await reached(known.alertId, 'confirmed')
  // Of somebody who was given back everything nothing is held.
  await openContainments(desk.database).open(containmentOf('a2', 'lifted'))
  await reached((await desk.deactivated('a2')).alertId, 'confirmed')
})

test.each(['is suspected', 'is contained'] as const)(
  'whoever %s while the command waits for its turn is not helped by it, and a person may say yes',
  async (how) => {
    await open({
      wrapLedger: (ledger) => ({
        ...ledger,
        // Its row is written; then, before its turn comes, somebody learns more.
        async takeIntent(from, to, price): Promise<Taken> {
          const taken = await ledger.takeIntent(from, to, price)
          if (from.command.accountId !== 'a1' || from.life.by !== undefined) return taken
          if (how === 'is suspected') desk.suspected.add('a1')
          else await openContainments(desk.database).open(containmentOf('a1', 'contained'))
          return taken
        },
      }),
    })
    await desk.start()
    const { alertId } = await desk.deactivated('a1')
    expect(await reached(alertId, 'blocked')).toMatchObject({
      blockedBy: ['mode'],
      untouched: true,
      says: 'held back: the account belongs to somebody who is contained, or whose own changes are an open case',
    })
    expect(desk.states(alertId)).toEqual(['authorised', 'intent', 'blocked'])
    expect(desk.server.calls).toEqual([])
    await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
    await yes(alertId, 'a1', 'ines')
    await reached(alertId, 'confirmed')
  },
)

test('after the point of no return the machine only alerts; before it the reversal shows the deadline', async () => {
  await open()
  await desk.start()
  const base = { eventId: 'x', source: 'demo', action: 'deactivate', outcome: 'done' } as const
  const withClock = async (id: string, irreversibleAt: number) => {
    const account = { id, stateBefore: 'active', stateAfter: 'deactivated', version: 'v2' }
    const actor = { id: 'contractor-1', kind: 'contractor' } as const
    const change = { ...base, eventId: `${id}/2`, occurredAt: Date.now(), account, actor, irreversibleAt }
    return desk.deactivated(id, { change })
  }
  const late = await withClock('a1', Date.now() - 1)
  expect(await reached(late.alertId, 'blocked')).toMatchObject({
    blockedBy: ['reversible'],
    says: 'the point of no return has passed: the data may be purged, or the handle taken by others',
  })
  const deadline = Date.now() + 86_400_000
  const early = await withClock('a2', deadline)
  expect(await reached(early.alertId, 'confirmed')).toMatchObject({ irreversibleAt: deadline })
})

test('while a feed is stale or the policy has faults the machine waits, aloud, and a person need not', async () => {
  const inDoubt = { staleFeeds: ['staff.records: too old'], policyFaults: ['p.yaml:3:1: no'] }
  await open({ watched: true, inDoubt: () => inDoubt })
  await desk.start()
  const alert = await desk.deactivated('a1')
  expect((await reached(alert.alertId, 'blocked')).blockedBy).toEqual(['feeds', 'policy-faults'])
  await desk.until(() => desk.notices.some((one) => one.kind === 'DoubtsSeen'))
  await desk.until(() => desk.alerts.some((one) => one.kind === 'not-acted'))
  await yes(alert.alertId, 'a1', 'ines')
  await reached(alert.alertId, 'confirmed')
})

test('while changes are assessed late the machine waits, and acts again when they are not', async () => {
  await open({ watched: true })
  await desk.start()
  await inDigest(desk, 'old', Date.now() - 60_000)
  await desk.until(() => desk.notices.some((one) => one.kind === 'DoubtsSeen' && one.gates.includes('lag')))
  const held = await desk.deactivated('a1')
  expect(await reached(held.alertId, 'blocked')).toMatchObject({ blockedBy: ['lag'] })
  await inDigest(desk, 'new')
  await new Promise((resolve) => setTimeout(resolve, 50))
  await reached((await desk.deactivated('a2')).alertId, 'confirmed')
})

test('analysts who overturn three take a mode away from the tier; the next waits for a person, and two give it back', async () => {
  await open({ watched: true })
  await desk.start()
  for (const id of ['a1', 'a2', 'a3']) {
    const alert = await desk.deactivated(id, { tier: 'everyone', actorId: `actor-${id}` })
    await reached(alert.alertId, 'confirmed')
    await judge(alert.alertId, alert.eventId, id, 'meant')
  }
  const said = await desk.until(() => desk.alerts.find((one) => one.kind === 'limit'))
  expect(said).toMatchObject({ severity: 'high' })
  expect(said.says).toMatch(
    /^The tier everyone now stands one mode lower than the policy says: analysts called 3/,
  )
  const next = await desk.deactivated('a4', { tier: 'everyone', actorId: 'actor-4' })
  expect(await reached(next.alertId, 'counting')).toMatchObject({ granted: 'veto' })
  const other = await desk.deactivated('a5', { tier: 'protected', actorId: 'actor-5' })
  await reached(other.alertId, 'confirmed')

  for (const by of ['ines', 'omar'])
    await desk.limits.endDemotion('tier everyone', { by, reason: 'mended', at: Date.now() })
  const last = await desk.deactivated('a6', { tier: 'everyone', actorId: 'actor-6' })
  await reached(last.alertId, 'confirmed')
})

test('of each change the last word counts: what was first called meant by mistake demotes nothing', async () => {
  await open({ watched: true })
  await desk.start()
  const undone = async (id: string) => {
    const alert = await desk.deactivated(id, { tier: 'everyone', actorId: `actor-${id}` })
    await reached(alert.alertId, 'confirmed')
    return (word: VerdictWord) => judge(alert.alertId, alert.eventId, id, word)
  }
  const [first, second] = [await undone('a1'), await undone('a2')]
  await first('meant')
  await second('meant')
  await first('not-meant')
  await (await undone('a3'))('meant')
  const overturned = async () => {
    const rows = await desk.database.selectFrom('undoings').selectAll().orderBy('account_id').execute()
    return rows.map((row) => row.overturned).join(' ')
  }
  await desk.until(async () => (await overturned()) === '0 1 1')
  expect(await desk.limits.demotions()).toEqual([])
  await (await undone('a4'))('meant')
  await desk.until(async () => (await desk.limits.demotions()).length === 1)
})

async function judge(alertId: string, eventId: string, accountId: string, verdict: VerdictWord) {
  const value = {
    verdictId: `v-${alertId}`,
    alertId,
    source: 'demo',
    eventId,
    actorId: 'x',
    accountId,
    verdict,
    by: 'ines',
    at: Date.now(),
  }
  await desk.log.append('countermand.verdicts', [{ key: 'x', value: Buffer.from(JSON.stringify(value)) }])
}
