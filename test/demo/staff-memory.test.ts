import { expect, test } from 'vitest'
import { benchStaffMemory } from '../bench/staff-memory.ts'
import { shippedPolicy } from '../core/people.ts'

/** A fortnight: by then every ring is full. The benchmark looks at six weeks. */
const days = 14

test('what is written of the staff takes at most 600 bytes in the median, and 4 KiB at most', () => {
  const { actors, bytesMedian, bytesMost } = benchStaffMemory(shippedPolicy('demo'), days)
  expect(actors).toBeGreaterThan(50)
  expect(bytesMedian).toBeLessThanOrEqual(600)
  expect(bytesMost).toBeLessThanOrEqual(4_096)
}, 60_000)
