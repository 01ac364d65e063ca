import { expect, test } from 'vitest'
import type { LogRecord } from '../../src/ports/log.ts'
import { openDigestReader, rowsIn } from '../../src/roles/digest-rows.ts'

const row = ['e1', 1, 'suspend', 'ann', 'a17', 0, 0, 'info', 0]

function record(offset: number, digest: unknown): LogRecord {
  const value = Buffer.from(JSON.stringify(digest))
  return { topic: 'digest', partition: 0, offset, timestampMs: 1, key: null, value, headers: {} }
}

test('a digest is decoded for whoever looks first, and the same for everybody after', () => {
  const readDigest = openDigestReader()
  const first = readDigest(record(1, { v: 1, source: 'demo', rows: [row] }))
  expect(first).toEqual({ v: 1, source: 'demo', rows: [row] })
  // Read anew from the log, as each reader does.
  expect(readDigest(record(1, { v: 1, source: 'demo', rows: [row] }))).toBe(first)
  expect(readDigest({ ...record(1, { v: 1, source: 'demo', rows: [] }), partition: 1 })?.rows).toEqual([])
})

test('only the last ones are remembered', () => {
  const readDigest = openDigestReader()
  const first = readDigest(record(0, { v: 1, source: 'demo', rows: [row] }))
  for (let offset = 1; offset <= 64; offset++) readDigest(record(offset, { v: 1, source: 'demo', rows: [] }))
  expect(readDigest(record(0, { v: 1, source: 'demo', rows: [row] }))).not.toBe(first)
})

test('what is no row leaves its place empty, and what is no digest has none', () => {
  const readDigest = openDigestReader()
  const odd = [row.with(2, 'dance'), row, row.with(8, 2), row.with(0, 7), row.with(5, '1'), 'row']
  const seen = readDigest(record(1, { v: 1, source: 'demo', rows: odd }))
  expect(seen?.rows).toEqual([undefined, row, undefined, undefined, undefined, undefined])
  expect(rowsIn(seen)).toEqual([row])
  for (const [offset, digest] of [{ v: 2, source: 'demo', rows: [] }, { v: 1, rows: [] }, []].entries())
    expect(rowsIn(readDigest(record(10 + offset, digest)))).toEqual([])
})
