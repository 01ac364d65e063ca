import { describe, expect, test } from 'vitest'
import {
  asksUntil,
  beforeContainment,
  type ContainHappening,
  type Containment,
  type ContainState,
  contain,
  containBudget,
  containMsMax,
  containStates,
  isUnderWay,
  mayBeFrozen,
  notContained,
} from '../../../src/core/reversal/contain.ts'
import {
  type ContainCommand,
  doubtOfContainment,
  readContainMessage,
} from '../../../src/core/reversal/contain-message.ts'
import { containGate, mayNotContain, withoutBarred } from '../../../src/core/reversal/may-contain.ts'

const at = 1_000_000
const lifeIn = (state: ContainState, part: Partial<Containment> = {}): Containment => ({
  ...beforeContainment,
  state,
  expiresAt: at + 1,
  ...(state === 'asked' ? { approvals: [{ by: 'ines', at: at - 1_000 }] } : {}),
  ...part,
})

const happenings: Readonly<Record<string, ContainHappening>> = {
  'asked-for': { kind: 'asked-for', by: 'jonas', at },
  due: { kind: 'due', at },
  blocked: { kind: 'blocked', says: 'spent', at },
  recorded: { kind: 'recorded', at },
  refused: { kind: 'refused', says: 'never', at },
  contained: { kind: 'seen', isContained: true, at },
  free: { kind: 'seen', isContained: false, at },
  unseen: { kind: 'unseen', says: 'silence', at },
  lifted: { kind: 'lifted', by: 'kim', at },
  withdrawn: { kind: 'withdrawn', by: 'kim', at },
}

/** A dot: it stays where it is. */
const matrix = `
          asked-for due     blocked recorded refused contained free   unseen lifted  withdrawn
asked     ready     .       .       .        .       .         .      .      .       withdrawn
ready     .         .       blocked sent     .       .         .      .      .       withdrawn
sent      .         .       .       .        .       contained .      .      .       .
contained .         .       .       .        .       .         lifted .      lifting .
lifting   .         .       .       .        .       .         lifted .      .       .
lifted    asked     .       .       .        .       .         .      .      .       .
blocked   asked     .       .       .        .       .         .      .      .       .
refused   asked     .       .       .        .       .         .      .      .       .
escalated asked     .       .       .        .       .         .      .      lifting .
expired   asked     .       .       .        .       .         .      .      .       .
withdrawn asked     .       .       .        .       .         .      .      .       .
`

describe('every happening in every state', () => {
  const [head = [], ...rows] = matrix
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  test('the table is whole', () => {
    expect(head).toEqual(Object.keys(happenings))
    expect(rows.map(([state]) => state)).toHaveLength(containStates.length)
    expect(new Set(rows.map(([state]) => state))).toEqual(new Set(containStates))
  })
  test.each(rows)('%s', (name, ...cells) => {
    const state = containStates.find((one) => one === name)
    if (state === undefined) throw new Error(`no such state: ${name}`)
    const moved = Object.values(happenings).map((happening) => contain(lifeIn(state), happening).state)
    expect(moved).toEqual(cells.map((cell) => (cell === '.' ? state : cell)))
  })
})

test('it takes two different people within five minutes', () => {
  const one = contain(beforeContainment, { kind: 'asked-for', by: 'ines', at })
  expect(one).toMatchObject({ state: 'asked', round: 1, says: 'ines asked for it; it takes one more person' })
  expect(contain(one, { kind: 'asked-for', by: 'ines', at: at + 1 }).state).toBe('asked')
  expect(contain(one, { kind: 'asked-for', by: 'jonas', at: at + 299_999 })).toMatchObject({
    state: 'ready',
    approvedBy: ['ines', 'jonas'],
    expiresAt: at + 299_999 + containMsMax,
  })
  expect(contain(one, { kind: 'asked-for', by: 'jonas', at: at + 300_000 }).state).toBe('asked')
  expect(contain(one, { kind: 'due', at: at + 299_999 }).state).toBe('asked')
  expect(contain(one, { kind: 'due', at: at + 300_000 }).state).toBe('expired')
})

test('of whoever asked first their team is kept, where it is known', () => {
  const asked = (team: string | undefined) =>
    contain(beforeContainment, { kind: 'asked-for', by: 'ines', team, at }).approvals
  expect(asked('trust')).toStrictEqual([{ by: 'ines', at, team: 'trust' }])
  expect(asked(undefined)).toStrictEqual([{ by: 'ines', at }])
})

test('where the policy wants one, one is enough', () => {
  const one = contain(beforeContainment, { kind: 'asked-for', by: 'ines', at }, 1)
  expect(one).toMatchObject({
    state: 'ready',
    round: 1,
    approvedBy: ['ines'],
    says: 'ines asked for it',
    expiresAt: at + containMsMax,
  })
})

test('a new round knows nothing of the one before', () => {
  const old = { approvedBy: ['kim', 'lena'], round: 3, answered: 'never', liftedBy: 'kim' }
  const next = contain(lifeIn('refused', old), { kind: 'asked-for', by: 'ines', at })
  expect(next).toEqual({
    state: 'asked',
    says: 'ines asked for it; it takes one more person',
    approvals: [{ by: 'ines', at }],
    approvedBy: [],
    round: 4,
    expiresAt: at + 1,
  })
  expect(contain(next, { kind: 'asked-for', by: ' Ines', at }).approvals).toEqual([{ by: ' Ines', at }])
  expect([asksUntil(next), asksUntil(lifeIn('contained'))]).toEqual([at + 300_000, undefined])
})

test('what was in doubt may be asked for again, and lifted as long as nobody has seen the actor free', () => {
  const asked = contain(lifeIn('escalated', { round: 1 }), { kind: 'asked-for', by: 'ines', at })
  expect(asked).toMatchObject({ state: 'asked', round: 2, inDoubt: true })
  const expired = contain(asked, { kind: 'due', at: at + 300_000 })
  const ready = contain(asked, { kind: 'asked-for', by: 'jonas', at })
  const blocked = contain(ready, { kind: 'blocked', says: 'spent', at })
  for (const life of [asked, expired, blocked]) {
    const lifting = contain(life, { kind: 'lifted', by: 'kim', at })
    expect([mayBeFrozen(life), lifting.state, lifting.approvals]).toEqual([true, 'lifting', []])
    const lifted = contain(lifting, { kind: 'seen', isContained: false, at })
    expect([lifted.state, mayBeFrozen(lifted)]).toEqual(['lifted', false])
  }
  // In doubt once does not mean in doubt for ever.
  const sent = contain(contain(ready, { kind: 'recorded', at }), { kind: 'refused', says: 'never', at })
  const refused = contain(sent, { kind: 'seen', isContained: false, at })
  expect([refused.state, mayBeFrozen(refused)]).toEqual(['refused', false])
  expect(contain(refused, { kind: 'lifted', by: 'kim', at })).toBe(refused)
})

test.each(containStates)('whether somebody who is %s may be frozen', (state) => {
  const may = ['sent', 'contained', 'lifting', 'escalated'].includes(state)
  expect(mayBeFrozen(lifeIn(state))).toBe(may)
})

test('of several who asked the last one counts', () => {
  const life = lifeIn('asked', {
    approvals: [
      { by: 'ines', at: at - 300_000 },
      { by: 'omar', at: at - 1 },
    ],
  })
  expect(asksUntil(life)).toBe(at + 299_999)
  expect(contain(life, { kind: 'due', at })).toBe(life)
})

test('each step says what it came to, and leaves nobody’s asking behind', () => {
  const said = (state: ContainState, happening: ContainHappening, part: Partial<Containment> = {}) =>
    contain(lifeIn(state, part), happening).says
  const seen = (isContained: boolean, later = 0) => ({ kind: 'seen', isContained, at: at + later }) as const
  expect(said('ready', { kind: 'recorded', at })).toBe('written down; being sent')
  expect(said('sent', seen(true))).toBe('seen contained')
  expect(said('lifting', seen(false))).toBe('seen free again')
  expect(said('contained', { kind: 'lifted', by: 'kim', at })).toBe('kim lifts it')
  const doubt = 'nobody can say that it worked: '
  expect(said('sent', seen(false, 1))).toBe(`${doubt}it is free still`)
  expect(said('lifting', seen(true, 1))).toBe(`${doubt}it is contained still`)
  expect(said('sent', { kind: 'unseen', says: 'silence', at: at + 1 })).toBe(`${doubt}silence`)

  const expired = contain(lifeIn('asked'), { kind: 'due', at: at + 300_000 })
  expect(expired).toMatchObject({ says: 'no second person asked for it in time', approvals: [] })
  const asked = lifeIn('asked', { approvals: [{ by: 'ines', at }], approvedBy: ['of before'] })
  expect(contain(asked, { kind: 'asked-for', by: 'jonas', at })).toMatchObject({
    says: 'ines and jonas asked for it',
    approvals: [],
  })
  const old = lifeIn('expired', { approvals: [{ by: 'kim', at }] })
  expect(contain(old, { kind: 'asked-for', by: 'ines', at }).approvals).toEqual([{ by: 'ines', at }])
  const lifting = contain(lifeIn('contained'), { kind: 'lifted', by: 'kim', at })
  expect(lifting).toMatchObject({ liftedBy: 'kim', expiresAt: at + containMsMax })
  expect(beforeContainment).toMatchObject({ says: '', approvals: [], approvedBy: [] })
})

test('a no, and a look that shows somebody free, mean something only where it was sent', () => {
  for (const state of containStates) {
    const refused = contain(lifeIn(state), { kind: 'refused', says: 'never', at })
    expect(refused.answered).toBe(state === 'sent' ? 'never' : undefined)
    // An answer of a round before says nothing where nothing is sent.
    const told = lifeIn(state, { answered: 'never' })
    const free = contain(told, { kind: 'seen', isContained: false, at: at + 1 }).state
    const expected = { sent: 'refused', contained: 'lifted', lifting: 'lifted' } as const
    expect(free).toBe(expected[state as 'sent'] ?? state)
  }
})

test('what is under way, and of what people must be told', () => {
  const under = containStates.filter((state) => isUnderWay({ state }))
  expect(under).toEqual(['ready', 'sent', 'lifting'])
  expect([...notContained]).toEqual(['blocked', 'refused', 'escalated', 'expired'])
  expect(containBudget({ perHour: 3 })).toEqual({
    name: 'contain-hour',
    says: 'of 3 containments an hour',
    tokens: 3,
    windowMs: 3_600_000,
    reserve: 0,
  })
})

test('what is in doubt goes to people when its time is over, and not before', () => {
  for (const state of ['sent', 'lifting'] as const) {
    const other = { kind: 'seen', isContained: state === 'lifting' } as const
    for (const happening of [
      { ...other, at: at + 1 },
      { kind: 'unseen', says: 'silence', at: at + 1 } as const,
    ]) {
      expect(contain(lifeIn(state), happening).state).toBe('escalated')
      expect(contain(lifeIn(state), { ...happening, at }).state).toBe(state)
    }
  }
})

test('a no counts once the actor was seen free: the first call may have worked', () => {
  const told = contain(lifeIn('sent'), happenings.refused ?? { kind: 'due', at })
  expect(contain(told, { kind: 'seen', isContained: true, at }).state).toBe('contained')
  expect(contain(told, { kind: 'seen', isContained: false, at })).toMatchObject({
    state: 'refused',
    says: 'never',
  })
})

// biome-ignore format: a table for people.
test.each([
  [{},                              undefined],
  [{ killSwitch: 'on' },            'the kill switch is on'],
  [{ killSwitch: 'unreadable' },    'the kill switch cannot be read, which counts as on'],
  [{ isOurselves: true },           'it is the account that we act with'],
  [{ others: 'unreadable' },        'the platform cannot say who else could lift it'],
  [{ others: 0 },                   'nobody else could lift it again'],
] as const)('%o: %s', (part, expected) => {
  expect(containGate({ killSwitch: 'off', others: 1, isOurselves: false, ...part })).toBe(expected)
})

// biome-ignore format: a table for people.
test.each([
  [{},                                              undefined],
  [{ by: 'contractor-1' },                          'nobody decides about their own act'],
  [{ by: 'contractor-1', freezes: false },             'nobody decides about their own act'],
  [{ by: 'Contractor-1' },                          'nobody decides about their own act'],
  [{ by: 'dana' },                                  'nobody decides about their own act'],
  [{ by: 'DANA' },                                  'nobody decides about their own act'],
  [{ by: 'dana', freezes: false },                  'nobody decides about their own act'],
  [{ team: 'eu', actorTeam: 'us' },                 undefined],
  [{ actorTeam: 'eu' },                             undefined],
  [{ team: 'eu', actorTeam: 'eu' },                 'nobody contains somebody of their own team (eu)'],
  [{ team: 'EU', actorTeam: 'eu' },                 'nobody contains somebody of their own team (EU)'],
  [{ team: 'eu', actorTeam: 'eu', freezes: false },    undefined],
  [{ team: 'apac' },                                'nobody contains somebody of their own team (apac)'],
  [{ team: 'Apac', actorTeam: 'us' },               'nobody contains somebody of their own team (Apac)'],
  [{ team: 'apac', freezes: false },                undefined],
  [{ at: at - 300_000 },                            'it came too late'],
  [{ at: at + 5_000 },                              undefined],
  [{ at: at + 5_001 },                              'it is dated ahead of our clock'],
  [{ at: at + 5_001, freezes: false },                 'it is dated ahead of our clock'],
  [{ by: 'rule-author' },                           'nobody contains whom a rule of their own pointed at'],
  [{ by: 'Rule-Author' },                           'nobody contains whom a rule of their own pointed at'],
  [{ by: 'rule-author', freezes: false },              undefined],
] as const)('%o: %s', (part, expected) => {
  const hands = [{ id: 'contractor-1' }, { id: 'agent-7', onBehalfOf: 'dana', team: 'apac' }]
  const word = { by: 'ines', at, actorId: 'contractor-1', freezes: true, now: at, authors: ['rule-author'], hands }
  expect(mayNotContain({ ...word, ...part })).toBe(expected)
})

test.each([
  [{ by: 'ines' }, true],
  [{ by: 'ines', team: 'eu' }, true],
  [{ by: 'Contractor-1' }, false],
  [{ by: 'dana' }, false],
  [{ by: 'ines', team: 'APAC' }, false],
  [{ by: 'rule-author' }, false],
])('of those who asked for it before, whether %o still may', (asked, may) => {
  const life = lifeIn('asked', {
    approvals: [
      { by: 'omar', at },
      { ...asked, at },
    ],
  })
  const contained = {
    actorId: 'contractor-1',
    hands: [{ id: 'agent-7', onBehalfOf: 'dana', team: 'apac' }],
    authors: ['rule-author'],
  }
  expect(withoutBarred(life, contained)).toEqual(may ? life : { ...life, approvals: [{ by: 'omar', at }] })
})

test('what was in doubt before a new round was asked for is in doubt when that is taken back', () => {
  for (const state of ['asked', 'ready'] as const) {
    const back = contain(lifeIn(state, { inDoubt: true }), { kind: 'withdrawn', by: 'kim', at })
    expect(back).toMatchObject({
      state: 'escalated',
      inDoubt: true,
      approvals: [],
      says:
        'nobody can say that it worked: kim took it back before it was sent, ' +
        'and nobody knows what the round before came to',
    })
    expect(contain(back, { kind: 'lifted', by: 'kim', at }).state).toBe('lifting')
    expect(contain(back, { kind: 'asked-for', by: 'kim', at }).state).toBe('asked')
  }
  expect(contain(lifeIn('asked'), { kind: 'withdrawn', by: 'kim', at })).toMatchObject({
    says: 'kim took it back before it was sent',
    approvals: [],
  })
  expect(mayBeFrozen(lifeIn('withdrawn'))).toBe(false)
})

test('whoever is seen free although nobody here lifted it is said to be free', () => {
  expect(contain(lifeIn('contained'), { kind: 'seen', isContained: false, at })).toMatchObject({
    state: 'lifted',
    says: 'seen free again, though nobody here lifted it',
  })
})

const message: ContainCommand = {
  commandId: 'c-1-sent',
  alertId: 'a-1',
  source: 'shop',
  actorId: 'st-12',
  do: 'contain',
  issuedAt: at,
  expiresAt: at + containMsMax,
}

// biome-ignore format: a table for people.
test.each([
  [{},                                  {},                          undefined],
  [{ do: 'lift' },                      {},                          undefined],
  [{ source: 'bazaar' },                {},                          'it is not for this platform'],
  [{},                                  { recordKey: 'st-13' },      "it is not under its own actor's key"],
  [{},                                  { recordKey: null },         "it is not under its own actor's key"],
  [{},                                  { now: at + containMsMax },  'it has expired'],
  [{},                                  { now: at - 5_001 },         'it is issued ahead of our clock'],
  [{ expiresAt: at + 600_001 },         {},                          'it would be valid for too long'],
] as const)('a message that contains somebody, %o seen with %o: %s', (part, over, expected) => {
  const seen = { source: 'shop', recordKey: 'st-12', now: at + 1, ...over }
  expect(doubtOfContainment({ ...message, ...part }, seen)).toBe(expected)
})

test('a message that lacks something contains nobody', () => {
  expect(readContainMessage({ ...message, more: 1 })).toEqual(message)
  for (const name of Object.keys(message)) {
    const { [name as keyof ContainCommand]: _gone, ...rest } = message
    expect(readContainMessage(rest), name).toBeUndefined()
    expect(readContainMessage({ ...message, [name]: '' }), name).toBeUndefined()
  }
  for (const other of [undefined, null, 'contain', 7, { ...message, do: 'forget' }])
    expect(readContainMessage(other)).toBeUndefined()
})
