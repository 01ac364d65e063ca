import { describe, expect, test } from 'vitest'
import { comparePolicies } from '../../../src/core/policy/compare.ts'
import { isPolicy, readPolicy } from '../../../src/core/policy/read-policy.ts'
import { beforeNoReturn, withNoReturn } from '../../../src/core/reversal/no-return.ts'
import { aChange } from '../../roles/reverse/examples.ts'

const hourMs = 3_600_000
const base = 'ceiling: observe\ntiers: []\n'
const read = (text: string) => readPolicy(base + text, '0123456789abcdef')
const policyOf = (text: string) => {
  const policy = read(text)
  if (!isPolicy(policy)) throw new Error(policy.map((fault) => fault.says).join('; '))
  return policy
}
const faultsOf = (text: string) => {
  const policy = read(text)
  return isPolicy(policy) ? [] : policy.map(({ at, says }) => `${at}: ${says.slice(0, 60)}`)
}

test('the point of no return is the change’s own, else the policy’s, else unknown', () => {
  const { noReturn } = policyOf(
    'noReturn: { delete: { purgeDays: 30, handleHours: 72 }, rename: { handleHours: 24 } }',
  )
  const change = aChange({ action: 'delete' })
  expect(withNoReturn(change, noReturn).irreversibleAt).toBe(change.occurredAt + 72 * hourMs)
  expect(withNoReturn({ ...change, irreversibleAt: 5 }, noReturn).irreversibleAt).toBe(5)
  expect(withNoReturn(aChange(), noReturn)).toEqual(aChange())
  expect(withNoReturn(change, new Map())).toBe(change)
})

describe('limits in a policy', () => {
  test('what is wrong is named', () => {
    expect(
      faultsOf(
        'noReturn: { erase: { purgeDays: 1 }, delete: {}, rename: { handleHours: 0 } }\n' +
          'demotion: { overturned: 11, of: 10 }\nbudgets: { perRulePerHour: some }\n',
      ),
    ).toEqual([
      expect.stringMatching(/^noReturn.erase: there is no "erase"; there are 26, all in /),
      'noReturn.delete: needs purgeDays or handleHours',
      'noReturn.rename.handleHours: must be a number from 0.01 to 87600 (hours), but is 0',
      'demotion.overturned: more cannot be overturned than are looked at',
      'budgets.perRulePerHour: must be a number from 0 to 100000 (reversals), but is "some"',
    ])
  })

  test('a change of them is told in words', () => {
    const before = policyOf('')
    const after = policyOf(
      'noReturn: { delete: { purgeDays: 30 } }\ndemotion: { overturned: 2 }\nbudgets: { perRulePerHour: 7 }\n',
    )
    expect(comparePolicies(before, after)).toEqual([
      { what: 'budgets perRulePerHour', before: '20', after: '7' },
      { what: 'demotion overturned', before: '3', after: '2' },
      { what: 'noReturn delete', before: '-', after: 'after 720 h' },
    ])
  })
})

test.each([
  [30_000, undefined, 30_000],
  [30_000, 172_800_000, 30_000],
  [30_000, 12_000, 12_000],
  [30_000, 0, 0],
])('what would be sent until %s, with no return at %s, is sent until %s', (expiresAt, noReturnAt, until) => {
  expect(beforeNoReturn(expiresAt, noReturnAt)).toBe(until)
})
