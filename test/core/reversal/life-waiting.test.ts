import { describe, expect, test } from 'vitest'
import { approvalMsMax, extensionsMax } from '../../../src/core/reversal/countdown.ts'
import type { Happening, Life, Limits } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { yesesAt } from '../../../src/core/reversal/life-waiting.ts'
import { reversalStates } from '../../../src/core/reversal/reversal.ts'
import { dueAt } from '../../../src/core/reversal/waiting-steps.ts'
import { at, counted, lifeIn, limits, outcome } from './lives.ts'

/** What people say, what later alerts bring and what time brings. */
const happenings: Readonly<Record<string, Happening>> = {
  acknowledged: { kind: 'acknowledged', by: 'ines', at },
  extended: { kind: 'extended', by: 'ines', at },
  'handed-over': { kind: 'handed-over', by: 'ines', to: { person: 'jonas' }, at },
  'raised-veto': { kind: 'raised', to: 'veto', waitMs: 120_000, at },
  'raised-auto': { kind: 'raised', to: 'auto', waitMs: 0, at },
  due: { kind: 'due', at },
}

/** Rows and columns as in `life-cycle.test.ts`. A dot: nothing changes and nothing is done. */
const matrix = `
           acknowledged         extended            handed-over         raised-veto         raised-auto      due
proposed   .                    .                   .                   counting+wait@60000 authorised+weigh proposed+wait@3600000
counting   counting+wait@120000 counting+wait@120000 counting+wait@60000 .                  authorised+weigh counting+wait@60000
blocked    .                    .                   .                   counting+wait@60000 authorised+weigh .
authorised .                    .                   .                   .                   .                .
intent     .                    .                   .                   .                   .                .
unknown    .                    .                   .                   .                   .                .
acked      .                    .                   .                   .                   .                .
confirmed  .                    .                   .                   .                   .                .
refused    .                    .                   .                   .                   .                .
superseded .                    .                   .                   .                   .                .
raced      .                    .                   .                   .                   .                .
escalated  .                    .                   .                   .                   .                .
vetoed     .                    .                   .                   .                   .                .
expired    .                    .                   .                   .                   .                .
`

describe('every happening in every state', () => {
  const [head = [], ...rows] = matrix
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  test('the table names every state and every happening', () => {
    expect(head).toEqual(Object.keys(happenings))
    expect(new Set(rows.map(([state]) => state))).toEqual(new Set(reversalStates))
  })
  for (const [state, ...cells] of rows)
    for (const [column, cell] of cells.entries()) {
      const name = head[column] ?? ''
      const happening = happenings[name]
      const known = reversalStates.find((one) => one === state)
      if (happening === undefined || known === undefined) throw new Error(`no such cell: ${state} ${name}`)
      test(`${state}, then ${name}: ${cell}`, () => {
        expect(outcome(lifeIn(known), happening, limits)).toBe(cell === '.' ? state : cell)
      })
    }
})

const ines = { kind: 'agreed', by: 'ines', at } as const
const jonas = { kind: 'agreed', by: 'jonas', at } as const
const due = { kind: 'due', at } as const

describe('a proposal', () => {
  test('that nobody answers is rejected when its time is over, and not before', () => {
    expect(outcome(lifeIn('proposed', { lapsesAt: at + 1 }), due, limits)).toBe('proposed+wait@1')
    expect(live(lifeIn('proposed', { lapsesAt: at }), due, limits).life).toMatchObject({
      state: 'expired',
      untouched: true,
      says: 'nobody said yes in time, which counts as no',
    })
    expect(outcome(lifeIn('proposed', { lapsesAt: at }), { kind: 'resumed', at }, limits)).toBe('expired')
  })

  test('that takes two is authorised by two different people, whom it names', () => {
    const two = lifeIn('proposed', { approvers: 2 })
    const one = live(two, ines, limits)
    expect(one.life).toMatchObject({ state: 'proposed', says: 'ines said yes; it takes one more person' })
    expect(one.effects).toEqual([{ do: 'wait', until: at + 3_600_000 }])
    expect(live(one.life, { ...ines, at: at + 1 }, limits).life.state).toBe('proposed')
    expect(live(one.life, jonas, limits).life).toMatchObject({
      state: 'authorised',
      by: 'jonas',
      approvedBy: ['ines', 'jonas'],
      approvals: [],
      says: 'ines and jonas asked for it',
      expiresAt: at + 30_000,
    })
  })

  test('counts a yes for five minutes from when it was said, and no longer', () => {
    const one = live(lifeIn('proposed', { approvers: 2 }), ines, limits).life
    const inTime = { ...jonas, at: at + approvalMsMax - 1 }
    const late = { ...jonas, at: at + approvalMsMax }
    expect(live(one, inTime, limits).life.state).toBe('authorised')
    expect(live(one, late, limits).life).toMatchObject({
      state: 'proposed',
      approvals: [{ by: 'jonas', at: at + approvalMsMax }],
    })
    expect(outcome(lifeIn('proposed'), { ...ines, saidAt: at - approvalMsMax }, limits)).toBe('proposed')
  })

  test('without a time to lapse waits for ever', () => {
    const { lapsesAt: _none, ...life } = lifeIn('proposed')
    expect(outcome(life, due, limits)).toBe('proposed')
  })

  test('takes two people, and one is not two by a capital letter', () => {
    const one = live(lifeIn('proposed', { approvers: 2 }), ines, limits).life
    const again = live(one, { ...ines, by: 'Ines' }, limits).life
    expect(again).toMatchObject({ state: 'proposed', approvals: [{ by: 'Ines', at }] })
    expect(live(again, jonas, limits).life.state).toBe('authorised')
  })

  test('uses each yes once: what a gate then stops takes both people again', () => {
    const one = live(lifeIn('proposed', { approvers: 2 }), ines, limits).life
    const both = live(one, jonas, limits).life
    const stopped = live(both, { kind: 'blocked', by: ['budgets'], says: 'spent', at }, limits).life
    const again = live(stopped, ines, limits).life
    expect(again).toMatchObject({ state: 'blocked', approvals: [{ by: 'ines', at }] })
    expect(again.approvedBy).toBeUndefined()
    expect(live(again, jonas, limits).life.state).toBe('authorised')
  })
})

test('a clearance counts for the yes that it came with, and all who said it must have it', () => {
  const cleared = { ...ines, cleared: true }
  const first = live(lifeIn('blocked'), cleared, limits).life
  expect(first).toMatchObject({ state: 'authorised', cleared: true })
  const heldBack = live(first, { kind: 'blocked', by: ['budgets'], says: 'spent', at }, limits).life
  expect(live(heldBack, jonas, limits).life).not.toHaveProperty('cleared')
  const two = lifeIn('blocked', { approvers: 2 })
  const half = live(two, cleared, limits).life
  expect(live(half, jonas, limits).life).not.toHaveProperty('cleared')
  expect(live(half, { ...jonas, cleared: true }, limits).life).toMatchObject({ cleared: true })
})

describe('a countdown', () => {
  const counting = (agoMs: number, part: Partial<NonNullable<Life['countdown']>> = {}) =>
    lifeIn('counting', { countdown: counted(agoMs, part) })
  const acknowledged = { acknowledgedBy: 'ines' }

  test.each<[string, Life, string]>([
    ['just before its half it waits', counting(59_999), 'counting+wait@1'],
    ['at its half, unseen, people are told and it goes on', counting(60_000), 'counting+wait@60000'],
    ['at its half, acknowledged, nothing is said', counting(60_000, acknowledged), 'counting+wait@60000'],
    ['a millisecond before its end it waits', counting(119_999, acknowledged), 'counting+wait@1'],
    ['at its end, acknowledged, it is done', counting(120_000, acknowledged), 'authorised+weigh'],
    ['at its end, unseen, it goes to people', counting(120_000), 'escalated'],
    [
      'handed over and not agreed, it goes to people, whoever acknowledged it',
      counting(120_000, { ...acknowledged, handedTo: { person: 'jonas' } }),
      'escalated',
    ],
  ])('%s', (_says, life, expected) => {
    expect(outcome(life, due, limits)).toBe(expected)
    expect(outcome(life, { kind: 'resumed', at }, limits)).toBe(expected)
  })

  test('says to whoever reads it what it waits for, and why it came to nothing', () => {
    const says = (life: Life, happening: Happening) => live(life, happening, limits).life.says
    const toJonas = { kind: 'handed-over', by: 'ines', to: { person: 'jonas' }, at } as const
    expect(says(counting(0), { kind: 'extended', by: 'ines', at })).toBe(
      'is done at the deadline if somebody on shift acknowledges it and nobody says no',
    )
    expect(says(counting(0), { kind: 'acknowledged', by: 'ines', at })).toBe(
      'is done at the deadline; ines has seen it',
    )
    expect(says(counting(0), toJonas)).toBe('handed to jonas, whose yes it takes')
    expect(live(counting(120_000), due, limits).life).toMatchObject({
      says: 'nobody on shift acknowledged the countdown, so its silence is no consent',
      untouched: true,
    })
    expect(live(counting(120_000, { handedTo: { role: 'legal' } }), due, limits).life).toMatchObject({
      says: 'it was handed to role:legal, who did not say yes in time',
      untouched: true,
    })
    expect(says(lifeIn('proposed'), { kind: 'raised', to: 'auto', waitMs: 0, at })).toBe(
      'a later alert lets the machine act',
    )
    expect(says(lifeIn('proposed'), ines)).toBe('ines asked for it')
  })

  test('is acknowledged by the first who does', () => {
    const seen = counting(0, acknowledged)
    expect(live(seen, { kind: 'acknowledged', by: 'jonas', at }, limits).life).toBe(seen)
  })

  test('of an odd length has its half at the whole millisecond before', () => {
    const odd = counting(0, { endsAt: at + 120_001 })
    expect(dueAt(odd)).toBe(at + 60_000)
  })

  test('the half is told of once', () => {
    const told = live(counting(60_000), due, limits).life
    expect(told.countdown?.alarmedAt).toBe(at)
    expect(told.says).toBe('half of the countdown is over, and nobody on shift has acknowledged it')
    expect(live(told, { kind: 'due', at: at + 1_000 }, limits).life).toBe(told)
  })

  test('silence is the consent of whoever acknowledged it, and of nobody by name', () => {
    const done = live(counting(120_000, acknowledged), due, limits).life
    expect(done).toMatchObject({ says: 'ines saw the countdown, and nobody said no' })
    expect(done.by).toBeUndefined()
    expect(done.countdown).toBeDefined()
  })

  test('more time is given three times, by what it had at first, and never beyond an hour in all', () => {
    let life = counting(0)
    for (let times = 1; times <= extensionsMax; times++) {
      life = live(life, { kind: 'extended', by: 'ines', at }, limits).life
      expect(life.countdown).toMatchObject({ endsAt: at + (times + 1) * 120_000, extensions: times })
    }
    expect(live(life, { kind: 'extended', by: 'ines', at }, limits).life).toBe(life)
    const half = counting(0, { waitMs: 1_800_000, endsAt: at + 1_800_000 })
    expect(live(half, { kind: 'extended', by: 'ines', at }, limits).life.countdown?.endsAt).toBe(
      at + 3_600_000,
    )
    const long = counting(0, { waitMs: 1_800_000, endsAt: at + 3_600_000, extensions: 1 })
    expect(live(long, { kind: 'extended', by: 'ines', at }, limits).life).toBe(long)
  })

  test('handed over it takes the yes of that person or role, and nobody else’s', () => {
    const toJonas = counting(0, { handedTo: { person: 'jonas' } })
    expect(live(toJonas, ines, limits).life).toBe(toJonas)
    expect(live(toJonas, jonas, limits).life.state).toBe('authorised')
    const toLegal = counting(0, { handedTo: { role: 'legal' } })
    expect(live(toLegal, ines, limits).life).toBe(toLegal)
    expect(live(toLegal, { ...ines, roles: ['analyst'] }, limits).life).toBe(toLegal)
    expect(live(toLegal, { ...ines, roles: ['legal'] }, limits).life.state).toBe('authorised')
  })

  test('a later alert does not take it out of the hands of people who are at it', () => {
    const auto = { kind: 'raised', to: 'auto', waitMs: 0, at } as const
    for (const life of [
      counting(0, acknowledged),
      counting(0, { extensions: 1 }),
      counting(0, { handedTo: { role: 'legal' } }),
      lifeIn('vetoed'),
      lifeIn('blocked', { by: 'ines' }),
      lifeIn('blocked', { countdown: counted(120_000, { acknowledgedBy: 'ines' }) }),
      lifeIn('escalated', { untouched: true, countdown: counted(120_000) }),
    ])
      expect(live(life, auto, limits).life).toBe(life)
    const alarmed = counting(60_000, { alarmedAt: at })
    expect(live(alarmed, auto, limits).life).not.toHaveProperty('countdown')
  })

  test('a yes or a no does not wait for its end', () => {
    expect(outcome(counting(1_000), ines, limits)).toBe('authorised+weigh')
    expect(outcome(counting(1_000), { kind: 'vetoed', by: 'ines', at }, limits)).toBe('vetoed')
  })

  test('that the ledger has lost goes to people', () => {
    const { countdown: _lost, ...life } = lifeIn('counting')
    expect(live(life, due, limits).life).toMatchObject({
      state: 'escalated',
      says: 'its countdown is lost',
      untouched: true,
    })
  })
})

test('what was handed over stays theirs when its countdown came to nothing: a lapse is no consent to others', () => {
  const rests = { untouched: true, countdown: counted(120_000, { handedTo: { person: 'jonas' } }) } as const
  for (const state of ['escalated', 'blocked'] as const) {
    expect(outcome(lifeIn(state, rests), ines, limits)).toBe(state)
    expect(outcome(lifeIn(state, rests), jonas, limits)).toBe('authorised+weigh')
  }
})

test('what rests is handed on or taken over where a countdown is left of it, and says so; why a gate said no stays said', () => {
  const to = { person: 'jonas' } as const
  const word = (by: string) => ({ kind: 'handed-over', by, to, at }) as const
  const rests = { untouched: true, countdown: counted(120_000, { handedTo: { role: 'legal' } }) } as const
  const escalated = live(lifeIn('escalated', rests), word('ines'), limits).life
  expect(escalated.says).toBe('ines handed it to jonas, whose yes it takes')
  expect(escalated.countdown).toEqual({ ...rests.countdown, handedTo: to })
  const taken = live(lifeIn('escalated', rests), word('jonas'), limits).life
  expect(taken.says).toBe('jonas has taken it over, and it takes their yes')
  const role = { ...word('ines'), to: { role: 'ines' } } as const
  expect(live(lifeIn('escalated', rests), role, limits).life.says).toBe(
    'ines handed it to role:ines, whose yes it takes',
  )
  const blocked = live(lifeIn('blocked', rests), word('ines'), limits).life
  expect(blocked.says).toBe('so far')
  expect(blocked.countdown?.handedTo).toEqual(to)
  for (const life of [lifeIn('blocked'), lifeIn('escalated', { untouched: true })])
    expect(live(life, word('ines'), limits).life).toBe(life)
})

test('what would end after the point of no return goes to people, nothing done', () => {
  const near: Limits = { ...limits, noReturnAt: at + 1_000 }
  const given = { state: 'escalated', untouched: true } as const
  expect(live(lifeIn('counting'), due, near).life).toMatchObject(given)
  const raised = { kind: 'raised', to: 'veto', waitMs: 120_000, at } as const
  const blocked = lifeIn('blocked', { blockedBy: ['mode'] })
  const late = live(blocked, raised, near).life
  expect(late).toMatchObject({ ...given, blockedBy: [] })
  expect(late.countdown).toMatchObject({ startedAt: at, endsAt: at + 120_000 })
  const begun = live({ ...blocked, tries: 3 }, raised, limits).life
  expect(begun).toMatchObject({ state: 'counting', blockedBy: [], tries: 3 })
})

test('of whoever spoke stays what later alerts may disqualify: their team, and whether they are cleared', () => {
  const yes = (part: object) =>
    live(lifeIn('proposed', { approvers: 2 }), { ...ines, ...part }, limits).life.approvals?.[0]
  expect(yes({ team: 'trust', cleared: true })).toEqual({ by: 'ines', at, team: 'trust', cleared: true })
  expect(yes({ cleared: false })).toEqual({ by: 'ines', at })
  const seen = (part: object) =>
    live(lifeIn('counting'), { kind: 'acknowledged', by: 'ines', at, ...part }, limits).life.countdown
  expect(seen({ team: 'trust' })?.acknowledgedAs).toEqual({ team: 'trust' })
  expect(seen({ cleared: true })?.acknowledgedAs).toEqual({ cleared: true })
  expect(seen({})).not.toHaveProperty('acknowledgedAs')
})

test('counts who said yes within five minutes', () => {
  const yeses = [
    { by: 'ines', at: at - 300_000 },
    { by: 'jonas', at: at - 299_999 },
    { by: 'kim', at },
  ]
  expect(yesesAt({ yeses }, at)).toBe(2)
  expect(yesesAt({}, at)).toBe(0)
})

test('what was given up before anything was sent may still be asked for; what may have been sent may not', () => {
  expect(outcome(lifeIn('escalated', { untouched: true }), ines, limits)).toBe('authorised+weigh')
  expect(live(lifeIn('escalated', { untouched: true }), ines, limits).life.untouched).toBeUndefined()
  expect(outcome(lifeIn('escalated'), ines, limits)).toBe('escalated')
})

test('the same word comes twice and is heard once', () => {
  const extended = { kind: 'extended', by: 'ines', id: 'i1', at } as const
  const once = live(lifeIn('counting'), extended, limits).life
  expect(live(once, extended, limits).life).toBe(once)
  const twice = live(once, { ...extended, id: 'i2' }, limits).life
  expect(twice.countdown?.extensions).toBe(2)
  expect(live(twice, extended, limits).life).toBe(twice)
})

test('each word that changes something is remembered, the last 32 of them', () => {
  const word = (id: string) => ({ kind: 'handed-over', by: 'ines', id, to: { role: 'legal' }, at }) as const
  let life = lifeIn('counting')
  for (let i = 1; i <= 33; i++) life = live(life, word(`i${i}`), limits).life
  expect(life.heard).toHaveLength(32)
  expect([life.heard?.[0], life.heard?.at(-1)]).toEqual(['i2', 'i33'])
  const others = [
    { ...ines, id: 'i1' },
    { kind: 'vetoed', by: 'ines', id: 'i1', at },
    { kind: 'acknowledged', by: 'ines', id: 'i1', at },
    { kind: 'extended', by: 'ines', id: 'i1', at },
  ] as const
  for (const other of others) expect(live(lifeIn('counting'), other, limits).life.heard).toEqual(['i1'])
  for (const other of others.slice(0, 2))
    expect(live(lifeIn('proposed'), other, limits).life.heard).toEqual(['i1'])
  expect(live(lifeIn('counting'), { kind: 'extended', by: 'ines', at }, limits).life).not.toHaveProperty(
    'heard',
  )
})

test('what waits says in the ledger until when: the same as the effect', () => {
  for (const life of [
    lifeIn('proposed'),
    lifeIn('counting'),
    lifeIn('counting', { countdown: counted(70_000) }),
  ]) {
    const step = live(life, due, limits)
    expect(step.effects).toEqual([{ do: 'wait', until: dueAt(step.life) }])
  }
  const waiting = reversalStates.filter((state) => dueAt(lifeIn(state)) !== undefined)
  expect(waiting).toEqual(['proposed', 'counting'])
  const { countdown, ...lost } = lifeIn('counting')
  expect(dueAt(lost)).toBeUndefined()
  expect(dueAt(lifeIn('authorised', { countdown: countdown! }))).toBeUndefined()
})
