import { describe, expect, it } from 'vitest'
import { gatherLabels } from '../../../src/core/aftermath/labels.ts'
import { type Decided, readDecided } from '../../../src/core/evaluation/decided.ts'
import { measure } from '../../../src/core/evaluation/measure.ts'
import { type WatchedHistory, watchHistory } from '../../../src/core/evaluation/watched-history.ts'
import { changeFrom } from '../aftermath/changes.ts'

/** A hijacked hand (eve) suspends three, is suspended, frees herself; people put it right after an hour. */
const history = `
0s     ann suspend   tom
600s   ann suspend   uma
3600s  eve suspend   leo
3660s  eve suspend   mia
3720s  eve suspend   ned
3780s  bob suspend   eve
3840s  eve unsuspend eve
7200s  bob unsuspend leo
7260s  bob unsuspend mia
7320s  bob unsuspend ned
9000s  bob unsuspend tom
`
  .trim()
  .split('\n')

const july = { harm: [2, 3, 4], 'self-unblock': [6], containment: [5] }

function watched(window: { from?: number; to?: number } = {}): WatchedHistory {
  const labels = gatherLabels()
  for (const [label, events] of Object.entries(july))
    for (const at of events)
      expect(labels.row({ event_id: `e${at}`, label, incident: 'july' })).toBeUndefined()
  const watch = watchHistory(labels, window)
  for (const [at, line] of history.entries()) watch.see(changeFrom(line, at))
  return watch.end()
}

/** `e4 auto medium` of its own, `e2 auto medium of e4 at 3720` by hindsight, `... at 3800` by who knows whom. */
function decided(text: string): Decided[] {
  return text.split(',').map((part) => {
    const [eventId = '', mode, severity, ...rest] = part.trim().split(' ')
    const occurredAt = changeFrom(history[Number(eventId.slice(1))]!).occurredAt
    const after = (word: string) => (rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined)
    const at = after('at')
    const line = readDecided({
      eventId,
      occurredAt,
      decidedAt: at === undefined ? occurredAt : Number(at) * 1000,
      actorId: history[Number(eventId.slice(1))]!.split(/\s+/)[1],
      score: 5,
      severity,
      mode,
      policy: 'p1',
      ...(after('of') !== undefined && { kind: 'hindsight', hindsightOf: after('of') }),
      ...(rest.includes('preserving') && { countermeasure: 'preserve' }),
    })
    if (typeof line === 'string') throw new Error(line)
    return line
  })
}

const cases = `
e4 auto medium                                                 | caught after 2, left 7203 s, wrong 0, alerts 1 kept 1
e4 auto medium, e2 auto medium of e4 at 3720                   | caught after 2, left 3726 s, wrong 0, alerts 2 kept 1
e4 auto medium, e2 auto low of e4 at 3720                      | caught after 2, left 3726 s, wrong 0, alerts 1 kept 1
e4 auto medium, e2 observe high of e4 at 3720                  | caught after 2, left 7203 s, wrong 0, alerts 2 kept 1
e2 observe medium, e2 auto medium of e4 at 3720                | caught after 0, left 7323 s, wrong 0, alerts 2 kept 1
e2 auto medium, e2 auto medium of e4 at 3720                   | caught after 0, left 7203 s, wrong 0, alerts 2 kept 1
e2 auto medium of e4 at 3720, e2 auto medium                   | caught after 0, left 7203 s, wrong 0, alerts 2 kept 1
e2 auto medium at 3720                                         | caught after 3, left 7323 s, wrong 0, alerts 1 kept 1
e2 auto medium at 9000                                         | caught after 3, left 10800 s, wrong 0, alerts 1 kept 1
e4 auto medium preserving                                      | caught after 2, left 10800 s, wrong 0, alerts 1 kept 1
e2 auto low                                                    | missed after 3, left 7203 s, wrong 0, alerts 0 kept 0
e6 approve medium                                              | caught after 3, left 10800 s, wrong 0, alerts 1 kept 1
e1 auto medium                                                 | missed after 3, left 10800 s, wrong 1, alerts 1 kept 1
e0 auto medium, e1 veto medium                                 | missed after 3, left 10800 s, wrong 0, alerts 2 kept 1
e7 auto medium                                                 | missed after 3, left 10800 s, wrong 1, alerts 1 kept 1
e5 auto medium                                                 | missed after 3, left 10800 s, wrong 1, alerts 1 kept 1, containment
`

describe('what a policy makes of an incident', () => {
  it.each(
    cases
      .trim()
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()) as [string, string]),
  )('%s: %s', (lines, expected) => {
    const measured = measure(watched(), { policy: 'p1', decided: decided(lines), scores: undefined })
    const [july] = measured.incidents
    const { outage, reversals, load } = measured
    expect(outage).toMatchObject({ harm: 3, nowMs: 10_800_000, neverUndone: 0 })
    expect(reversals.spare.containment).toBe(expected.includes('containment') ? 1 : 0)
    expect(
      `${july?.caught ? 'caught' : 'missed'} after ${july?.harmBefore}, left ${outage.leftMs / 1000} s, ` +
        `wrong ${reversals.wrong}, alerts ${load.raised} kept ${load.kept}`,
    ).toBe(expected.replace(', containment', ''))
  })

  it('is measured only inside the window, while all before it warms up', () => {
    const run = {
      policy: 'p1',
      decided: decided('e1 auto medium, e4 auto medium, e7 auto medium'),
      scores: undefined,
    }
    const late = measure(watched({ from: 3_600_000, to: 7_200_000 }), run)
    expect(late.load.raised).toBe(1)
    expect(late.reversals).toMatchObject({ granted: 1, wrong: 0 })
    // What became of it may lie behind the window's end.
    expect(late.outage).toEqual({ harm: 3, nowMs: 10_800_000, leftMs: 7_203_000, neverUndone: 0 })
    expect(measure(watched({ from: 3_700_000 }), run).incidents).toEqual([
      { incident: 'july', caught: true, harm: 1, harmBefore: 0, harmUnnamed: 0 },
    ])
  })

  it('is ranked over restrictions alone, by who was undone by somebody else within a day', () => {
    const scores = Int32Array.from(history, (_, at) => (at >= 2 && at <= 4 ? 500 : 100))
    const { ranking } = measure(watched(), {
      policy: 'p1',
      decided: [],
      scores: { suspicionCenti: scores, scoreCenti: scores },
    })
    // Six suspensions; leo, mia, ned and tom were given back by bob, and eve by herself.
    expect(ranking).toMatchObject({ count: 6, undone: 4, auc: (3 + 0.5) / 4 })
  })

  it('trades load for catch as the threshold falls', () => {
    const scoreCenti = Int32Array.of(300, 100, 200, 200, 400, 50, 600, 0, 0, 60, 0)
    const { tradeOff } = measure(watched(), {
      policy: 'p1',
      decided: [],
      scores: { suspicionCenti: scoreCenti, scoreCenti },
    })
    const days = 9000 / 86_400
    expect(
      tradeOff.map(({ scoreCenti, alertsADay, ...caught }) => ({
        at: scoreCenti,
        kept: Math.round(alertsADay * days),
        ...caught,
      })),
    ).toEqual([
      { at: 600, kept: 1, incidentsCaught: 1, harmBefore: 3 },
      { at: 400, kept: 1, incidentsCaught: 1, harmBefore: 2 },
      { at: 300, kept: 2, incidentsCaught: 1, harmBefore: 2 },
      { at: 200, kept: 2, incidentsCaught: 1, harmBefore: 0 },
      { at: 100, kept: 2, incidentsCaught: 1, harmBefore: 0 },
      { at: 60, kept: 3, incidentsCaught: 1, harmBefore: 0 },
      { at: 50, kept: 3, incidentsCaught: 1, harmBefore: 0 },
      { at: 0, kept: 4, incidentsCaught: 1, harmBefore: 0 },
    ])
  })

  it('without scores trades only with what alerted', () => {
    const { tradeOff, ranking, calibration } = measure(watched(), {
      policy: 'p1',
      decided: decided('e4 observe medium'),
      scores: undefined,
    })
    expect(tradeOff).toHaveLength(1)
    expect(tradeOff[0]).toMatchObject({ scoreCenti: 500, incidentsCaught: 1, harmBefore: 2 })
    expect([ranking, calibration]).toEqual([undefined, undefined])
  })
})

describe('two sources that use the same ids', () => {
  const shop = (line: string, at: number) => ({ ...changeFrom(line, at), source: 'shop' })
  const suspended = { occurredAt: 0, actorId: 'ann', score: 5, severity: 'medium', mode: 'auto' }
  const lineOf = (more: object): Decided => {
    const line = readDecided({ ...suspended, eventId: 'e0', ...more })
    if (typeof line === 'string') throw new Error(line)
    return line
  }
  /** ann of the forum suspends leo, ann of the shop suspends mia, and mia alone is given back. */
  const seen = (labelled: string[], namedAlone: string[] = []) => {
    const labels = gatherLabels()
    for (const event_id of labelled) labels.row({ event_id, label: 'harm' })
    const watch = watchHistory(labels, {}, namedAlone)
    watch.see(changeFrom('0s ann suspend leo', 0))
    watch.see(shop('0s ann suspend mia', 0))
    watch.see(shop('60s bob unsuspend mia', 1))
    return watch.end()
  }

  it('are told apart where a decision says whose event it is', () => {
    const of = (...decided: Decided[]) => {
      const { reversals, load } = measure(seen([]), { policy: 'p1', decided, scores: undefined })
      return [reversals.granted, reversals.wrong, load.raised, load.kept]
    }
    expect(of(lineOf({ source: 'forum' }))).toEqual([1, 1, 1, 1])
    expect(of(lineOf({ source: 'shop' }))).toEqual([1, 0, 1, 1])
    // Two people, though both are called ann.
    expect(of(lineOf({ source: 'shop' }), lineOf({ source: 'forum' }))).toEqual([2, 1, 2, 2])
    expect(of(lineOf({ source: 'garden' }))).toEqual([0, 0, 1, 1])
  })

  it('are found out where a label or a line names an event by its id alone', () => {
    const both = [['e0', ['forum', 'shop']]]
    expect([...seen(['e0', 'e1']).inSeveralSources]).toEqual(both)
    expect([...seen([], ['e0', 'e1']).inSeveralSources]).toEqual(both)
    expect([...seen(['e1']).inSeveralSources]).toEqual([])
    expect([...seen([]).inSeveralSources]).toEqual([])
  })
})

describe('the books of a platform', () => {
  it('go before what history shows', () => {
    const labels = gatherLabels()
    labels.row({
      event_id: 'e1',
      reversed_after_s: '50',
      reversed_by_same_actor: '0',
      reversed_by_target: '0',
    })
    labels.row({
      event_id: 'e2',
      reversed_after_s: '70',
      reversed_by_same_actor: '1',
      reversed_by_target: '0',
    })
    const watch = watchHistory(labels, {})
    for (const [at, line] of history.entries()) watch.see(changeFrom(line, at))
    const { givenBack } = watch.end()
    expect([1, 2, 3].map((row) => [givenBack.get(row)?.by, givenBack.get(row)?.afterMs])).toEqual([
      ['another', 50_000],
      ['same-hand', 70_000],
      ['another', 3_600_000],
    ])
  })
})

describe('a line of decisions', () => {
  const line = { eventId: 'e1', occurredAt: 5, actorId: 'ann', score: 1.15, severity: 'low', mode: 'auto' }

  it('is decided by its own change where it says no more', () => {
    expect(readDecided(line)).toEqual({
      eventId: 'e1',
      source: undefined,
      decidedAt: 5,
      actorId: 'ann',
      severity: 'low',
      scoreCenti: 115,
      mode: 'auto',
      restores: true,
      hindsightOf: undefined,
      policy: 'unnamed',
    })
  })

  it.each([
    [null, 'not an object'],
    [{ ...line, eventId: '' }, 'eventId is missing'],
    [{ ...line, actorId: 7 }, 'actorId is missing'],
    [{ ...line, decidedAt: '2017' }, 'decidedAt must be a time in milliseconds'],
    [{ ...line, score: Number.NaN }, 'score must be a number of points'],
    [{ ...line, severity: 'dire' }, 'severity must be one of info, low, medium, high, critical'],
    [{ ...line, mode: 'off' }, 'mode must be one of observe, approve, veto, auto'],
  ])('%j is none: %s', (record, fault) => {
    expect(readDecided(record)).toBe(fault)
  })
})
