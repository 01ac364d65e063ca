import { afterEach, describe, expect, test } from 'vitest'
import { mayUndo } from '../../../src/core/case/undo-by-person.ts'
import type { AccountState } from '../../../src/core/reversal/account-state.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import type { Sighting } from '../../../src/core/reversal/sighting.ts'
import { commandIdOf } from '../../../src/roles/ids.ts'
import { type Desk, type DeskOptions, openDesk } from './desk.ts'
import { aChange } from './examples.ts'
import { says } from './spoken.ts'

let desk: Desk
async function open(options?: DeskOptions): Promise<Desk> {
  desk = await openDesk(options)
  await desk.start()
  return desk
}
afterEach(() => desk.close())

/** What our undoing did comes back in the stream of changes. */
const comesBack = (
  { reversalId }: Reversal,
  as: Partial<Sighting> = { state: 'active', version: 'v3' },
): Promise<void> =>
  desk.sight({
    commandId: reversalId,
    source: 'demo',
    eventId: 'seen-1',
    accountId: 'a1',
    action: 'reactivate',
    ...as,
    occurredAt: Date.now(),
    seenAt: Date.now(),
  })

const ended = (desk: Desk, alertId: string, state: string, ms?: number) =>
  desk.until(() => desk.reversals.find((one) => one.alertId === alertId && one.state === state), ms)

test('a head of state deactivated in the last hour is restored once, and seen restored', async () => {
  const { server, ...at } = await open()
  const alert = await at.deactivated('head-of-state')
  const confirmed = await ended(desk, alert.alertId, 'confirmed')

  expect(server.accounts.get('head-of-state')).toMatchObject({
    state: 'active',
    causedBy: confirmed.reversalId,
  })
  expect(server.applied).toHaveLength(1)
  expect(server.applied[0]?.key).toBe(commandIdOf('demo', alert.eventId, 'reactivate'))
  expect(desk.states(alert.alertId)).toEqual(['authorised', 'intent', 'acked', 'confirmed'])
  expect(confirmed).toMatchObject({
    says: 'seen restored',
    mode: 'auto',
    granted: 'auto',
    blockedBy: [],
    action: 'reactivate',
    version: 4,
  })
  // As quick as can be, however busy the machine is: looked at before and after, called once, and nothing waited for.
  // For the gates, right before the call, and after it.
  expect([server.reads.length, server.calls.length]).toEqual([3, 1])
  expect(confirmed.confirmedAfterSeconds).toBe((confirmed.at - alert.occurredAt) / 1_000)
  expect(desk.alerts.map((one) => one.kind)).toEqual(['change'])
})

test('a change that names one of our old commands as its cause is restored all the same', async () => {
  await open()
  const first = await desk.deactivated('a1')
  const ours = await ended(desk, first.alertId, 'confirmed')
  // Its id went out with the undoing, so anybody may know it.
  const copied = await desk.deactivated('a2', { causedBy: ours.reversalId })
  await ended(desk, copied.alertId, 'confirmed')
  expect(desk.server.accounts.get('a2')?.state).toBe('active')
  const asUs = await desk.deactivated('a3', { causedBy: ours.reversalId, actorId: 'countermand' })
  await ended(desk, asUs.alertId, 'confirmed')
})

test('the same alert, delivered five times, restores once', async () => {
  await open()
  const alert = await desk.deactivated('a1')
  for (let i = 0; i < 4; i++)
    await desk.log.append('countermand.alerts', [{ key: 'a1', value: Buffer.from(JSON.stringify(alert)) }])
  await ended(desk, alert.alertId, 'confirmed')
  const next = await desk.deactivated('a2')
  await ended(desk, next.alertId, 'confirmed')
  expect(desk.server.calls.filter((call) => call.accountId === 'a1')).toHaveLength(1)
  expect(desk.states(alert.alertId)).toEqual(['authorised', 'intent', 'acked', 'confirmed'])
})

test('a later decision is never undone: it is found before the call', async () => {
  await open()
  desk.server.change('a1', 'active', 'owner')
  await desk.stop()
  const alert = await desk.deactivated('a1')
  desk.server.change('a1', 'suspended', 'colleague')
  await desk.start()
  const superseded = await ended(desk, alert.alertId, 'superseded')
  expect(superseded.says).toMatch(/^the account has moved on: version v\d+, where the change made v\d+$/)
  expect(desk.server.calls).toEqual([])
  expect(desk.server.accounts.get('a1')?.state).toBe('suspended')
})

const stillStands =
  "the account is still deactivated, as the change left it, and is to be decided in the platform's own tool, or upon the case of the later change"

test('one more act that gives nothing back keeps the machine away, and people are told so, once', async () => {
  await open()
  await desk.stop()
  const alert = await desk.deactivated('a1', { severity: 'medium' })
  desk.server.change('a1', 'deactivated', 'contractor-1')
  await desk.start()
  const superseded = await ended(desk, alert.alertId, 'superseded')
  expect(superseded).toMatchObject({
    says: `the account has moved on: version v3, where the change made v2; ${stillStands}`,
    stillStands: true,
  })
  const told = await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
  expect(told).toMatchObject({
    severity: 'high',
    says: `The restore was not done: ${superseded.says}.`,
  })
  expect(mayUndo(alert, superseded)).toEqual({
    may: false,
    says: "somebody acted on this account since, and nobody took the change back: it is to be decided in the platform's own tool, or upon the case of the later change",
  })
  expect(desk.server.calls).toEqual([])
  await desk.log.append('countermand.alerts', [{ key: 'a1', value: Buffer.from(JSON.stringify(alert)) }])
  const next = await desk.deactivated('a2')
  await ended(desk, next.alertId, 'confirmed')
  expect(desk.alerts.filter((one) => one.kind === 'not-acted')).toHaveLength(1)
})

test('the same where it comes between our look and our call', async () => {
  await open()
  desk.server.beforeCall = (id) => void desk.server.change(id, 'deactivated', 'contractor-1')
  const alert = await desk.deactivated('a1')
  const superseded = await ended(desk, alert.alertId, 'superseded')
  expect(superseded.says).toBe(`the platform answered 412; ${stillStands}`)
  await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
})

test('where somebody gave the account back, silence is right', async () => {
  await open()
  await desk.stop()
  const alert = await desk.deactivated('a1')
  desk.server.change('a1', 'active', 'colleague')
  await desk.start()
  const superseded = await ended(desk, alert.alertId, 'superseded')
  expect(superseded).not.toHaveProperty('stillStands')
  expect(mayUndo(alert, superseded)).toEqual({
    may: false,
    says: 'a newer decision stands on this account',
  })
  await ended(desk, (await desk.deactivated('a2')).alertId, 'confirmed')
  expect(desk.alerts.map((one) => one.kind)).toEqual(['change', 'change'])
})

test('a later decision is never undone: it comes between our look and our call', async () => {
  await open()
  desk.server.beforeCall = (id) => void desk.server.change(id, 'suspended', 'colleague')
  const alert = await desk.deactivated('a1')
  const superseded = await ended(desk, alert.alertId, 'superseded')
  expect(superseded.says).toBe('the platform answered 412')
  expect(desk.server.calls).toHaveLength(1)
  expect(desk.server.applied).toEqual([])
  expect(desk.server.accounts.get('a1')?.state).toBe('suspended')

  // The call did nothing, so it does not keep the machine from the same account for a day.
  desk.server.beforeCall = () => {}
  const again = await desk.deactivated('a1')
  await ended(desk, again.alertId, 'confirmed')
})

test.each(['lost-answer', 'lost-request', 'error-with-effect', 'slow'] as const)(
  'after a %s the same command is settled, and applied exactly once',
  async (fault) => {
    await open({ spec: { timeoutMs: 150 } })
    desk.server.faults = [fault]
    const alert = await desk.deactivated('a1')
    await ended(desk, alert.alertId, 'confirmed')
    expect(desk.server.applied).toHaveLength(1)
    expect(new Set(desk.server.calls.map((call) => call.key)).size).toBe(1)
    expect(desk.states(alert.alertId).slice(0, 3)).toEqual(['authorised', 'intent', 'unknown'])
  },
)

test('a yes that changed nothing is never called restored, and people are told in time', async () => {
  await open({ settings: { confirmMs: 300 } })
  desk.server.faults = ['phantom']
  const alert = await desk.deactivated('a1', { severity: 'medium' })
  const escalated = await ended(desk, alert.alertId, 'escalated')
  expect(escalated.says).toBe(
    'the platform said yes, but the account was not seen restored: the account is deactivated, version v2',
  )
  expect(desk.states(alert.alertId)).toEqual(['authorised', 'intent', 'acked', 'escalated'])
  const told = await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
  expect(told).toMatchObject({ severity: 'high', mode: 'observe', countermeasure: 'none' })
})

test('a platform that is silent for good is given up when the command expires, and not before', async () => {
  await open({ settings: { lifeMs: 600 } })
  desk.server.faults = Array(50).fill('lost-request')
  const alert = await desk.deactivated('a1')
  const began = Date.now()
  const escalated = await ended(desk, alert.alertId, 'escalated')
  expect(Date.now() - began).toBeGreaterThan(500)
  expect(escalated.says).toBe(
    'nobody can say whether it happened: the connection broke (UND_ERR_SOCKET); it was not seen to have: ' +
      'the account is deactivated, version v2',
  )
  expect(desk.server.applied).toEqual([])
})

test('what nobody could read in time stays with people, who are told why and may ask for it once it can be read', async () => {
  await open({ settings: { lifeMs: 300 } })
  desk.server.blind.add('a1')
  const alert = await desk.deactivated('a1')
  const unsent = await ended(desk, alert.alertId, 'escalated')
  expect(unsent).toMatchObject({
    says: 'not sent in time: the platform cannot be asked: it answered 503 to a read',
    untouched: true,
  })
  const told = await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
  expect(told.says).toBe(`The restore was not done: ${unsent.says}.`)
  expect(mayUndo(alert, unsent)).toMatchObject({ may: true })
  desk.server.blind.delete('a1')
  await desk.instruct(says(unsent, 'ines', 'undo'))
  await ended(desk, alert.alertId, 'confirmed')
  expect(desk.server.applied).toHaveLength(1)
})

test('what was written down in time, and whose turn came when it had expired, is never sent', async () => {
  await open({
    wrapLedger: (ledger) => ({
      ...ledger,
      // Its row is written; then it waits for its turn for longer than it may be sent.
      async takeIntent(from, to, price) {
        const taken = await ledger.takeIntent(from, to, price)
        if (from.command.accountId === 'a1') desk.ahead(to.command.expiresAt - to.command.issuedAt)
        return taken
      },
    }),
  })
  const late = await desk.deactivated('a1')
  await ended(desk, late.alertId, 'escalated')
  expect(desk.states(late.alertId)).toEqual(['authorised', 'intent', 'escalated'])
  expect(desk.server.calls).toEqual([])
  const next = await desk.deactivated('a2')
  await ended(desk, next.alertId, 'confirmed')
  expect(desk.server.calls).toHaveLength(1)
})

test('a refusal is final, is said, and goes to people', async () => {
  await open()
  desk.server.faults = ['refuses']
  const alert = await desk.deactivated('a1', { severity: 'high' })
  await ended(desk, alert.alertId, 'refused')
  const told = await desk.until(() => desk.alerts.find((one) => one.kind === 'not-acted'))
  expect(told).toMatchObject({
    severity: 'critical',
    says: 'The restore was not done: the platform answered 422.',
    eventId: alert.eventId,
  })
  expect(desk.server.calls).toHaveLength(1)
})

test('our undoing is confirmed when it comes back as a change, though nobody can read the account', async () => {
  await open()
  desk.server.beforeCall = (id) => void desk.server.blind.add(id)
  const alert = await desk.deactivated('a1')
  const acked = await ended(desk, alert.alertId, 'acked')
  await comesBack(acked)
  // How much of it is back nobody knows, and nobody says.
  expect(await ended(desk, alert.alertId, 'confirmed')).toMatchObject({
    says: 'seen restored; how much of it is back could not be read: the platform cannot be asked: it answered 503 to a read',
  })
})

describe('what comes back as a change before any look has found it', () => {
  /** Each read of an account after those before the call waits for its turn to be answered: `then` says what it shows. */
  async function sightedFirst(shows: Partial<AccountState>, then: (desk: Desk) => void = () => {}) {
    const reads: { answer(): void }[] = []
    let count = 0
    await open({
      wrapPlatform: (platform) => ({
        ...platform,
        async read(id) {
          count += 1
          if (count > 2)
            await new Promise<void>((resolve) => {
              reads.push({ answer: resolve })
            })
          return { ...(await platform.read(id)), ...shows }
        },
      }),
    })
    const { account } = aChange()
    const before = { ...account, version: 'v2', verified: 'government', handle: 'ann' }
    const alert = await desk.deactivated('a1', { change: { account: { ...before, id: 'a1' } } as never })
    const acked = await ended(desk, alert.alertId, 'acked')
    await desk.until(() => reads.length === 1)
    await comesBack(acked)
    // The look is still on its way, and one more read was begun for what came back.
    const [look, compared] = await desk.until(() => reads.length === 2 && reads)
    expect(desk.states(alert.alertId)).toEqual(['authorised', 'intent', 'acked'])
    then(desk)
    compared?.answer()
    return { alert, look, reads }
  }

  test('is read once, and what is not back is said', async () => {
    const { alert, reads } = await sightedFirst({ verified: 'none', handle: 'other' })
    expect(await ended(desk, alert.alertId, 'confirmed')).toMatchObject({
      says: 'seen restored in part: state is back, verification and handle are not',
      restored: { state: true, verification: false, handle: false },
    })
    expect(reads).toHaveLength(2)
  })

  test('is said as whole where all of it is back', async () => {
    const { alert } = await sightedFirst({ verified: 'government', handle: 'ann' })
    expect(await ended(desk, alert.alertId, 'confirmed')).toMatchObject({
      says: 'seen restored',
      restored: { state: true, verification: true, handle: true },
    })
  })

  test('and was decided anew since then, is said as both', async () => {
    const { alert } = await sightedFirst({ verified: 'none' }, ({ server }) => {
      server.change('a1', 'suspended', 'staff')
    })
    const done = await ended(desk, alert.alertId, 'confirmed')
    expect(done.says).toBe('seen restored; since then the account is suspended, version v4')
    expect(done).not.toHaveProperty('restored')
  })

  test('and is still hidden from the public, is left to the looks', async () => {
    const shows: { visibility: 'hidden' | 'shown' } = { visibility: 'hidden' }
    const { alert, look, reads } = await sightedFirst(shows)
    const next = await desk.deactivated('a2')
    await desk.until(() => reads.length === 3 || desk.states(next.alertId).length > 1)
    expect(desk.states(alert.alertId)).toEqual(['authorised', 'intent', 'acked'])
    shows.visibility = 'shown'
    look?.answer()
    expect((await ended(desk, alert.alertId, 'confirmed')).restored).toMatchObject({ visibility: true })
    for (const read of reads) read.answer()
  })
})

test('what comes back before a settle is over is left to the look after it', async () => {
  await open({ spec: { settleMs: 300 } })
  desk.server.faults = ['slow']
  const alert = await desk.deactivated('a1')
  const sent = await ended(desk, alert.alertId, 'intent')
  const reads = desk.server.reads.length
  await comesBack(sent, {})
  await ended(desk, alert.alertId, 'acked')
  expect(desk.server.reads).toHaveLength(reads)
  expect((await ended(desk, alert.alertId, 'confirmed')).restored).toEqual({ state: true })
})

test('where a late worker may suspend again, a second look after its time decides', async () => {
  await open({ spec: { settleMs: 400 } })
  const kept = await desk.deactivated('kept')
  const undone = await desk.deactivated('undone')
  // The two looks before the call, and the first one after it, which found it restored.
  await desk.until(() => desk.server.reads.filter((id) => id === 'undone').length === 3)
  desk.server.change('undone', 'deactivated', 'late worker')
  await ended(desk, kept.alertId, 'confirmed')
  expect((await ended(desk, undone.alertId, 'escalated')).says).toBe(
    'it was seen restored, and then again not: the account is deactivated, version v4',
  )
  expect(desk.server.applied).toHaveLength(2)
})

test('a slow account does not hold up the others', async () => {
  await open({ spec: { timeoutMs: 10_000 } })
  desk.server.faults = ['held']
  const held = await desk.deactivated('held')
  await desk.until(() => desk.server.calls.length === 1)
  const others = []
  for (let i = 0; i < 4; i++) others.push(await desk.deactivated(`other-${i}`, { actorId: `actor-${i}` }))
  for (const other of others) await ended(desk, other.alertId, 'confirmed')
  expect(desk.states(held.alertId)).toEqual(['authorised', 'intent'])
  desk.server.release()
  await ended(desk, held.alertId, 'confirmed')
})
