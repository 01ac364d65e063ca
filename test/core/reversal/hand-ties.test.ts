import { expect, test } from 'vitest'
import { beforeContainment, containStates, mayStand } from '../../../src/core/reversal/contain.ts'
import { tiesIn } from '../../../src/core/reversal/hand-ties.ts'
import { restsOn, restsOnUnknown } from '../../../src/core/reversal/may-contain.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'

/** What alerts say of hands, and upon which of them a containment rests. */

const told = (actor: { id: string; onBehalfOf?: string; team?: string }, rules: readonly string[] = []) =>
  tiesIn({ change: aChange({ actor: { kind: 'contractor', ...actor } }), rules }).map(
    ({ hand, tie, value }) => `${hand} ${tie} ${value}`.trim(),
  )

test('each hand of an alert is tied to its team and to the rules that took hold, in one spelling', () => {
  expect(told({ id: 'agent-7' })).toEqual(['agent-7 hand'])
  expect(told({ id: 'Agent-7 ', team: 'EU', onBehalfOf: 'DANA' }, ['r1', 'r2'])).toEqual([
    'agent-7 hand',
    'agent-7 team eu',
    'agent-7 rule r1',
    'agent-7 rule r2',
    'dana hand',
    'dana team eu',
    'dana rule r1',
    'dana rule r2',
  ])
  expect(told({ id: 'dana', onBehalfOf: 'Dana' }, ['r1'])).toEqual(['dana hand', 'dana rule r1'])
  const { change: _none, ...noChange } = anAlert(aChange(), { rules: ['r1'] })
  expect(tiesIn(noChange)).toEqual([])
})

test.each(containStates)('whether it stands, or may, where it is %s', (state) => {
  const stands = ['asked', 'ready', 'sent', 'contained', 'lifting', 'escalated'].includes(state)
  expect(mayStand({ state })).toBe(stands)
  expect(mayStand({ state, inDoubt: true })).toBe(true)
  const entry = {
    alertId: 'latest',
    namedAlertIds: ['first', 'latest'],
    life: { ...beforeContainment, state },
  }
  expect(restsOn(entry)).toEqual(stands ? ['first', 'latest'] : [])
  const { namedAlertIds: _none, ...ofBefore } = entry
  expect(restsOn(ofBefore)).toEqual(stands ? ['latest'] : [])
  expect([restsOnUnknown(entry), restsOnUnknown(ofBefore)]).toEqual([false, stands])
  expect(restsOn({ ...entry, life: { state, inDoubt: true } })).toEqual(['first', 'latest'])
})
