import { expect, it } from 'vitest'
import { connectionSays, retryMs } from '../../../src/console/ui/connection-state.ts'
import { emptyOrder, reorder } from '../../../src/console/ui/queue-order.ts'
import { noRows, takeDelta, takePage } from '../../../src/console/ui/view-rows.ts'
import { barSays, standingSays } from '../../../src/console/ui/words.ts'
import { summarise } from '../../../src/core/case/alert-summary.ts'
import type { Case } from '../../../src/core/case/case.ts'
import type { ReversalState } from '../../../src/core/reversal/reversal.ts'
import { alertOn, changeBy } from '../people-and-alerts.ts'

function aCase(caseId: string, over: Partial<Case> = {}): Case {
  return {
    caseId,
    kind: 'change',
    source: 'desk',
    actorId: caseId,
    openedAt: 1,
    updatedAt: 1,
    firstAt: 1,
    lastAt: 1,
    severity: 'high',
    top: summarise(alertOn(changeBy(caseId))),
    alertCount: 1,
    accountCount: 1,
    version: 1,
    revision: 1,
    state: 'new',
    undoing: {},
    done: {},
    ...over,
  }
}

const row = (id: string, v = 1) => ({ id, v, row: aCase(id, { revision: v }) })
const page = (of: number, at: number, ...ids: string[]) =>
  ({ type: 'snapshot', view: 'queue', page: at, of, asOfSeq: 7, rows: ids.map((id) => row(id)) }) as const
const delta = (from: number, to: number, ...ids: string[]) =>
  ({
    type: 'delta',
    view: 'queue',
    from,
    to,
    ops: ids.map((id) => ({ op: 'put', ...row(id) }) as const),
  }) as const

it('half a snapshot shows nothing; the last page shows everything at once', () => {
  const half = takePage(noRows('queue'), page(2, 1, 'a'))
  expect([half.seq, half.rows.size]).toEqual([undefined, 0])
  const whole = takePage(half, page(2, 2, 'b'))
  expect([whole.seq, [...whole.rows.keys()]]).toEqual([7, ['a', 'b']])
})

it('a hole in the numbers is noticed, and what was heard before is not taken twice', () => {
  const known = takePage(noRows('queue'), page(1, 1, 'a'))
  expect(takeDelta(known, delta(9, 9, 'b'))).toBe('hole')
  expect(takeDelta(noRows('queue'), delta(1, 1, 'b'))).toBe('hole')
  expect(takeDelta(known, delta(6, 7, 'b'))).toBe(known)
  const next = takeDelta(known, delta(8, 9, 'b'))
  expect(next !== 'hole' && [next.seq, [...next.rows.keys()]]).toEqual([9, ['a', 'b']])
})

it('an older version of a row never replaces a newer one', () => {
  const known = takePage(noRows('queue'), { ...page(1, 1), rows: [row('a', 5)] })
  const next = takeDelta(known, { ...delta(8, 8), ops: [{ op: 'put', ...row('a', 4) }] })
  expect(next !== 'hole' && next.rows.get('a')?.v).toBe(5)
})

const known = (...cases: Case[]) => ({
  cases: new Map(cases.map((one) => [one.caseId, one])),
  whole: true,
})
const nothingYet = { cases: new Map<string, Case>(), whole: false }

it('the most severe case is on top, the latest of equals first, the closed ones last', () => {
  const cases = known(
    aCase('old-high', { lastAt: 1 }),
    aCase('new-high', { lastAt: 2 }),
    aCase('closed', { severity: 'critical', state: 'closed' }),
    aCase('critical', { severity: 'critical' }),
  )
  expect(reorder(emptyOrder, cases, false).shown).toEqual(['critical', 'new-high', 'old-high', 'closed'])
})

it('while somebody holds the queue no row moves, and new cases wait to be let in', () => {
  const before = reorder(emptyOrder, known(aCase('a', { lastAt: 2 }), aCase('b')), false)
  const moved = known(
    aCase('a', { lastAt: 2, state: 'closed' }),
    aCase('b'),
    aCase('c', { severity: 'critical' }),
  )
  const held = reorder(before, moved, true)
  expect(held).toEqual({ shown: ['a', 'b'], waiting: ['c'], whole: true })
  expect(reorder(held, known(aCase('b')), true).shown).toEqual(['a', 'b'])
  expect(reorder(held, moved, false)).toEqual({ shown: ['c', 'b', 'a'], waiting: [], whole: true })
})

it('the first whole queue is shown at once though a case is open, and so is the first of a new epoch', () => {
  const opening = reorder(emptyOrder, nothingYet, true)
  const first = reorder(opening, known(aCase('a')), true)
  expect(first).toEqual({ shown: ['a'], waiting: [], whole: true })
  expect(reorder(first, known(aCase('a'), aCase('b')), true).waiting).toEqual(['b'])

  const between = reorder(first, nothingYet, true)
  expect(between).toEqual({ shown: ['a'], waiting: [], whole: false })
  expect(reorder(between, known(aCase('b')), true)).toEqual({ shown: ['b'], waiting: [], whole: true })
})

it('where an undoing stands is said once', () => {
  const at = Date.UTC(2017, 10, 2, 18, 45, 3)
  const standing = (state: ReversalState, says: string) =>
    standingSays({ state, countermeasure: 'restore', at, says })
  expect(standing('proposed', "waits for a person's yes")).toEqual(["waits for a person's yes", ''])
  expect(standing('blocked', 'of 3 a minute')).toEqual(['held back', 'of 3 a minute'])
  expect(standing('confirmed', 'the account is active')[1]).toBe('')
  const inPart = standing('confirmed', 'seen restored in part: state is back, handle is not')
  expect([inPart[0].slice(0, 26), inPart[1]]).toEqual(['restored in part, seen at ', ''])
  const passed = 'despite: it stood suspended before, and reactivate would make it active'
  expect(standing('confirmed', `seen restored (${passed})`)[1]).toBe(passed)
  expect(standing('confirmed', `seen restored in part: state is not (${passed})`)[1]).toBe(passed)
})

it('gives the reasons of a case names that a person reads', () => {
  const names = [
    'prior.deactivate',
    'prior',
    'family.employment',
    'tenure.lastHour',
    'tenure.newHire7d',
    'tempo.10min',
    'standing-mismatch',
    'reach',
  ]
  expect(names.map(barSays)).toEqual([
    'start, deactivate',
    'start',
    'employment, counted once',
    'tenure, last hour',
    'tenure, new hire 7 d',
    'tempo, 10 min',
    'standing mismatch',
    'reach',
  ])
})

it('says the state of the connection in words, and comes back at a random moment of a growing span', () => {
  expect(connectionSays({ kind: 'delayed', seconds: 4 }, 0)).toBe('delayed 4 s')
  expect(connectionSays({ kind: 'offline', retryAt: 2_500 }, 1_000)).toBe('offline, reconnecting in 2 s')
  expect(connectionSays({ kind: 'offline', retryAt: 2_500 }, 3_000)).toBe('offline, reconnecting')
  expect([0, 1, 2, 6, 20].map((failures) => retryMs(failures, 1))).toEqual([
    500, 1_000, 2_000, 20_000, 20_000,
  ])
  expect(retryMs(3, 0.5)).toBe(2_000)
})
