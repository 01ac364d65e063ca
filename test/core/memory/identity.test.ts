import { expect, test } from 'vitest'
import { eventIdentity, identity, placeIdentity, shortIdentity } from '../../../src/core/memory/identity.ts'

const ids = Array.from({ length: 20_000 }, (_, i) => `id-${i}`)

test.each<[string, (id: string) => number, bits: number]>([
  ['an identity', (id) => identity(id), 48],
  ['an event', (id) => eventIdentity(id, 'account'), 40],
  ['anything else', (id) => shortIdentity(id), 32],
])('%s is never 0, fits its bits, uses them all and tells ids apart', (_, hashOf, bits) => {
  const hashes = ids.map(hashOf)
  expect(Math.min(...hashes)).toBeGreaterThan(0)
  expect(Math.max(...hashes)).toBeLessThan(2 ** bits)
  expect(Math.max(...hashes)).toBeGreaterThan(2 ** bits * 0.999)
  // By chance 0.05 of 20,000 meet in 32 bits.
  expect(new Set(hashes).size).toBeGreaterThanOrEqual(ids.length - 1)
})

test('one id is another place as a device than as a network, and an event of another account another', () => {
  expect(placeIdentity('device', 'x')).not.toBe(placeIdentity('network', 'x'))
  expect(placeIdentity('device', undefined)).toBe(0)
  expect(eventIdentity('e', 'a')).not.toBe(eventIdentity('e', 'b'))
})
