import { expect, test } from 'vitest'
import { tiesIn } from '../../../src/core/reversal/hand-ties.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'

/** What alerts say of hands. */

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
