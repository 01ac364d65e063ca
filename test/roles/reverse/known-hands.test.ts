import { afterEach, describe, expect, test } from 'vitest'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Desk } from './desk.ts'
import { laterAlert, openTwoTiers } from './later-alert.ts'
import { reached, refused, says } from './spoken.ts'

/** Whom what several alerts say of the hand keeps from a yes. */

let desk: Desk
afterEach(() => desk.close())

async function open(waitSeconds?: number): Promise<void> {
  desk = await openTwoTiers(waitSeconds)
}
const later = (first: Alert, part: Partial<Alert>) => laterAlert(desk, first, part)

describe('a later alert on the same change', () => {
  test.each([
    ['of which team the hand is', 'team'],
    ['whom it was done for', 'onBehalfOf'],
  ] as const)(
    'that says otherwise %s: those that either alert names are kept from it',
    async (_what, name) => {
      await open()
      const first = await desk.deactivated('a1', {
        mode: 'approve',
        tier: 'everyone',
        severity: 'high',
        change: { actor: { id: 'contractor-1', kind: 'contractor', [name]: 'old' } } as never,
      })
      const proposed = await reached(desk, first.alertId, { state: 'proposed' })
      const change = first.change!
      const named = (word: string) => ({ ...change, actor: { ...change.actor, [name]: word } })
      await later(first, { severity: 'critical', mode: 'veto', change: named('new') })
      await reached(desk, first.alertId, { state: 'counting' })
      // And a third one, which grants no more: it is only remembered.
      await later(first, { severity: 'low', mode: 'approve', change: named('third') })
      await reached(desk, first.alertId, { version: 3 })
      const wordOf = (one: string, deed: 'approve' | 'undo') =>
        name === 'team' ? says(proposed, 'nora', deed, { team: one }) : says(proposed, one, deed)
      const words = ['old', 'new', 'third'].map((one) => [one, wordOf(one, 'approve')] as const)
      // Nor may they have it done in another way.
      const otherWay = { ...wordOf('old', 'undo'), countermeasure: 'preserve' as const }
      for (const [one, word] of [...words, ['old', otherWay] as const]) {
        await desk.instruct(word)
        expect(await refused(desk, word)).toBe(
          name === 'team'
            ? `nobody says yes about an act of their own team (${one})`
            : 'nobody decides about their own act',
        )
      }
      await desk.instruct(says(proposed, 'omar', 'approve', { team: 'trust' }))
      await reached(desk, first.alertId, { state: 'confirmed' })
    },
  )

  test('that rests on no rule of theirs: the author of the first one’s may not have it done in another way either', async () => {
    await open()
    const first = await desk.deactivated('a1', { mode: 'approve', severity: 'high', rules: ['many-hands'] })
    const proposed = await reached(desk, first.alertId, { state: 'proposed' })
    await later(first, { severity: 'critical', mode: 'veto', rules: [] })
    await reached(desk, first.alertId, { state: 'counting' })
    for (const countermeasure of ['restore', 'preserve'] as const) {
      const word = { ...says(proposed, 'rita', 'undo'), countermeasure }
      await desk.instruct(word)
      expect(await refused(desk, word)).toBe('nobody says yes to what a rule of their own decided')
    }
  })
})
