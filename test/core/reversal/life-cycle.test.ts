import { describe, expect, test } from 'vitest'
import type { Happening, Life, Limits } from '../../../src/core/reversal/life.ts'
import { isAtRest, paceMs } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
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
  'too-late': { kind: 'too-late', at },
}

/** Columns: what happens. Rows: the state it happens in. A dot: nothing changes and nothing is done. */
const matrix = `
           agreed            vetoed  blocked  recorded     acked       no-answer           refused       superseded    restored   unchanged      moved       unreadable     sighted    resumed  too-late
proposed   authorised+weigh  vetoed  .        .            .           .                   .             .             .          .              .           .              .          proposed+wait@3600000  .
counting   authorised+weigh  vetoed  .        .            .           .                   .             .             .          .              .           .              .          counting+wait@60000  .
blocked    authorised+weigh  .       .        .            .           .                   .             .             .          .              .           .              .          .  .
authorised .                 vetoed  blocked  intent+send  .           authorised+weigh@50 .             superseded    .          .              .           .              .          authorised+weigh  .
intent     .                 .       blocked  .            acked+look  unknown+look        refused       superseded    .          .              .           .              confirmed  unknown+look  expired
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
      'expired',
    ],
    [
      'nor weighed again',
      lifeIn('authorised', { expiresAt: at }),
      happenings['no-answer']!,
      limits,
      'expired',
    ],
    [
      'nor begun after a restart',
      lifeIn('authorised', { expiresAt: at }),
      happenings.resumed!,
      limits,
      'expired',
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
      'the same when nobody can look',
      lifeIn('unknown', { expiresAt: at }),
      happenings.unreadable!,
      limits,
      'escalated',
    ],
    [
      'the same when the send got no answer',
      lifeIn('unknown', { expiresAt: at }),
      happenings['no-answer']!,
      limits,
      'escalated',
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
  ])('%s', (_says, life, happening, expected) => {
    expect(outcome(life, happening, settling)).toBe(expected)
  })
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
