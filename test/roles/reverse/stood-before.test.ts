import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type DeactivatedPart, type Desk, openDesk } from './desk.ts'
import { aChange } from './examples.ts'
import { reached, refused, says } from './spoken.ts'

/** What an earlier decision makes of an undoing that would lift it too. */

let desk: Desk
afterEach(() => desk.close())

const before = 'it stood suspended before, and reactivate would make it active'

/** Deactivated by a contractor, while a colleague's suspension stood. */
async function deactivatedAgain(part: DeactivatedPart, says: object = { stateBefore: 'suspended' }) {
  const { account } = aChange()
  const version = `v${(desk.server.accounts.get('a1')?.version ?? 0) + 2}`
  const { stateBefore: _active, ...rest } = account
  const found = { ...rest, version, ...says }
  return desk.deactivated('a1', { ...part, change: { account: found } as never })
}

describe('an account that stood suspended before it was deactivated', () => {
  test.each(['auto', 'veto', 'approve'] as const)(
    'is not made active by what the policy grants as %s, and a person who has read why may',
    async (mode) => {
      desk = await openDesk()
      await desk.start()
      const alert = await deactivatedAgain({ mode })
      const held = await reached(desk, alert.alertId, { state: 'blocked' })
      expect(held).toMatchObject({ version: 1, blockedBy: ['stood-before'], says: before, granted: mode })
      expect(desk.server.calls).toEqual([])
      await desk.instruct(says(held, 'omar', 'approve'))
      const sent = await reached(desk, alert.alertId, { state: 'intent' })
      expect(sent.says).toBe(`written down; being sent (despite: ${before})`)
      const done = await reached(desk, alert.alertId, { state: 'confirmed' })
      expect(done).toMatchObject({
        says: `seen restored in part: state is not (despite: ${before})`,
        restored: { state: false },
        approvedBy: ['omar'],
      })
      expect(desk.server.accounts.get('a1')?.state).toBe('active')
      const told = desk.alerts.filter(({ kind }) => kind === 'not-acted').map((one) => one.says)
      expect(told).toEqual(mode === 'approve' ? [] : [`The restore was not done: ${before}.`])
    },
  )

  test('may have its data kept by the machine, for that gives nothing back', async () => {
    desk = await openDesk()
    await desk.start()
    const alert = await deactivatedAgain({ countermeasure: 'preserve' })
    await reached(desk, alert.alertId, { state: 'confirmed', countermeasure: 'preserve' })
    // And whoever wants it back then has read nothing yet: the first yes is stopped.
    const ask = { ...desk.reversals[0]!, countermeasure: 'restore' as const }
    await desk.instruct(says(ask, 'omar', 'undo', { commandHash: '' }))
    const held = await reached(desk, alert.alertId, { state: 'blocked', countermeasure: 'restore' })
    expect(held).toMatchObject({ blockedBy: ['stood-before'], says: before })
    await desk.instruct(says(held, 'omar', 'approve'))
    await reached(desk, alert.alertId, { state: 'confirmed', countermeasure: 'restore' })
  })

  test('a yes that was said before anybody could read why is stopped, and it takes another', async () => {
    desk = await openDesk()
    await desk.start()
    const alert = await deactivatedAgain({ mode: 'approve' })
    const held = await reached(desk, alert.alertId, { state: 'blocked' })
    await desk.instruct(says(held, 'omar', 'approve', { at: held.at - 1 }))
    const again = await reached(desk, alert.alertId, { state: 'blocked', by: 'omar' })
    expect(again).toMatchObject({ blockedBy: ['stood-before'], says: before })
    expect(desk.server.calls).toEqual([])
    const no = says(again, 'contractor-1', 'approve')
    await desk.instruct(no)
    expect(await refused(desk, no)).toBe('nobody decides about their own act')
  })
})

test('the kill switch between a yes and the call: one more yes is enough, and it passes what it was told of alone', async () => {
  let stopsAt = 'after the intent is taken'
  desk = await openDesk({
    atPoint: (point) => {
      if (point === stopsAt) writeFileSync(join(desk.folder, 'STOP'), 'drill\n')
    },
  })
  await desk.start()
  const alert = await deactivatedAgain({ mode: 'approve' })
  const held = await reached(desk, alert.alertId, { state: 'blocked' })
  await desk.instruct(says(held, 'omar', 'approve'))
  const off = `held back: the file STOP turned the kill switch on: drill; ${before}`
  const stopped = await reached(desk, alert.alertId, { state: 'blocked', says: off })
  expect(stopped.blockedBy).toEqual(['kill-switch', 'stood-before'])
  expect(desk.server.calls).toEqual([])
  rmSync(join(desk.folder, 'STOP'))
  // What was found since was named to nobody.
  stopsAt = ''
  desk.server.accounts.get('a1')?.holds.push('child-safety')
  await desk.instruct(says(stopped, 'clara', 'approve', { cleared: true }))
  const all = await reached(desk, alert.alertId, {
    state: 'blocked',
    says: `${before}; excluded: child-safety`,
  })
  expect(desk.server.calls).toEqual([])
  stopsAt = 'after the intent is taken'
  await desk.instruct(says(all, 'clara', 'approve', { cleared: true }))
  const again = await reached(desk, alert.alertId, {
    state: 'blocked',
    says: `${off}; excluded: child-safety`,
  })
  expect(again.blockedBy).toEqual(['kill-switch', 'stood-before', 'exclusion'])
  rmSync(join(desk.folder, 'STOP'))
  stopsAt = ''
  const uncleared = says(again, 'omar', 'approve')
  await desk.instruct(uncleared)
  expect(await refused(desk, uncleared)).toContain('it is excluded')
  await desk.instruct(says(again, 'clara', 'approve', { cleared: true }))
  const done = await reached(desk, alert.alertId, { state: 'confirmed' })
  expect(done.says).toContain(`(despite: ${before}; excluded: child-safety)`)
  expect(desk.reversals.filter(({ state }) => state === 'authorised')).toHaveLength(4)
})

describe('is the machine’s to undo', () => {
  test('where the platform’s call leads to what stood before', async () => {
    desk = await openDesk({ spec: { leadsTo: { reactivate: 'suspended' } } })
    await desk.start()
    const alert = await deactivatedAgain({})
    expect((await reached(desk, alert.alertId, { state: 'confirmed' })).granted).toBe('auto')
  })

  test('where nobody says how the account stood', async () => {
    desk = await openDesk()
    await desk.start()
    const alert = await deactivatedAgain({}, {})
    expect((await reached(desk, alert.alertId, { state: 'confirmed' })).says).toBe('seen restored')
  })

  test('where only a table says that it had no badge, which may be from after the change', async () => {
    desk = await openDesk()
    await desk.start()
    const [own, byTable] = await Promise.all(
      [{}, { fromTables: ['account.verified'] }].map((part, i) =>
        desk.deactivated(`a${i + 1}`, {
          ...part,
          change: {
            action: 'unverify',
            account: { ...aChange().account, id: `a${i + 1}`, verified: 'none' },
          } as never,
        }),
      ),
    )
    const blockedBy = async (alertId: string) =>
      (await reached(desk, alertId, { version: 1 })).blockedBy ?? []
    expect(await blockedBy(own!.alertId)).toContain('stood-before')
    expect(await blockedBy(byTable!.alertId)).not.toContain('stood-before')
  })
})
