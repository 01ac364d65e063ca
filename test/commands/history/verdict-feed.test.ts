import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { feedVerdicts, readVerdictLine } from '../../../src/commands/history/verdict-feed.ts'
import type { VerdictWord } from '../../../src/core/decision/verdict.ts'
import { changeOf } from '../../core/people.ts'

const flagged = changeOf({ eventId: 'flagged', occurredAt: 1_000 })
const line = (verdict: VerdictWord, at: number, eventId = 'flagged') => ({ eventId, verdict, at })

describe('verdicts of a file', () => {
  it('let an analyst who could not tell say more later', () => {
    const feed = feedVerdicts([line('meant', 3_000), line('not-enough-to-tell', 2_000)])
    feed.flagged(flagged)
    expect(feed.until(2_500).map(({ verdict }) => verdict)).toEqual(['not-enough-to-tell'])
    expect(feed.until(3_500)).toMatchObject([
      {
        verdict: 'meant',
        eventId: 'flagged',
        actorId: flagged.actor.id,
        accountId: flagged.account.id,
        at: 3_000,
      },
    ])
    expect(feed.foundNobody()).toBe(0)
  })

  it('are refused where two sources raised an alert of the id that one of them names', () => {
    const elsewhere = changeOf({ eventId: 'flagged', occurredAt: 1_500, source: 'elsewhere' })
    const asked = feedVerdicts([line('meant', 2_000)])
    asked.flagged(flagged)
    asked.flagged(flagged)
    expect(() => asked.flagged(elsewhere)).toThrow(
      `flagged is an event of ${flagged.source} and of elsewhere, and both alerted: verdicts name no source`,
    )
    const notAsked = feedVerdicts([line('meant', 2_000, 'another')])
    notAsked.flagged(flagged)
    expect(() => notAsked.flagged(elsewhere)).not.toThrow()
  })

  it('are refused where two accounts raised an alert of the id that one of them names', () => {
    const feed = feedVerdicts([line('meant', 2_000)])
    feed.flagged(flagged)
    const other = changeOf({ eventId: 'flagged', occurredAt: 1_500, account: { id: 'somebody-else' } })
    expect(() => feed.flagged(other)).toThrow(
      `flagged is the eventId of changes of ${flagged.account.id} and of somebody-else, and both alerted`,
    )
  })

  it('are counted where nobody was flagged, and where the word was spoken already', () => {
    const feed = feedVerdicts([
      line('meant', 2_000),
      line('meant', 2_000, 'misspelt'),
      line('not-meant', 2_100),
      line('meant', 9_000, 'misspelt, and after the end'),
    ])
    feed.flagged(flagged)
    expect(feed.until(2_200)).toHaveLength(1)
    expect(feed.foundNobody()).toBe(3)
  })

  it('are not missed where they only come after the history has ended', () => {
    const feed = feedVerdicts([line('meant', 9_000)])
    feed.flagged(flagged)
    expect(feed.until(2_000)).toEqual([])
    expect(feed.foundNobody()).toBe(0)
  })
})

describe('the time of a verdict', () => {
  // Where midnight UTC is 16:00, what the machine's own zone says shows.
  beforeEach(() => void vi.stubEnv('TZ', 'America/Los_Angeles'))
  afterEach(() => void vi.unstubAllEnvs())

  const fault = 'at must be a time: milliseconds since the epoch, or ISO 8601 (UTC where it names no zone)'

  it.each<[says: string, at: string | number, read: number | string]>([
    ['milliseconds', 1_509_663_420_000, 1_509_663_420_000],
    ['milliseconds as digits', '1509663420000', 1_509_663_420_000],
    ['a time with its zone', '2017-11-02T23:57:00+01:00', 1_509_663_420_000],
    ['a time without one is UTC, wherever the machine stands', '2017-11-02T22:57:00', 1_509_663_420_000],
    ['the 31st of February', '2017-02-31T00:00:00Z', fault],
    ['what only some readers know', 'Nov 2, 2017', fault],
    ['nothing', '', fault],
  ])('%s', (_says, at, read) => {
    const answer = readVerdictLine({ eventId: 'flagged', verdict: 'meant', at })
    expect(typeof answer === 'string' ? answer : answer.at).toBe(read)
  })
})
