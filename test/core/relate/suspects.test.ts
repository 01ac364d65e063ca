import { describe, expect, test } from 'vitest'
import type { VerdictWord } from '../../../src/core/decision/verdict.ts'
import { openSuspects, type SuspectAlert } from '../../../src/core/relate/suspects.ts'
import { dayMs, hourMs, now } from '../people.ts'

const alertOn = (actorId: string, otherwise: Partial<SuspectAlert> = {}): SuspectAlert => ({
  kind: 'change',
  source: 'test',
  severity: 'high',
  eventId: `e-${actorId}`,
  decidedAt: now,
  actorId,
  ...otherwise,
})
const verdictOn = (actorId: string, verdict: VerdictWord, eventId = `e-${actorId}`) => ({
  verdictId: 'v',
  alertId: 'a',
  source: 'test',
  eventId,
  actorId,
  accountId: 'neighbour',
  verdict,
  by: 'ines',
  at: now,
})
const isSuspect = (actorId: string, told: (suspects: ReturnType<typeof openSuspects>) => void, at = now) => {
  const suspects = openSuspects(10)
  told(suspects)
  return suspects.asOf(at).has('test', actorId)
}

describe('somebody with a grave open case', () => {
  test.each<readonly [string, Partial<SuspectAlert>, number, boolean]>([
    ['is a suspect at once', {}, now, true],
    ['and for a day', {}, now + dayMs - 1, true],
    ['and then no longer', {}, now + dayMs, false],
    ['not before it happened', {}, now - 1, false],
    ['a small alert makes none', { severity: 'medium' }, now, false],
    ['hindsight and relations do', { kind: 'relation' }, now, true],
    ['what the machine did not do makes none', { kind: 'not-acted' }, now, false],
    ['on another platform it is another person', { source: 'elsewhere' }, now, false],
  ])('%s', (_, otherwise, at, expected) => {
    expect(isSuspect('ana', (suspects) => suspects.alerted(alertOn('ana', otherwise)), at)).toBe(expected)
  })

  test.each<readonly [VerdictWord, boolean]>([
    ['meant', false],
    ['test', false],
    ['not-meant', true],
    ['mistake', true],
    ['not-enough-to-tell', true],
  ])('after the verdict "%s": %s', (word, expected) => {
    const told = [
      isSuspect('ana', (suspects) => {
        suspects.alerted(alertOn('ana'))
        suspects.judged(verdictOn('ana', word))
      }),
      // The verdict may be read first: it comes on another topic.
      isSuspect('ana', (suspects) => {
        suspects.judged(verdictOn('ana', word))
        suspects.alerted(alertOn('ana'))
      }),
    ]
    expect(told).toEqual([expected, expected])
  })

  test('stays one while another of their alerts is open', () => {
    const told = (suspects: ReturnType<typeof openSuspects>) => {
      suspects.alerted(alertOn('ana'))
      suspects.alerted(alertOn('ana', { eventId: 'other', decidedAt: now + hourMs }))
      suspects.judged(verdictOn('ana', 'meant'))
    }
    expect([isSuspect('ana', told, now), isSuspect('ana', told, now + hourMs)]).toEqual([false, true])
  })
})

test('the table is bounded: whoever was alerted longest ago leaves, and is counted', () => {
  const suspects = openSuspects(2)
  for (const actor of ['ana', 'ben', 'ana', 'cem']) suspects.alerted(alertOn(actor))
  const then = suspects.asOf(now)
  expect(['ana', 'ben', 'cem'].map((actor) => then.has('test', actor))).toEqual([true, false, true])
  expect([suspects.size(), suspects.forgotten()]).toEqual([2, 1])
})

describe('whoever was a suspect before an alert', () => {
  const weighed = { source: 'test', eventId: 'e9', decidedAt: now }
  test.each<readonly [string, Partial<SuspectAlert>, boolean]>([
    ['by an earlier act is one', { decidedAt: now - 1 }, true],
    ['by an act of the same moment is none', {}, false],
    ['by a later act is none', { decidedAt: now + 1 }, false],
    ['by an earlier alert on the same event is none', { eventId: 'e9', decidedAt: now - 1 }, false],
    ['by what is a day old is none', { decidedAt: now + 1 - dayMs }, false],
    ['by what is a little younger is one', { decidedAt: now + 2 - dayMs }, true],
    ['on another platform is none', { source: 'other', decidedAt: now - 1 }, false],
  ])('%s', (_, otherwise, expected) => {
    const suspects = openSuspects(10)
    suspects.alerted(alertOn('ana', otherwise))
    expect(suspects.asOf(now + 1).hadBefore(weighed, 'ana')).toBe(expected)
  })
})
