import { afterEach, describe, expect, test } from 'vitest'
import { openCases } from '../../../src/edges/store/cases.ts'
import { type DeactivatedPart, type Desk, openDesk } from './desk.ts'
import { reached, refused, says } from './spoken.ts'

/** What an exclusion keeps from the machine and from everybody, and people who are cleared for it. */

let desk: Desk
afterEach(() => desk.close())

const cleared = { cleared: true }
/** On the actor's own words, so the data may be kept; and of a tier that lets no machine do it. */
const claimedLow = { mode: 'observe', countermeasure: 'preserve', exclusion: 'child-safety' } as const
const believed = { ...claimedLow, countermeasure: 'none' } as const
const claimed = { mode: 'auto', countermeasure: 'preserve', exclusion: 'child-safety' } as const

async function excluded(part: DeactivatedPart = claimedLow, tier: { approvers?: 1 | 2 } = {}) {
  desk = await openDesk()
  desk.policy = {
    ...desk.policy,
    tiers: [{ name: 'protected', ...tier }],
    rules: [{ name: 'last-hour', author: 'rule-author' }],
  }
  await desk.start()
  const alert = await desk.deactivated('a1', { rules: ['last-hour'], actorTeam: 'support', ...part })
  return reached(desk, alert.alertId, { state: 'blocked', countermeasure: 'restore' })
}

describe('what is excluded', () => {
  test('waits for people from the first, and tells nobody twice', async () => {
    const kept = await excluded()
    expect(kept).toMatchObject({
      blockedBy: ['exclusion'],
      says: 'excluded: child-safety',
      granted: 'approve',
      mode: 'observe',
    })
    // One that nobody meant to do is no limit that took hold.
    const next = await desk.deactivated('a2', { actorId: 'employee-2' })
    await reached(desk, next.alertId, { state: 'confirmed' })
    expect(desk.alerts.filter(({ kind }) => kind === 'not-acted')).toEqual([])
  })

  test('is restored upon the yes of somebody who is cleared, and of nobody else', async () => {
    const kept = await excluded()
    const vain = [
      [
        says(kept, 'omar', 'approve'),
        'it is excluded, and takes the yes of somebody who is cleared for that',
      ],
      [
        says(kept, 'omar', 'undo', { cleared: false, roles: ['approver', 'cleared'] }),
        'it is excluded, and takes the yes of somebody who is cleared for that',
      ],
      [says(kept, 'contractor-1', 'approve', cleared), 'nobody decides about their own act'],
      [says(kept, 'rule-author', 'approve', cleared), 'nobody says yes to what a rule of their own decided'],
      [
        says(kept, 'clara', 'approve', { ...cleared, team: 'support' }),
        'nobody says yes about an act of their own team (support)',
      ],
      [
        says(kept, 'clara', 'approve', { ...cleared, commandHash: 'f'.repeat(32) }),
        'it names another command than this one',
      ],
    ] as const
    for (const [word] of vain) await desk.instruct(word)
    for (const [word, why] of vain) expect(await refused(desk, word)).toBe(why)
    expect(desk.server.calls).toEqual([])
    await desk.instruct(says(kept, 'clara', 'approve', cleared))
    expect(await reached(desk, kept.alertId, { state: 'confirmed' })).toMatchObject({ by: 'clara' })
    expect(desk.server.accounts.get('a1')?.state).toBe('active')
  })

  test('takes two who are cleared where its tier takes two', async () => {
    const kept = await excluded(claimedLow, { approvers: 2 })
    await desk.instruct(says(kept, 'clara', 'approve', cleared))
    await reached(desk, kept.alertId, { state: 'blocked', version: 2 })
    const half = says(kept, 'omar', 'approve')
    await desk.instruct(half)
    expect(await refused(desk, half)).toContain('it is excluded')
    expect(desk.server.calls).toEqual([])
    await desk.instruct(says(kept, 'dora', 'approve', cleared))
    const done = await reached(desk, kept.alertId, { state: 'confirmed' })
    expect(done.approvedBy).toEqual(['clara', 'dora'])
  })

  test('may be kept from the purge by anybody who may ask, and stands as it is meanwhile', async () => {
    const kept = await excluded()
    await desk.instruct(says({ ...kept, countermeasure: 'preserve' }, 'ines', 'undo', { commandHash: '' }))
    await reached(desk, kept.alertId, { state: 'confirmed', countermeasure: 'preserve' })
    expect(desk.server.accounts.get('a1')?.state).toBe('deactivated')
    await desk.instruct(says(kept, 'clara', 'approve', cleared))
    await reached(desk, kept.alertId, { state: 'confirmed', countermeasure: 'restore' })
    expect(desk.server.accounts.get('a1')?.state).toBe('active')
  })

  test('by an erasure not even that, but for those who are cleared', async () => {
    const kept = await excluded({ ...claimedLow, exclusion: 'erasure' })
    const ask = says({ ...kept, countermeasure: 'preserve' }, 'ines', 'undo', { commandHash: '' })
    await desk.instruct(ask)
    const stopped = await reached(desk, kept.alertId, { state: 'blocked', countermeasure: 'preserve' })
    expect(stopped).toMatchObject({ blockedBy: ['exclusion'], says: 'excluded: erasure' })
    const again = says(stopped, 'ines', 'approve')
    await desk.instruct(again)
    expect(await refused(desk, again)).toContain('it is excluded')
    await desk.instruct(says(stopped, 'clara', 'approve', cleared))
    await reached(desk, kept.alertId, { state: 'confirmed', countermeasure: 'preserve' })
  })

  test('on the actor’s word alone: the data are kept by the machine, and the rest waits for those who are cleared', async () => {
    const kept = await excluded(claimed)
    expect(kept).toMatchObject({ granted: 'approve', blockedBy: ['exclusion'] })
    await reached(desk, kept.alertId, { state: 'confirmed', countermeasure: 'preserve' })
    expect(desk.server.accounts.get('a1')?.state).toBe('deactivated')
    expect(desk.alerts.filter(({ kind }) => kind === 'not-acted')).toEqual([])
    await desk.instruct(says(kept, 'clara', 'approve', cleared))
    await reached(desk, kept.alertId, { state: 'confirmed', countermeasure: 'restore' })
  })

  test('by a mark that only the account carries: a yes is given back, and then it takes somebody cleared', async () => {
    desk = await openDesk()
    await desk.start()
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    const proposed = await reached(desk, alert.alertId, { state: 'proposed' })
    desk.server.accounts.get('a1')?.holds.push('child-safety')
    await desk.instruct(says(proposed, 'omar', 'approve'))
    const stopped = await reached(desk, alert.alertId, { state: 'blocked' })
    expect(stopped).toMatchObject({ blockedBy: ['exclusion'], says: 'excluded: child-safety' })
    const again = says(stopped, 'omar', 'approve')
    await desk.instruct(again)
    expect(await refused(desk, again)).toContain('it is excluded')
    await desk.instruct(says(stopped, 'clara', 'approve', cleared))
    await reached(desk, alert.alertId, { state: 'confirmed' })
  })

  test('by marks that nobody was shown: the yes of somebody cleared is stopped too, and the next is for what was named', async () => {
    desk = await openDesk()
    await desk.start()
    const alert = await desk.deactivated('a1', { mode: 'approve' })
    const proposed = await reached(desk, alert.alertId, { state: 'proposed' })
    const holds = desk.server.accounts.get('a1')?.holds
    holds?.push('child-safety')
    await desk.instruct(says(proposed, 'clara', 'approve', cleared))
    const stopped = await reached(desk, alert.alertId, { state: 'blocked' })
    expect(stopped).toMatchObject({ blockedBy: ['exclusion'], says: 'excluded: child-safety' })
    // And what comes after that was read is not what was said yes to.
    holds?.push('erasure', 'court-77')
    await desk.instruct(says(stopped, 'clara', 'approve', cleared))
    const all = 'excluded: child-safety, erasure, the account is held: court-77'
    const again = await reached(desk, alert.alertId, { state: 'blocked', says: all })
    expect(desk.server.calls).toEqual([])
    await desk.instruct(says(again, 'clara', 'approve', cleared))
    const sent = await reached(desk, alert.alertId, { state: 'intent' })
    expect(sent.says).toBe(`written down; being sent (despite: ${all})`)
    const done = await reached(desk, alert.alertId, { state: 'confirmed' })
    expect(done).toMatchObject({ by: 'clara', says: `seen restored (despite: ${all})` })
  })

  test('and sealed: what it was is said to nobody, and that it was restored in spite of it is', async () => {
    const kept = await excluded({ ...claimedLow, exclusion: 'gone-from-the-policy' })
    await desk.instruct(says(kept, 'clara', 'approve', cleared))
    const done = await reached(desk, kept.alertId, { state: 'confirmed' })
    expect(done.says).toBe('seen restored (despite: excluded: restricted, ask legal)')
  })

  test('and borne out by more than the actor’s words waits on no list; who is cleared may ask for it all the same', async () => {
    desk = await openDesk()
    await desk.start()
    const alert = await desk.deactivated('a1', { ...believed, actorTeam: 'support' })
    const next = await desk.deactivated('a2', { actorId: 'employee-2' })
    await reached(desk, next.alertId, { state: 'confirmed' })
    expect(desk.states(alert.alertId)).toEqual([])
    await openCases(desk.database).takeAlerts([alert], Date.now())
    const about = { alertId: alert.alertId, source: 'demo', accountId: 'a1', countermeasure: 'restore' }
    const half = says({ ...about } as never, 'omar', 'undo')
    await desk.instruct(half)
    expect(await refused(desk, half)).toContain('it is excluded')
    await desk.instruct(says({ ...about } as never, 'clara', 'undo', cleared))
    expect(await reached(desk, alert.alertId, { state: 'confirmed' })).toMatchObject({ by: 'clara' })
    expect(desk.states(alert.alertId)).toEqual(['blocked', 'authorised', 'intent', 'acked', 'confirmed'])
  })

  test('nothing is sent while the kill switch is on, whoever says yes', async () => {
    const kept = await excluded()
    await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
    await desk.instruct(says(kept, 'clara', 'approve', cleared))
    const stopped = await desk.until(() =>
      desk.reversals.find((one) => one.alertId === kept.alertId && one.blockedBy.includes('kill-switch')),
    )
    // What their yes would have passed is said again, to whoever says the next one.
    expect(stopped.blockedBy).toEqual(['kill-switch', 'exclusion'])
    expect(desk.server.calls).toEqual([])
  })
})

test('a person may choose to keep the data only, where the alert asks for a restore', async () => {
  desk = await openDesk()
  await desk.start()
  const alert = await desk.deactivated('a1', { mode: 'approve' })
  const proposed = await reached(desk, alert.alertId, { state: 'proposed' })
  await desk.instruct(says({ ...proposed, countermeasure: 'preserve' }, 'ines', 'undo', { commandHash: '' }))
  const kept = await reached(desk, alert.alertId, { state: 'confirmed', countermeasure: 'preserve' })
  expect(kept).toMatchObject({ granted: 'approve', says: 'kept, and seen so on the account' })
  expect(desk.server.accounts.get('a1')?.state).toBe('deactivated')
})
