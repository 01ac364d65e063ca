import { expect, test } from 'vitest'
import { murmur2, partitionOf } from '../../../src/edges/log/partitioner.ts'

// From Kafka's own UtilsTest, and abc from its client's.
const hashes = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
] as const

test.each(hashes)('the actor %s has the hash that the Java client gives it', (key, hash) => {
  expect(murmur2(Buffer.from(key))).toBe(hash)
})

test('each actor belongs to a partition of the topic, whatever letters the name has', () => {
  const keys = ['', 'Zoë', '日本', '😀', ...Array.from({ length: 1000 }, (_, n) => `actor-${n}`)]
  const counts = [0, 0, 0, 0, 0, 0, 0]
  for (const key of keys) counts[partitionOf(key, 7)] = (counts[partitionOf(key, 7)] ?? 0) + 1
  expect(counts.reduce((sum, count) => sum + count)).toBe(1004)
  expect(Math.min(...counts)).toBeGreaterThan(100)
})
