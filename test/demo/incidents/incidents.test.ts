import { expect, test } from 'vitest'
import { isUnreadable, readChange } from '../../../src/core/change/read-change.ts'
import { incidents } from '../../../src/demo/incidents/incidents.ts'
import { playMsMax } from '../../../src/demo/incidents/script.ts'
import { dayMs, hourMs } from '../../../src/demo/world/act.ts'
import { bookInMemory, rehearse, someTuesday } from '../rehearsal.ts'

const seeds = [1, 2, 3, 4, 5]
const minuteMs = 60_000

test.each(incidents)(
  '$name is the same for the same seed, and has other people and accounts for another',
  async ({ name }) => {
    const once = await rehearse(name, { seed: 1 })
    const again = await rehearse(name, { seed: 1 })
    const other = await rehearse(name, { seed: 2 })
    expect(again.changes).toEqual(once.changes)
    expect(again.history).toEqual(once.history)
    const ids = (changes: typeof once.changes) =>
      new Set(changes.flatMap(({ account, actor }) => [account.id, actor.id]))
    expect([...ids(other.changes)].filter((id) => ids(once.changes).has(id))).toEqual([])
  },
)

test.each(incidents)(
  '$name is over in time, speaks the contract, and dates nothing ahead',
  async ({ name }) => {
    const { changes, history, playedMs } = await rehearse(name, { seed: 3 })
    expect(playedMs).toBeLessThanOrEqual(playMsMax)
    for (const change of [...history, ...changes]) expect(isUnreadable(readChange(change))).toBe(false)
    for (const { occurredAt } of changes) expect(occurredAt).toBeLessThanOrEqual(someTuesday + playedMs)
    for (const { occurredAt } of history) expect(occurredAt).toBeLessThan(someTuesday)
    for (const { account } of changes.slice(0, 1)) expect(account.stateBefore).toBe('active')
  },
)

test.each(incidents)(
  'nobody in $name is a stranger: each has some days of usual work behind',
  async ({ name }) => {
    for (const seed of seeds) {
      const { changes, history } = await rehearse(name, { seed })
      for (const id of new Set(changes.map(({ actor }) => actor.id))) {
        expect(history.filter(({ actor }) => actor.id === id).length).toBeGreaterThan(80)
      }
      const targets = new Set(changes.map(({ account }) => account.id))
      expect(history.filter(({ account }) => targets.has(account.id))).toEqual([])
    }
  },
)

test('a second run with the same seed gives its changes ids of their own', async () => {
  const book = bookInMemory()
  const first = await rehearse('lock-down', { seed: 1, book })
  const second = await rehearse('rogue-return', { seed: 1, book, startsAt: someTuesday + minuteMs })
  const third = await rehearse('lock-down', { seed: 1, startsAt: someTuesday + minuteMs })
  const ids = [first, second, third].flatMap(({ changes }) => changes.map(({ eventId }) => eventId))
  expect(new Set(ids).size).toBe(ids.length)
})

test.each(seeds)(
  '2017, seed %i: a contractor in the last hour deactivates a head of state on an ordinary report',
  async (seed) => {
    const { changes, history } = await rehearse('last-day-2017', { seed })
    expect(changes.length).toBe(1)
    const [{ actor, account, reason, action, occurredAt, origin } = fail()] = changes
    expect([action, actor.kind, actor.team, account.stateAfter]).toEqual([
      'deactivate',
      'contractor',
      'support',
      'deactivated',
    ])
    expect(account.followers).toBeGreaterThan(43_500_000)
    expect(account.followers).toBeLessThan(44_500_000)
    expect([account.verified, account.protectedClass]).toEqual([
      'government',
      ['head-of-state', 'government'],
    ])
    const minutesLeft = ((actor.accessEndsAt ?? 0) - occurredAt) / minuteMs
    expect(minutesLeft).toBeGreaterThan(7)
    expect(minutesLeft).toBeLessThan(56)
    expect(reason?.reportId).toMatch(/^R-\d+$/)
    expect([reason?.ticketId, reason?.approvedBy]).toEqual([undefined, undefined])
    // The same desk and device as the work of the days before, in a session of its own.
    expect(history.at(-1)?.origin?.device).toBe(origin?.device)
    expect(history.some((change) => change.origin?.sessionId === origin?.sessionId)).toBe(false)
  },
)

test.each(seeds)(
  'delayed 2017, seed %i: asked while the access held, carried out after it had ended',
  async (seed) => {
    const { changes } = await rehearse('delayed-2017', { seed })
    const [{ actor, requestedAt = 0, occurredAt } = fail()] = changes
    expect(actor.accessEndsAt).toBeGreaterThan(requestedAt)
    expect(actor.accessEndsAt).toBeLessThan(occurredAt)
    expect(occurredAt - requestedAt).toBeLessThan(2 * hourMs)
  },
)

test('2020: four credentials, changed within the hours before, open 130 notable accounts from elsewhere', async () => {
  const { changes, history } = await rehearse('tools-2020', { seed: 1 })
  expect(new Set(changes.map(({ actor }) => actor.id)).size).toBe(4)
  expect(new Set(changes.map(({ account }) => account.id)).size).toBe(130)
  expect(new Set(changes.map(({ action }) => action))).toEqual(
    new Set(['change-email', 'disable-mfa', 'reset-password']),
  )
  for (const { actor, account, origin, reason, occurredAt } of changes) {
    expect(occurredAt - (actor.credentialChangedAt ?? 0)).toBeLessThan(2 * hourMs)
    expect(account.verified).toBe('legacy')
    expect([reason?.ticketId, reason?.reportId]).toEqual([undefined, undefined])
    expect(history.some((change) => change.origin?.device === origin?.device)).toBe(false)
  }
  expect(history.some(({ action, actor }) => action === 'disable-mfa' && actor.role === 'agent')).toBe(false)
})

test('the mass mistake is 69 suspensions, evenly over three minutes of event time, by an old hand', async () => {
  const { changes, run, playedMs } = await rehearse('mass-mistake', { seed: 1 })
  expect(changes.length).toBe(69)
  expect(new Set(changes.map(({ actor }) => actor.id)).size).toBe(1)
  const times = changes.map(({ occurredAt }) => occurredAt)
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(180_000)
  expect(times.at(-1)).toBe(run.startsAt + playedMs)
  const gaps = times.slice(1).map((time, nth) => time - (times[nth] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThan(2_000)
  expect(Math.max(...gaps)).toBeLessThan(3_300)
  expect(changes[0]?.actor.hiredAt).toBeLessThan(someTuesday - 700 * dayMs)
})

test.each(seeds)(
  'the rogue, seed %i, was silent for most of a year and then suspends eight notable accounts',
  async (seed) => {
    const { changes, history } = await rehearse('rogue-return', { seed })
    expect(changes.length).toBe(8)
    const silentDays = ((changes[0]?.occurredAt ?? 0) - (history.at(-1)?.occurredAt ?? 0)) / dayMs
    expect(silentDays).toBeGreaterThan(195)
    for (const { account, reason } of changes) {
      expect(account.verified).toBe('legacy')
      expect([reason?.reportId, reason?.ticketId]).toEqual([undefined, undefined])
    }
  },
)

test('the defender locks hundreds of verified accounts in one operation, with a ticket and a yes of somebody else', async () => {
  const { changes } = await rehearse('lock-down', { seed: 1 })
  expect(changes.length).toBeGreaterThanOrEqual(220)
  expect(new Set(changes.map(({ operationId }) => operationId)).size).toBe(1)
  for (const { action, account, actor, reason, operationSize } of changes) {
    expect([action, operationSize]).toEqual(['lock', changes.length])
    expect(account.verified).not.toBe('none')
    expect(reason?.ticketId).toMatch(/^T-/)
    expect(reason?.approvedBy?.length).toBe(1)
    expect(reason?.approvedBy).not.toContain(actor.id)
  }
})

test('another reason code takes the place of the ordinary one', async () => {
  const { changes } = await rehearse('last-day-2017', { seed: 1, reason: 'child-safety' })
  expect(changes[0]?.reason).toMatchObject({ code: 'child-safety', reportId: expect.any(String) })
})

function fail(): never {
  throw new Error('nothing happened')
}
