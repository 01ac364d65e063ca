import { describe, expect, test } from 'vitest'
import { type AccountChange } from '../../../src/core/change/account-change.ts'
import { evidenceInForce } from '../../../src/core/evidence/in-force.ts'
import { type ActorMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { dayBlock } from '../../../src/core/memory/learn.ts'
import { markIndex } from '../../../src/core/memory/marks.ts'
import { accounts, changeOf, dayMs, hourMs, now, staff, stepThrough } from '../people.ts'
import { remembering } from './points.ts'
import { found, leavingIn, policy, sightOf, warm } from './staged.ts'

describe('more of what it measures never gives fewer points', () => {
  const rises: readonly (readonly [string, string, readonly AccountChange[]])[] = [
    [
      'tenure',
      'the nearer the end',
      [900, 700, 169, 100, 25, 23, 2, 0.9, 0.1, -1].map((hours) => leavingIn(hours)),
    ],
    ['reach', 'the more followers', [0, 1, 90, 5e3, 1e6, 4e7, 4e9].map((followers) => followedBy(followers))],
    ['tenure', 'the newer', [400, 80, 20, 3].map((days) => hiredAgo(days))],
  ]
  test.each(rises)('%s: %s', (name, _, changes) => {
    const points = changes.map((change) => pointsOf(name, change, undefined))
    expect(points).toEqual(points.toSorted((a, b) => a - b))
    expect(points.at(-1)).toBeGreaterThan(points[0] ?? 0)
  })

  test('harm: the nearer the point of no return, while there is one', () => {
    const points = [800, 720, 30, 24, 2, 1, 0.1].map((hours) =>
      pointsOf('harm', changeOf({ irreversibleAt: now + hours * hourMs }), undefined),
    )
    expect(points).toEqual([0, 50, 50, 150, 150, 300, 300])
  })

  // biome-ignore format: a table for people.
  const habits: readonly (readonly [string, string, Partial<AccountChange>, number, readonly number[]])[] = [
    ['hours', 'the rarer the hour', {}, at.usualBlockSlot + dayBlock(now), []],
    ['session', 'the rarer a new place', { origin: { device: 'new' } },
      at.usualMarkSlot + markIndex.newPlace, [markIndex.hasDevice]],
    ['assignment', 'the rarer work of the own choice', { reason: { code: 'x', assignment: 'self-picked' } },
      at.usualMarkSlot + markIndex.selfPicked, [markIndex.routed]],
    ['excuse', 'the rarer the excuse', { reason: { code: 'minor' } }, at.usualMarkSlot + markIndex.excuse, []],
    ['unusual', 'the rarer accounts of note', { account: accounts.artist, reason: {} },
      at.usualMarkSlot + markIndex.notable, []],
  ]
  test.each(habits)('%s: %s', (name, _, otherwise, slot, always) => {
    const points = [300, 100, 40, 10, 3, 0].map((times) => {
      const memory = remembering({
        [at.clockSlot]: now,
        [at.usualWeightSlot]: 300,
        [at.usualActionSlot + at.actionIndex('suspend')]: 300,
        ...Object.fromEntries(always.map((mark) => [at.usualMarkSlot + mark, 300])),
        [slot]: times,
      })
      return pointsOf(name, changeOf(otherwise), memory)
    })
    expect(points).toEqual(points.toSorted((a, b) => a - b))
    expect(points.at(-1)).toBeGreaterThan(points[0] ?? 0)
  })

  test('blank: the rarer the lack', () => {
    const points = [0, 200, 240, 270, 290, 300].map((times) => {
      const slot = at.usualMarkSlot + markIndex.hasNetwork
      return pointsOf(
        'blank',
        changeOf(),
        remembering({ [at.clockSlot]: now, [at.usualWeightSlot]: 300, [slot]: times }),
      )
    })
    expect(points).toEqual(points.toSorted((a, b) => a - b))
    expect(points.at(-1)).toBe(150)
  })

  test.each(['tempo', 'mass'])('%s: the faster', (name) => {
    const points = [10, 30, 100].map((count) => {
      const burst = Array.from({ length: count }, (_, i) =>
        changeOf({ occurredAt: now + i * 10, account: { id: `fast-${i}` } }),
      )
      const memory = stepThrough(burst, policy, warm).at(-1)?.learned
      const next = changeOf({ occurredAt: now + 2_000, account: { id: 'next' } })
      return pointsOf(name, next, memory)
    })
    expect(points).toEqual(points.toSorted((a, b) => a - b))
    expect(points.at(-1)).toBeGreaterThan(0)
  })
})

function pointsOf(name: string, change: AccountChange, memory: ActorMemory | undefined): number {
  const evidence = evidenceInForce.find((one) => one.name === name)
  const given = evidence === undefined ? [] : found(evidence, sightOf(change, { memory }))
  return given.reduce((sum, one) => sum + one.pointsCenti, 0)
}

function followedBy(followers: number): AccountChange {
  return changeOf({ account: { id: 'somebody', followers } })
}

function hiredAgo(days: number): AccountChange {
  return changeOf({ actor: { ...staff.oldHand, hiredAt: now - days * dayMs } })
}
