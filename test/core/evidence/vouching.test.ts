import { describe, expect, it } from 'vitest'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { changeOf } from '../people.ts'

const actor = { id: 'st3', kind: 'employee' } as const
const sightOf = (reason: NonNullable<ReturnType<typeof changeOf>['reason']>) =>
  new Sight(changeOf({ actor, reason }), { memory: undefined })

describe('who approved', () => {
  it.each([
    [['lead-1'], 1, false],
    [['lead-1', 'lead-2'], 2, false],
    [['lead-1', 'Lead-1 '], 1, false],
    [['st3'], 0, true],
    [['ST3', 'st3 '], 0, true],
    [['\uff53\uff54\uff13', 'lead-1'], 1, true],
  ])('of %j %i are others', (approvedBy, others, isSelf) => {
    const { otherApprovers, selfApproved } = sightOf({ approvedBy })
    expect([otherApprovers, selfApproved]).toEqual([others, isSelf])
  })
})

it('whoever it was done for is no other person', () => {
  const change = changeOf({
    actor: { ...actor, onBehalfOf: 'boss' },
    reason: { approvedBy: ['Boss', 'lead-1'] },
  })
  const { otherApprovers, selfApproved } = new Sight(change, { memory: undefined })
  expect([otherApprovers, selfApproved]).toEqual([1, true])
})

it.each([
  ['T-1', true],
  ['\u7968', true],
  ['-', false],
  [' ', false],
])('a ticket called %j is one: %s', (ticketId, is) => {
  expect(sightOf({ ticketId }).ticket).toBe(is)
  expect(sightOf({ reportId: ticketId }).report).toBe(is)
})
