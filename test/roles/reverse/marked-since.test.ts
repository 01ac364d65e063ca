import { afterEach, describe, expect, test } from 'vitest'
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
    await reached(desk, alert.alertId, { state: 'escalated' })
    expect([sent.calls, desk.server.calls]).toEqual([1, []])
    await desk.until(() => desk.alerts.some(({ kind }) => kind === 'not-acted'))
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
