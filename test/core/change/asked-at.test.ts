import { expect, test } from 'vitest'
import { askedAt } from '../../../src/core/change/asked-at.ts'

const day = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text))

// biome-ignore format: a table for people.
test.each([
  // requested     occurred      arrived      -> asked
  [undefined,    '2017-05-01', undefined,    '2017-05-01'],
  [undefined,    '2017-05-03', '2017-05-01', '2017-05-01'],
  ['2017-04-30', '2017-05-01', undefined,    '2017-04-30'],
  ['2017-05-02', '2017-05-01', '2017-05-03', '2017-05-01'],
  ['2017-05-02', '2017-05-03', '2017-05-01', '2017-05-01'],
  ['2016-05-01', '2017-05-01', undefined,    '2017-01-31'],
])('requested %s, done %s, here %s: asked %s', (requestedAt, occurredAt, arrivedAt, asked) => {
  const change = { occurredAt: Date.parse(occurredAt), ...(requestedAt && { requestedAt: Date.parse(requestedAt) }) }
  expect(askedAt(change, day(arrivedAt))).toBe(Date.parse(asked))
})
