import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { actions } from '../../../src/core/change/actions.ts'
import { deedOf } from '../../../src/core/memory/deeds.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { accounts, changeOf, nth, shippedPolicy, stepThrough } from '../people.ts'

const policy = shippedPolicy('demo')

describe('a look at an account does not hide the act that follows it:', () => {
  const ofTwo = (actions: readonly AccountChange['action'][], otherwise: Partial<AccountChange> = {}) =>
    stepThrough(
      Array.from({ length: 12 }, (_, i) => i).flatMap((i) =>
        actions.map((action) => changeOf({ ...otherwise, action, account: nth(accounts.neighbour, i) })),
      ),
      policy,
    ).at(-1)?.learned.slots ?? fail()
  const usual = (slots: readonly number[], action: AccountChange['action']) =>
    slots[at.usualActionSlot + at.actionIndex(action)]

  test('both are learnt, at the pace and the mass of one', () => {
    const slots = ofTwo(['view-private', 'suspend'])
    expect([usual(slots, 'view-private'), usual(slots, 'suspend')]).toEqual([12, 12])
    expect([slots[at.usualWeightSlot], slots[at.usualAgainSlot]]).toEqual([24, 12])
    expect([slots[at.paceSlot], slots[at.massSlot], slots[at.recordSlot]]).toEqual([12, 12, 12])
  })

  test('a second record of the same action teaches nothing, also with a look in between', () => {
    const slots = ofTwo(['view-private', 'suspend', 'suspend', 'view-private', 'suspend'])
    expect([usual(slots, 'view-private'), usual(slots, 'suspend')]).toEqual([12, 12])
    expect(slots[at.paceSlot]).toBe(12)
  })

  test('in one operation each action is one act, and all of them the pace of one', () => {
    const slots = ofTwo(['view-private', 'suspend'], { operationId: 'o-1' })
    expect([usual(slots, 'view-private'), usual(slots, 'suspend')]).toEqual([1, 1])
    expect([slots[at.paceSlot], slots[at.massSlot]]).toEqual([1, 12])
  })

  test('who takes their own act back has done one act, and who lifts what they only looked at has done two', () => {
    const slip = ofTwo(['suspend', 'unsuspend'])
    expect([slip[at.usualWeightSlot], usual(slip, 'unsuspend')]).toEqual([12, 0])
    const lifted = ofTwo(['view-private', 'unsuspend'])
    expect([lifted[at.usualWeightSlot], usual(lifted, 'unsuspend')]).toEqual([24, 12])
  })

  test('what is done to one account over and over teaches four acts, however many kinds there are', () => {
    const everything = [...actions, ...actions, ...actions].map((action) => changeOf({ action }))
    const slots = stepThrough(everything, policy).at(-1)?.learned.slots ?? fail()
    expect(slots[at.usualWeightSlot]).toBeLessThanOrEqual(4)
    expect(slots[at.paceSlot]).toBe(1)
  })

  test('an account and its action fit into 32 bits, whatever they are', () => {
    const accountHash = 2 ** 32 - 1
    const deeds = actions.map((action) => deedOf(accountHash, at.actionIndex(action)))
    expect(new Set(deeds).size).toBe(actions.length)
    expect(Math.max(...deeds)).toBeLessThan(2 ** 32)
    expect(new Set(deeds.map((deed) => deed >>> 5))).toEqual(new Set([accountHash >>> 5]))
  })
})

function fail(): never {
  throw new Error('there is no memory')
}
