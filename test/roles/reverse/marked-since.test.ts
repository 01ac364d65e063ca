import { afterEach, describe, expect, test } from 'vitest'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { ConfiguredPlatform, SendOutcome } from '../../../src/ports/platform.ts'
import { type Desk, openDesk } from './desk.ts'
import { reached, refused, says } from './spoken.ts'

/** A mark that is put on an account after the gates were asked, while the call has not gone out, or may have been
 *  lost: we look again before we send, and see it. */

let desk: Desk
afterEach(() => desk.close())

/** How the first call ends, beyond which all goes well; and what is put on the account with it. */
async function openWith(
  first: SendOutcome,
  lifeMs: number,
  marks = ['child-safety'],
): Promise<{ readonly calls: number }> {
  const sent = { calls: 0 }
  const failing = (platform: ConfiguredPlatform): ConfiguredPlatform => ({
    ...platform,
    async send(command, lastLook) {
      sent.calls += 1
      if (sent.calls > 1) return platform.send(command, lastLook)
      desk.server.accounts.get('a1')?.holds.push(...marks)
      return first
    },
  })
  desk = await openDesk({ settings: { lifeMs }, wrapPlatform: failing })
  await desk.start()
  return sent
}

const noWayThere = { kind: 'unsent', says: 'no way there' } as const
const noAnswer = { kind: 'unknown', says: 'no answer' } as const

describe('an account that is marked before the call', () => {
  test('that has not left us yet stays as it is, and takes a cleared yes', async () => {
    const sent = await openWith(noWayThere, 20_000)
    const alert = await desk.deactivated('a1')
    const held = await reached(desk, alert.alertId, { state: 'blocked' })
    expect(held).toMatchObject({ blockedBy: ['exclusion'], says: 'excluded: child-safety' })
    expect([sent.calls, desk.server.calls]).toEqual([1, []])
    const uncleared = says(held, 'omar', 'approve')
    await desk.instruct(uncleared)
    expect(await refused(desk, uncleared)).toMatch(/cleared/)
    await desk.instruct(says(held, 'clara', 'approve', { cleared: true }))
    await reached(desk, alert.alertId, { state: 'confirmed' })
  }, 20_000)

  test('that may have been lost is not sent again, and people are told', async () => {
    const sent = await openWith(noAnswer, 1_500)
    const alert = await desk.deactivated('a1')
    const { says: why } = await reached(desk, alert.alertId, { state: 'escalated' })
    expect(why).toContain('it may have been done, and is not sent again: excluded: child-safety')
    expect([sent.calls, desk.server.calls]).toEqual([1, []])
    const told = await desk.until(() => desk.alerts.find(({ kind }) => kind === 'not-acted'))
    expect(told.says).toContain('excluded: child-safety')
  }, 20_000)

  test('while its call was slow to begin, stays as it is; and without a mark it is only looked at again', async () => {
    let begun = 0
    desk = await openDesk({
      wrapPlatform: (platform) => ({
        ...platform,
        async send(command, lastLook) {
          begun += 1
          if (begun === 1) await new Promise((resolve) => setTimeout(resolve, 300))
          if (command.accountId === 'a1') desk.server.accounts.get('a1')?.holds.push('child-safety')
          const late = await lastLook()
          return late === undefined ? platform.send(command, lastLook) : { kind: 'unknown', says: late }
        },
      }),
    })
    await desk.start()
    const marked = await desk.deactivated('a1')
    expect(await reached(desk, marked.alertId, { state: 'blocked' })).toMatchObject({
      blockedBy: ['exclusion'],
    })
    expect([begun, desk.server.calls]).toEqual([1, []])
    begun = 0
    const plain = await desk.deactivated('a2', { actorId: 'contractor-2' })
    await reached(desk, plain.alertId, { state: 'confirmed' })
    expect([begun, desk.server.calls.length]).toEqual([2, 1])
  }, 20_000)

  test('while the store was slow between the gates and the call, stays as it is', async () => {
    desk = await openDesk({
      wrapLedger: (ledger) => ({
        ...ledger,
        async takeIntent(...asked) {
          const taken = await ledger.takeIntent(...asked)
          desk.server.accounts.get('a1')?.holds.push('child-safety')
          return taken
        },
      }),
    })
    await desk.start()
    const alert = await desk.deactivated('a1')
    expect(await reached(desk, alert.alertId, { state: 'blocked' })).toMatchObject({
      blockedBy: ['exclusion'],
    })
    expect(desk.server.calls).toEqual([])
  }, 20_000)

  test('is not what a platform that answers nothing for a moment shows: it is looked at again', async () => {
    let reads = 0
    const plain: Partial<ConfiguredPlatform> = { guard: 'none' }
    desk = await openDesk({
      wrapPlatform: (platform) => ({
        ...platform,
        ...plain,
        async read(accountId) {
          reads += 1
          if (reads === 2) throw new EdgeError('platform-unavailable', 'it answers 503', { retryable: true })
          return platform.read(accountId)
        },
      }),
    })
    await desk.start()
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    await desk.instruct(says(await reached(desk, alert.alertId, { state: 'proposed' }), 'omar', 'approve'))
    await reached(desk, alert.alertId, { state: 'confirmed' })
    expect(desk.server.calls).toHaveLength(1)
  }, 20_000)

  test('when it could not be sent in time after a cleared yes, only another cleared one takes it up', async () => {
    desk = await openDesk({
      settings: { lifeMs: 1_500 },
      wrapPlatform: (platform) => ({ ...platform, send: async () => noWayThere }),
    })
    await desk.start()
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    desk.server.accounts.get('a1')?.holds.push('child-safety')
    await desk.instruct(says(await reached(desk, alert.alertId, { state: 'proposed' }), 'omar', 'approve'))
    const held = await reached(desk, alert.alertId, { state: 'blocked' })
    await desk.instruct(says(held, 'clara', 'approve', { cleared: true }))
    const unsent = await reached(desk, alert.alertId, { state: 'escalated' })
    expect(unsent).toMatchObject({
      blockedBy: ['exclusion'],
      says: expect.stringMatching(/; excluded: child-safety$/),
    })
    const uncleared = says(unsent, 'omar', 'approve')
    await desk.instruct(uncleared)
    expect(await refused(desk, uncleared)).toMatch(/cleared/)
  }, 20_000)

  test('without a mark what was lost is sent again', async () => {
    const sent = await openWith(noAnswer, 20_000, [])
    const alert = await desk.deactivated('a1')
    await reached(desk, alert.alertId, { state: 'confirmed' })
    expect(sent.calls).toBe(2)
  }, 20_000)
})
