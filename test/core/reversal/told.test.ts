import { describe, expect, test } from 'vitest'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { at, lifeIn, limits } from './lives.ts'

const ines = { kind: 'agreed', by: 'ines', at } as const
const jonas = { kind: 'agreed', by: 'jonas', at } as const
const before = 'it stood suspended before'
const stopped = { kind: 'blocked', by: ['stood-before'], says: before, named: [before, 'x'], at } as const

describe('a yes passes what its person was told of, and nothing else', () => {
  const told = live(lifeIn('authorised'), stopped, limits).life
  test('what a gate named is kept with the time, until it is authorised', () => {
    expect(told).toMatchObject({ state: 'blocked', named: { what: [before, 'x'], says: before, at } })
    const { life } = live(told, ines, limits)
    expect(life).toMatchObject({ state: 'authorised', told: [before, 'x'], by: 'ines' })
    expect(life).not.toHaveProperty('named')
    const quiet = live(life, { kind: 'blocked', by: ['budgets'], says: 'spent', at: at + 1 }, limits).life
    expect(quiet).toMatchObject({ named: { what: [], says: 'spent', at: at + 1 } })
    expect(live(quiet, { ...jonas, at: at + 2 }, limits).life).not.toHaveProperty('told')
  })

  test('a yes that was on its way when more was found was said without knowing', () => {
    const late = { ...ines, at: at + 9, saidAt: at - 1 }
    expect(live(told, late, limits).life).not.toHaveProperty('told')
    expect(live(told, { ...late, saidAt: at }, limits).life).toMatchObject({ told: [before, 'x'] })
    expect(live(lifeIn('proposed'), ines, limits).life).not.toHaveProperty('told')
  })

  test('of two people, what both were told of', () => {
    const first = live({ ...told, approvers: 2 }, ines, limits).life
    expect(first.approvals).toEqual([{ by: 'ines', at, told: [before, 'x'] }])
    // What the second person must have read is still said.
    expect(first.says).toBe(`${before}; ines said yes; it takes one more person`)
    const more = { ...first, named: { what: [before, 'y'], says: '', at: at + 1 } }
    expect(live(more, { ...jonas, at: at + 2 }, limits).life.told).toEqual([before])
    expect(live(first, { ...jonas, at: at + 2 }, limits).life.told).toEqual([before, 'x'])
    const other = { ...first, named: { what: ['y'], says: '', at: at + 1 } }
    expect(live(other, { ...jonas, at: at + 2 }, limits).life).not.toHaveProperty('told')
  })

  test('what it passed is said with what was done, also after another gate said no once', () => {
    const { life } = live(told, ines, limits)
    const sent = live(life, { kind: 'recorded', despite: before, at }, limits).life
    expect(sent).toMatchObject({ says: `written down; being sent (despite: ${before})`, despite: before })
    const done = live({ ...sent, state: 'acked' }, { kind: 'found', what: 'restored', says: '', at }, limits)
    expect(done.life.says).toBe(`seen restored (despite: ${before})`)
    const held = live(sent, { kind: 'blocked', by: ['kill-switch'], says: 'on', at }, limits).life
    expect(held).toMatchObject({ state: 'blocked', untouched: true, blockedBy: ['kill-switch'] })
    expect(held).not.toHaveProperty('despite')
    expect(live(life, { kind: 'recorded', at }, limits).life.says).toBe('written down; being sent')
  })

  test('what an earlier yes passed is not said of what a later one did', () => {
    const { life } = live(told, ines, limits)
    const sent = live(life, { kind: 'recorded', despite: before, at }, limits).life
    const unsent = live(sent, { kind: 'unsent', says: 'not sent in time', at }, limits).life
    const again = live(unsent, { ...jonas, at: at + 1 }, limits).life
    expect(again).toMatchObject({ state: 'authorised', by: 'jonas' })
    const second = live(again, { kind: 'recorded', at: at + 2 }, limits).life
    const done = live(
      { ...second, state: 'acked' },
      { kind: 'found', what: 'restored', says: '', at },
      limits,
    )
    expect(done.life.says).toBe('seen restored')
  })

  test('what a later alert names is for whoever says yes from now on', () => {
    const names = { what: ['erasure'], says: 'excluded: erasure' }
    const raised = { kind: 'raised', waitMs: 0, names, at: at + 5 } as const
    const open = live(lifeIn('proposed'), raised, limits)
    expect(open.life).toMatchObject({
      state: 'proposed',
      says: 'so far; excluded: erasure',
      named: { what: ['erasure'], says: 'excluded: erasure', at: at + 5 },
    })
    expect(open.effects).toEqual([{ do: 'wait', until: at + 3_600_000 }])
    expect(live(open.life, { ...ines, at: at + 5 }, limits).life.told).toEqual(['erasure'])
    expect(live(open.life, { ...ines, at: at + 5, saidAt: at + 4 }, limits).life.told).toBeUndefined()
    expect(live(told, raised, limits).life).toMatchObject({
      says: `${before}; excluded: erasure`,
      named: { what: [before, 'x', 'erasure'], says: `${before}; excluded: erasure`, at: at + 5 },
    })
    const again = { ...raised, names: { ...names, what: ['x'] } }
    expect(live(told, again, limits).life.named?.what).toEqual([before, 'x'])
    const two = live(lifeIn('proposed'), { ...raised, approvers: 2 }, limits).life
    expect(two).toMatchObject({ approvers: 2, named: { what: ['erasure'] } })
  })

  test('a later alert that makes it a countdown takes the words away, and one that wants two people leaves them', () => {
    const raised = live(told, { kind: 'raised', to: 'veto', waitMs: 120_000, at }, limits).life
    expect(raised.state).toBe('counting')
    expect(raised).not.toHaveProperty('named')
    const late = live(told, { kind: 'raised', to: 'veto', waitMs: 9, at }, { ...limits, noReturnAt: at }).life
    expect(late.state).toBe('escalated')
    expect(late).not.toHaveProperty('named')
    expect(live(told, { kind: 'raised', approvers: 2, waitMs: 0, at }, limits).life.named).toEqual(told.named)
  })
})
