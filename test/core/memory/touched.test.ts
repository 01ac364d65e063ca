import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { actions } from '../../../src/core/change/actions.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { isDoneAt, nowhere, placeOf, touchOf } from '../../../src/core/memory/touched.ts'
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

  test('in one operation the looks are one act and the rest another, at the pace of one', () => {
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

  test('what is done to one account over and over teaches a look and an act, however many kinds there are', () => {
    const everything = (['view-private', ...actions, ...actions] as const).map((action) =>
      changeOf({ action }),
    )
    const slots = stepThrough(everything, policy).at(-1)?.learned.slots ?? fail()
    expect(slots[at.usualWeightSlot]).toBe(2)
    expect(slots[at.paceSlot]).toBe(1)
  })

  test('a few accounts in turn teach no habit, however many kinds of acts there are', () => {
    const kinds = ['view-private', 'change-email', 'delete'] as const
    const rounds = Array.from({ length: 40 }, () => [0, 1, 2]).flat()
    const changes = rounds.flatMap((i) =>
      kinds.map((action) => changeOf({ action, account: nth(accounts.neighbour, i) })),
    )
    const slots = stepThrough(changes, policy).at(-1)?.learned.slots ?? fail()
    expect([usual(slots, 'view-private'), usual(slots, 'change-email'), usual(slots, 'delete')]).toEqual([
      3, 3, 0,
    ])
    expect([slots[at.paceSlot], slots[at.massSlot]]).toEqual([3, 3])
  })

  test('who looks first is remembered for as many accounts as who does not', () => {
    const looked = Array.from({ length: at.accountsRemembered }, (_, i) => i).flatMap((i) =>
      (['view-private', 'suspend'] as const).map((action) =>
        changeOf({ action, account: nth(accounts.neighbour, i) }),
      ),
    )
    const slip = changeOf({ action: 'unsuspend', account: nth(accounts.neighbour, 0) })
    const step = stepThrough([...looked, slip], policy).at(-1)
    expect([step?.sight.another, step?.sight.weight]).toEqual([false, 0])
  })

  test('several operations that look before they act are one act each, in whatever order', () => {
    const changes = Array.from({ length: 60 }, (_, i) => i).flatMap((i) =>
      (['view-private', 'suspend'] as const).map((action) =>
        changeOf({
          action,
          account: nth(accounts.neighbour, i),
          operationId: `o-${i % at.operationsRemembered}`,
        }),
      ),
    )
    const slots = stepThrough(changes, policy).at(-1)?.learned.slots ?? fail()
    expect([slots[at.paceSlot], usual(slots, 'suspend')]).toEqual([
      at.operationsRemembered,
      at.operationsRemembered,
    ])
  })

  test('a place of a ring holds 31 bits of a hash, and whether anything was done', () => {
    const hash = 2 ** 32 - 1
    const ring = [0, touchOf(hash, false), touchOf(8, true)]
    expect(ring).toEqual([0, 2 ** 32 - 2, 9])
    expect([hash, 8, 10].map((one) => placeOf(ring, { first: 0, size: 3 }, one))).toEqual([1, 2, nowhere])
    expect([1, 2, nowhere].map((place) => isDoneAt(ring, place))).toEqual([false, true, false])
  })
})

function fail(): never {
  throw new Error('there is no memory')
}
