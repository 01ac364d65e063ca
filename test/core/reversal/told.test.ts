import { describe, expect, test } from 'vitest'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { at, counted, lifeIn, limits } from './lives.ts'

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

  describe('held back after it was written down, or not sent in time,', () => {
    const { life } = live(told, ines, limits)
    const passed = { gates: ['stood-before'], what: [before] }
    const sent = live(life, { kind: 'recorded', despite: before, passed, at }, limits).life
    const off = { kind: 'blocked', by: ['kill-switch'], says: 'held back: on', at: at + 1 } as const
    const unsent = { kind: 'unsent', says: 'not sent in time', at: at + 1 } as const

    test('what still stood by then is said and named again, and the next yes passes it', () => {
      const held = live(sent, off, limits).life
      const says = `held back: on; ${before}`
      expect(held).toMatchObject({ state: 'blocked', blockedBy: ['kill-switch', 'stood-before'], says })
      // `x` was named when they said yes, and stood no more.
      expect(held.named).toEqual({ what: [before], says, at: at + 1 })
      expect(held).not.toHaveProperty('passed')
      const again = live(held, { ...jonas, at: at + 2 }, limits).life
      expect(again).toMatchObject({ state: 'authorised', by: 'jonas', told: [before] })
      // It was on its way when nobody had read that it was held back.
      expect(live(held, { ...jonas, at: at + 2, saidAt: at }, limits).life).not.toHaveProperty('told')
    })

    test('a gate is named once, also where it is what held it back', () => {
      const held = live(sent, { ...off, by: ['mode', 'stood-before'] }, limits).life
      expect(held.blockedBy).toEqual(['mode', 'stood-before'])
    })

    test('a mark that came since is named beside it, and nothing is said twice', () => {
      const mark = { kind: 'blocked', by: ['exclusion'], at: at + 1 } as const
      const one = live(sent, { ...mark, says: 'excluded: y', named: ['y'] }, limits).life
      expect(one).toMatchObject({
        untouched: true,
        says: `excluded: y; ${before}`,
        blockedBy: ['exclusion', 'stood-before'],
        named: { what: ['y', before] },
      })
      const both = live(sent, { ...mark, says: 'all of it', named: [before, 'y'] }, limits).life
      expect(both).toMatchObject({ says: 'all of it', named: { what: [before, 'y'] } })
      const two = { ...sent, passed: { gates: ['exclusion'], what: ['x', 'z'] } }
      expect(live(two, { ...mark, says: 'some of it', named: ['x', 'y'] }, limits).life.says).toBe(
        `some of it; ${before}`,
      )
    })

    test('the same where it never left us', () => {
      const over = live(sent, unsent, limits).life
      const says = `not sent in time; ${before}`
      expect(over).toMatchObject({ state: 'escalated', untouched: true, says, blockedBy: ['stood-before'] })
      expect(over.named).toEqual({ what: [before], says, at: at + 1 })
      expect(over).not.toHaveProperty('passed')
      expect(over).not.toHaveProperty('despite')
      expect(live(over, { ...jonas, at: at + 2 }, limits).life.told).toEqual([before])
      const late = { kind: 'recorded', despite: before, passed, at: at + 30_000 } as const
      expect(live(life, late, limits).life).toMatchObject({
        state: 'escalated',
        says: `it could not be sent before its command expired; ${before}`,
        named: { what: [before], at: at + 30_000 },
      })
    })

    test('and whoever it is handed to reads it too', () => {
      const over = live({ ...sent, countdown: counted(120_000) }, unsent, limits).life
      const to = { kind: 'handed-over', by: 'ines', to: { person: 'omar' }, at: at + 2 } as const
      const { life: handed } = live(over, to, limits)
      expect(handed.says).toBe(`not sent in time; ${before}; ines handed it to omar, whose yes it takes`)
    })

    test('what nobody could read meanwhile is not known to stand, so it is named to nobody', () => {
      const dark = { kind: 'no-answer', says: 'silence', at: at + 30_000 } as const
      const over = live(life, dark, limits).life
      expect(over).toMatchObject({ state: 'escalated', says: 'not sent in time: silence' })
      expect(over).not.toHaveProperty('named')
      expect(live(over, { ...jonas, at: at + 30_001 }, limits).life).not.toHaveProperty('told')
    })

    test('a row of before that was kept names nothing: it is asked anew', () => {
      const older = live(life, { kind: 'recorded', despite: before, at }, limits).life
      for (const happening of [off, unsent]) {
        const { life: held } = live(older, happening, limits)
        expect(held.says).toBe(happening.says)
        expect(live(held, { ...jonas, at: at + 2 }, limits).life).not.toHaveProperty('told')
      }
      const { named: _none, ...rest } = live(lifeIn('authorised'), { ...off, by: ['exclusion'] }, limits).life
      expect(live(rest, { ...jonas, at: at + 2 }, limits).life).not.toHaveProperty('told')
    })

    test('what an earlier round passed is not named in a later one', () => {
      const again = live(live(sent, off, limits).life, { ...jonas, at: at + 2 }, limits).life
      const plain = live(again, { kind: 'recorded', at: at + 3 }, limits).life
      expect(live(plain, { ...off, at: at + 4 }, limits).life).toMatchObject({
        blockedBy: ['kill-switch'],
        says: 'held back: on',
        named: { what: [] },
      })
    })
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

  test('what a later alert names to a countdown stays said while it counts, for a yes passes it', () => {
    const names = { what: ['child-safety'], says: 'excluded: child-safety' }
    const countdown = counted(0)
    const begun = { ...lifeIn('counting'), countdown }
    const named = live(begun, { kind: 'raised', waitMs: 0, names, at }, limits).life
    for (const more of [
      { kind: 'acknowledged', by: 'ines' },
      { kind: 'extended', by: 'ines' },
      { kind: 'handed-over', by: 'ines', to: { person: 'omar' } },
    ] as const) {
      const { life } = live(named, { ...more, at: at + 1 }, limits)
      expect(life).toMatchObject({
        state: 'counting',
        says: expect.stringMatching(/^excluded: child-safety; /),
      })
      expect(live(life, { ...jonas, by: 'omar', at: at + 2 }, limits).life.told).toEqual(['child-safety'])
    }
    const acknowledged = live(named, { kind: 'acknowledged', by: 'ines', at: at + 1 }, limits).life
    const takesBack = [{ by: 'ines', says: 'it is theirs' }]
    const back = live(acknowledged, { kind: 'raised', waitMs: 0, takesBack, at: at + 2 }, limits).life
    expect(back.says).toMatch(
      /^excluded: child-safety; is done at the deadline if .*; what ines said counts no more/,
    )
  })
})
