import { expect, test } from 'vitest'
import { approverLengthMax, readApproval } from '../../../src/core/ask/approval.ts'

const approval = {
  checkId: 'c1',
  source: 'demo',
  actorId: 'd.keller',
  cause: '0123456789abcdef'.repeat(3),
  by: 'ines',
  until: 1_700_000_000_000,
}

test('an approval is read as it was written', () => {
  expect(readApproval({ ...approval, more: true })).toEqual(approval)
  const longest = 'x'.repeat(approverLengthMax)
  expect(readApproval({ ...approval, by: longest })?.by).toBe(longest)
})

test.each([
  ['nothing', undefined],
  ['a text', JSON.stringify(approval)],
  ['no check', { ...approval, checkId: 7 }],
  ['no source', { ...approval, source: undefined }],
  ['no actor', { ...approval, actorId: null }],
  ['a shorter cause', { ...approval, cause: approval.cause.slice(1) }],
  ['a cause in capitals', { ...approval, cause: approval.cause.toUpperCase() }],
  ['by nobody', { ...approval, by: '' }],
  ['by a longer name', { ...approval, by: 'x'.repeat(approverLengthMax + 1) }],
  ['by the actor', { ...approval, by: 'd.keller' }],
  ['by the actor, spelt otherwise', { ...approval, by: 'D.Keller' }],
  ['until half a millisecond', { ...approval, until: 0.5 }],
  ['until never', { ...approval, until: 0 }],
])('%s is none', (_, read) => {
  expect(readApproval(read)).toBeUndefined()
})
