import { describe, expect, test } from 'vitest'
import type { Happening, Life, Limits } from '../../../src/core/reversal/life.ts'
import { isAtRest, paceMs } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { decideElsewhere } from '../../../src/core/reversal/life-steps.ts'
import { reversalStates } from '../../../src/core/reversal/reversal.ts'
import { at, lifeIn, limits, outcome, settling } from './lives.ts'

/** One of each but what people say and time brings (`life-waiting.test.ts` has those); `found` once for each thing
 *  that a look can find. */
const happenings: Readonly<Record<string, Happening>> = {
  agreed: { kind: 'agreed', by: 'ines', at },
  vetoed: { kind: 'vetoed', by: 'ines', at },
  blocked: { kind: 'blocked', by: ['budgets'], says: 'spent', at },
  recorded: { kind: 'recorded', at },
  acked: { kind: 'acked', version: 'v3', at },
  'no-answer': { kind: 'no-answer', says: 'silence', at },
  refused: { kind: 'refused', says: 'never', at },
  superseded: { kind: 'superseded', says: 'moved', at },
  restored: { kind: 'found', what: 'restored', says: 'it is active', at },
  unchanged: { kind: 'found', what: 'unchanged', says: 'it is deactivated', at },
  moved: { kind: 'found', what: 'moved', says: 'it is suspended', at },
  unreadable: { kind: 'found', what: 'unreadable', says: 'it cannot be read', at },
  sighted: { kind: 'sighted', at },
  resumed: { kind: 'resumed', at },
  unsent: { kind: 'unsent', says: 'too slow', at },
}

/** Columns: what happens. Rows: the state it happens in. A dot: nothing changes and nothing is done. */
const matrix = `
           agreed            vetoed  blocked  recorded     acked       no-answer           refused       superseded    restored   unchanged      moved       unreadable     sighted    resumed  unsent
proposed   authorised+weigh  vetoed  .        .            .           .                   .             .             .          .              .           .              .          proposed+wait@3600000  .
counting   authorised+weigh  vetoed  .        .            .           .                   .             .             .          .              .           .              .          counting+wait@60000  .
blocked    authorised+weigh  vetoed  .        .            .           .                   .             .             .          .              .           .              .          .  .
authorised .                 vetoed  blocked  intent+send  .           authorised+weigh@50 .             superseded    .          .              .           .              .          authorised+weigh  .
intent     .                 .       blocked  .            acked+look  unknown+look        refused       superseded    .          .              .           .              confirmed  unknown+look  escalated
unknown    .                 .       .        .            acked+look  unknown+look@50     unknown+look  unknown+look  confirmed  unknown+send   superseded  unknown+look@50 confirmed unknown+look  unknown+look@50
acked      .                 .       .        .            acked+look  acked+look          acked+look    acked+look    confirmed  acked+look@50  acked+look@50 acked+look@50 confirmed acked+look  acked+look
confirmed  .                 .       .        .            .           .                   .             .             .          .              .           .              .          .  .
refused    .                 .       .        .            .           .                   .             .             .          .              .           .              .          .  .
superseded .                 .       .        .            .           .                   .             .             .          .              .           .              .          .  .
raced      .                 .       .        .            .           .                   .             .             .          .              .           .              .          .  .
escalated  .                 .       .        .            .           .                   .             .             .          .              .           .              .          .  .
vetoed     .                 .       .        .            .           .                   .             .             .          .              .           .              .          .  .
expired    .                 .       .        .            .           .                   .             .             .          .              .           .              .          .  .
`

describe('every happening in every state', () => {
  const [head = [], ...rows] = matrix
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  test('the table names every state and every happening', () => {
    expect(head).toEqual(Object.keys(happenings))
    expect(new Set(rows.map(([state]) => state))).toEqual(new Set(reversalStates))
    expect(rows).toHaveLength(reversalStates.length)
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

describe('when time is up', () => {
  test.each<[string, Life, Happening, Limits, string]>([
    [
      'a command that expired is not recorded',
      lifeIn('authorised', { expiresAt: at }),
      happenings.recorded!,
      limits,
      'escalated',
    ],
    [
      'nor weighed again',
      lifeIn('authorised', { expiresAt: at }),
      happenings['no-answer']!,
      limits,
      'escalated',
    ],
    [
      'nor begun after a restart',
      lifeIn('authorised', { expiresAt: at }),
      happenings.resumed!,
      limits,
      'escalated',
    ],
    [
      'one millisecond earlier it is',
      lifeIn('authorised', { expiresAt: at + 1 }),
      happenings.recorded!,
      limits,
      'intent+send',
    ],
    [
      'in doubt at the end, it goes to people',
      lifeIn('unknown', { expiresAt: at }),
      happenings.unchanged!,
      limits,
      'escalated',
    ],
    [
      'where nobody can look, it is looked for ten seconds more',
      lifeIn('unknown', { expiresAt: at - 9_999 }),
      happenings.unreadable!,
      limits,
      'unknown+look@50',
    ],
    [
      'and then it goes to people',
      lifeIn('unknown', { expiresAt: at - 10_000 }),
      happenings.unreadable!,
      limits,
      'escalated',
    ],
    [
      'when the last send got no answer, it is looked what became of it',
      lifeIn('unknown', { expiresAt: at }),
      happenings['no-answer']!,
      limits,
      'unknown+look@50',
    ],
    [
      'the same when it was too late to send it again',
      lifeIn('unknown', { expiresAt: at }),
      happenings.unsent!,
      limits,
      'unknown+look@50',
    ],
    [
      'a look at the end may still find it restored',
      lifeIn('unknown', { expiresAt: at }),
      happenings.restored!,
      limits,
      'confirmed',
    ],
    ['or moved on', lifeIn('unknown', { expiresAt: at }), happenings.moved!, limits, 'superseded'],
    [
      'ten seconds after the yes, unseen',
      lifeIn('acked', { ackedAt: at - 10_000 }),
      happenings.unchanged!,
      limits,
      'escalated',
    ],
    [
      'a millisecond earlier it looks again',
      lifeIn('acked', { ackedAt: at - 9_999 }),
      happenings.unchanged!,
      limits,
      'acked+look@50',
    ],
    [
      'somebody else’s state is waited out too',
      lifeIn('acked', { ackedAt: at - 10_000 }),
      happenings.moved!,
      limits,
      'escalated',
    ],
  ])('%s', (_says, life, happening, under, expected) => {
    expect(outcome(life, happening, under)).toBe(expected)
  })
})

describe('where the platform may undo us late', () => {
  const seen = lifeIn('acked', { seenAt: at - 4_999 })
  const settled = lifeIn('acked', { seenAt: at - 5_000 })
  test.each<[string, Life, Happening, string]>([
    [
      'seen once, it is looked at again after settle',
      lifeIn('acked'),
      happenings.restored!,
      'acked+look@5000',
    ],
    ['seen in doubt, likewise', lifeIn('unknown'), happenings.restored!, 'acked+look@5000'],
    ['sighted before the answer, the answer is awaited', lifeIn('intent'), happenings.sighted!, 'acked'],
    ['sighted in doubt, what is under way goes on', lifeIn('unknown'), happenings.sighted!, 'acked'],
    ['sighted after the yes, likewise', lifeIn('acked'), happenings.sighted!, 'acked'],
    ['not seen yet, it is looked at again', lifeIn('acked'), happenings.unchanged!, 'acked+look@50'],
    [
      'no longer restored before settle is over, it is looked at again',
      seen,
      happenings.unchanged!,
      'acked+look@50',
    ],
    ['and then it is looked at', lifeIn('acked', { seenAt: at }), happenings['no-answer']!, 'acked+look'],
    ['too early a second look waits', seen, happenings.restored!, 'acked+look@1'],
    ['still restored after settle', settled, happenings.restored!, 'confirmed'],
    ['no longer restored after settle', settled, happenings.unchanged!, 'escalated'],
    ['somebody else’s state after settle', settled, happenings.moved!, 'escalated'],
    ['unreadable after settle, it is looked at again', settled, happenings.unreadable!, 'acked+look@50'],
    [
      'until ten seconds later',
      lifeIn('acked', { ackedAt: at - 16_000, seenAt: at - 15_000 }),
      happenings.unreadable!,
      'escalated',
    ],
    [
      'and not a millisecond less',
      lifeIn('acked', { ackedAt: at - 16_000, seenAt: at - 14_999 }),
      happenings.unreadable!,
      'acked+look@50',
    ],
  ])('%s', (_says, life, happening, expected) => {
    expect(outcome(life, happening, settling)).toBe(expected)
  })
})

describe('what it says at each step, for people who read the case', () => {
  const tired = { tries: 3 }
  const settledOnce = { seenAt: at - 5_000, ackedAt: at - 6_000 }
  const over = { expiresAt: at }
  const neverSent = { untouched: true, state: 'escalated' } as const
  test.each<[Life, string, Partial<Life>, Limits?]>([
    [lifeIn('authorised'), 'vetoed', { says: 'ines said no', by: 'ines', untouched: true }],
    [lifeIn('authorised'), 'blocked', { says: 'spent', blockedBy: ['budgets'] }],
    [lifeIn('authorised'), 'superseded', { says: 'moved', untouched: true }],
    [
      lifeIn('authorised', over),
      'recorded',
      { ...neverSent, says: 'it could not be sent before its command expired' },
    ],
    [lifeIn('authorised', over), 'no-answer', { ...neverSent, says: 'not sent in time: silence' }],
    [lifeIn('authorised', tired), 'recorded', { says: 'written down; being sent', tries: 0 }],
    [
      lifeIn('intent', tired),
      'acked',
      { says: 'the platform said yes; not yet seen', tries: 0, ackedAt: at, ackedVersion: 'v3' },
    ],
    [lifeIn('intent', tired), 'no-answer', { says: 'silence', tries: 0 }],
    [lifeIn('intent'), 'resumed', { says: 'we started again and do not know whether it was sent' }],
    [lifeIn('intent'), 'unsent', { ...neverSent, says: 'too slow' }],
    [lifeIn('intent'), 'refused', { says: 'never', untouched: true }],
    [lifeIn('intent'), 'superseded', { says: 'moved', untouched: true }],
    [lifeIn('intent'), 'blocked', { says: 'spent', blockedBy: ['budgets'], untouched: true }],
    [lifeIn('intent'), 'sighted', { says: 'seen restored' }],
    [
      lifeIn('intent'),
      'sighted',
      { says: 'seen restored; a second look in 5 s', ackedAt: at, seenAt: at },
      settling,
    ],
    [lifeIn('unknown'), 'refused', { says: 'never', answered: 'refused' }],
    [lifeIn('unknown'), 'superseded', { says: 'moved', answered: 'superseded' }],
    [lifeIn('unknown'), 'unchanged', { says: 'so far', tries: 1 }],
    [
      lifeIn('unknown', over),
      'unchanged',
      {
        state: 'escalated',
        says: 'nobody can say whether it happened: so far; it was not seen to have: it is deactivated',
      },
    ],
    [
      lifeIn('unknown', { ...over, expiresAt: at - 10_000 }),
      'unreadable',
      {
        state: 'escalated',
        says: 'nobody can say whether it happened: so far; the account could not be read: it cannot be read',
      },
    ],
    [lifeIn('unknown'), 'moved', { says: 'it is suspended' }],
    [
      lifeIn('unknown'),
      'sighted',
      { says: 'seen restored; a second look in 5 s', ackedAt: at, seenAt: at },
      settling,
    ],
    [
      lifeIn('acked', { seenAt: at - 4_999, ackedAt: 7 }),
      'restored',
      { says: 'seen restored; a second look in 1 s', ackedAt: 7, seenAt: at - 4_999 },
      settling,
    ],
    [lifeIn('acked', { seenAt: at - 9 }), 'sighted', { says: 'so far', seenAt: at - 9 }, settling],
    [lifeIn('acked'), 'sighted', { says: 'so far', seenAt: at }, settling],
    [
      lifeIn('acked', settledOnce),
      'moved',
      { state: 'escalated', says: 'it was seen restored, and then again not: it is suspended' },
      settling,
    ],
    [
      lifeIn('acked', { ackedAt: at - 10_000 }),
      'unchanged',
      { says: 'the platform said yes, but the account was not seen restored: it is deactivated' },
    ],
  ])('%o, then %s: %o', (life, name, expected, under = limits) => {
    expect(live(life, happenings[name]!, under).life).toMatchObject(expected)
  })
})

describe('that nothing was touched', () => {
  test('is said of nothing that may have been sent', () => {
    const touched = [
      live(lifeIn('authorised'), happenings.blocked!, limits),
      live(lifeIn('unknown', { expiresAt: at }), happenings.unchanged!, limits),
      live(lifeIn('unknown'), { kind: 'found', what: 'raced', says: 'mo', at }, limits),
      live(lifeIn('acked', { ackedAt: at - 10_000 }), happenings.unchanged!, limits),
      live(lifeIn('intent'), happenings.acked!, limits),
    ]
    for (const { life } of touched) expect(life).not.toHaveProperty('untouched')
  })
})

test.each<[Life, Happening, string]>([
  [lifeIn('authorised'), happenings.superseded!, 'moved'],
  [lifeIn('intent'), happenings.superseded!, 'moved'],
  [lifeIn('unknown'), happenings.moved!, 'it is suspended'],
  [lifeIn('unknown', { answered: 'superseded' }), happenings.moved!, 'so far'],
  [lifeIn('unknown', { answered: 'superseded' }), happenings.unchanged!, 'so far'],
])('a newer decision that took nothing back is told with what is left to do: %o', (life, happening, says) => {
  const told = live(life, { ...happening, notTakenBack: 'it stands' }, limits).life
  expect(told).toMatchObject({
    state: 'superseded',
    says: `${says}; it stands, and ${decideElsewhere}`,
    stillStands: true,
  })
  expect(live(life, happening, limits).life).not.toHaveProperty('stillStands')
})

test('what its command outlived matters only to what would be sent', () => {
  const over = lifeIn('authorised', { expiresAt: at })
  for (const name of ['agreed', 'acked', 'restored', 'sighted'])
    expect(live(over, happenings[name]!, limits).life).toBe(over)
  const asked = { kind: 'due', at } as const
  expect(live(over, asked, limits).life).toBe(over)
})

test('an answer without a version leaves none behind', () => {
  expect(live(lifeIn('intent'), { kind: 'acked', at }, limits).life).not.toHaveProperty('ackedVersion')
})

test('a look in doubt is repeated later and later, and what was never acknowledged is waited for from the start', () => {
  const again = live(lifeIn('unknown', { tries: 2 }), happenings.unreadable!, limits)
  expect([again.life.tries, again.effects]).toEqual([3, [{ do: 'look', afterMs: 200 }]])
  const { ackedAt: _none, ...lost } = lifeIn('acked')
  expect(outcome(lost, happenings.unchanged!, limits)).toBe('escalated')
})

test('what a happening lets us know is kept, and nothing else is made up', () => {
  const life = lifeIn('intent')
  const token = { at: 5, entryId: 'e1' }
  const after = (more: Partial<Happening>) =>
    live(life, { kind: 'found', what: 'unreadable', says: '', at, ...more } as Happening, limits).life
  expect(after({})).toBe(life)
  expect(after({ token })).toStrictEqual({ ...life, token })
  expect(after({ windowMs: 7 })).toStrictEqual({ ...life, windowMs: 7 })
  expect(after({ restored: { state: true } })).toStrictEqual({ ...life, restored: { state: true } })
})

test('a no to the second send is settled by a look: the first may have worked', () => {
  const told = live(lifeIn('unknown'), happenings.superseded!, limits).life
  expect(outcome(told, happenings.restored!, limits)).toBe('confirmed')
  expect(outcome(told, happenings.unchanged!, limits)).toBe('superseded')
  expect(outcome(told, happenings.moved!, limits)).toBe('superseded')
  expect(outcome(told, happenings.unreadable!, limits)).toBe('unknown+look@50')
  const refused = live(lifeIn('unknown'), happenings.refused!, limits).life
  expect(outcome(refused, happenings.unchanged!, limits)).toBe('refused')
})

test('without idempotency keys what is in doubt is looked at, and never sent again', () => {
  expect(outcome(lifeIn('unknown'), happenings.unchanged!, { ...limits, mayResend: false })).toBe(
    'unknown+look@50',
  )
})

test('only a no to the first and only send says that nothing was touched', () => {
  expect(live(lifeIn('intent'), happenings.refused!, limits).life.untouched).toBe(true)
  expect(live(lifeIn('intent'), happenings.superseded!, limits).life.untouched).toBe(true)
  expect(live(lifeIn('unknown'), happenings.moved!, limits).life.untouched).toBeUndefined()
})

test('a person who says yes gives it a new life, and is named', () => {
  const { life } = live(lifeIn('blocked', { blockedBy: ['age'], expiresAt: 10 }), happenings.agreed!, limits)
  expect(life).toMatchObject({ by: 'ines', blockedBy: [], expiresAt: at + 30_000, says: 'ines asked for it' })
})

test('looks come later each time, and at least once a second', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1_000].map(paceMs)).toEqual([50, 100, 200, 400, 800, 1_000, 1_000, 1_000])
})

test('what rests: everything that waits for a person or has ended', () => {
  expect(reversalStates.filter((state) => !isAtRest(state))).toEqual([
    'authorised',
    'intent',
    'acked',
    'unknown',
  ])
})
