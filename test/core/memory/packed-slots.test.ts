import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blankSlots, decodeMemory, encodeMemory, newMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'

/** What slots of each kind may hold. Few rough numbers, so that the same one often stands there before. */
const numbers: Readonly<Record<at.SlotKind, fc.Arbitrary<number>>> = {
  exact: fc.oneof(fc.constant(0), fc.double({ noNaN: true, noDefaultInfinity: true })),
  rough: fc.oneof(
    fc.constantFrom(0, 1, Math.fround(0.1), Math.fround(1e-30)),
    fc.float({ min: 0, max: Math.fround(3e38), noNaN: true }),
  ),
  whole: fc.nat({ max: 2 ** 48 - 1 }),
  event: fc.nat({ max: 2 ** 40 - 1 }),
  hash: fc.nat({ max: 2 ** 32 - 1 }),
  time: fc.oneof(fc.constantFrom(0, 1_700_000_000_000), fc.nat({ max: 253_402_300_799_999 })),
  offset: fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER - 1 }),
  count: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: Number.MAX_SAFE_INTEGER })),
  tiny: fc.nat({ max: 255 }),
}

test('whatever the slots hold comes back from the bytes', () => {
  fc.assert(
    fc.property(fc.tuple(...at.slotKinds.map((kind) => numbers[kind])), (slots) => {
      // What is not there is 0: nobody can tell it from -0.
      const memory = { ...newMemory(), slots: slots.map((value) => value + 0) }
      expect(decodeMemory(encodeMemory(memory))).toEqual(memory)
    }),
    { numRuns: 300 },
  )
})

test('a byte that points at a number which does not stand there is no memory', () => {
  const slots = blankSlots()
  slots[at.usualWeightSlot] = 3
  slots[at.usualCodeSlot] = 3
  const bytes = encodeMemory({ ...newMemory(), slots })
  const pointer = bytes.indexOf(0x80, 1 + Math.ceil(at.slotCount / 8))
  expect(decodeMemory(bytes)?.slots).toEqual(slots)
  expect(decodeMemory(bytes.with(pointer, 0x81))).toBeUndefined()
})

test('what is true of every act costs one byte more, and not four', () => {
  const slots = blankSlots()
  slots[at.usualWeightSlot] = Math.fround(100.7)
  const alone = encodeMemory({ ...newMemory(), slots }).length
  slots[at.usualCodeSlot] = Math.fround(100.7)
  expect(encodeMemory({ ...newMemory(), slots }).length).toBe(alone + 1)
})

/** A memory of one slot, in bytes written by hand. */
function handWritten(slot: number, bytes: readonly number[]): Uint8Array {
  const map = Array.from({ length: Math.ceil(at.slotCount / 8) }, (_, byte) =>
    byte === slot >> 3 ? 1 << (slot & 7) : 0,
  )
  return Uint8Array.of(at.layoutVersion, ...map, ...bytes, 0, 0)
}

// biome-ignore format: a table.
test.each<[string, Uint8Array, number | undefined]>([
  ['a count of two bytes',                       handWritten(at.actsSlot, [0x80, 0x01]),                       128],
  ['a count of eight bytes',                     handWritten(at.actsSlot, [255, 255, 255, 255, 255, 255, 255, 0x0f]), 2 ** 53 - 1],
  ['a count that goes on for a ninth',           handWritten(at.actsSlot, [255, 255, 255, 255, 255, 255, 255, 255, 0]), undefined],
  ['a rough number',                             handWritten(at.recordSlot, [0x3f, 0x80, 0, 0]),               1],
  ['a rough number that is none',                handWritten(at.recordSlot, [0x7f, 0xc0, 0, 0]),               undefined],
  ['a rough number without end',                 handWritten(at.recordSlot, [0x7f, 0x80, 0, 0]),               undefined],
])('%s', (_, bytes, value) => {
  const slots = decodeMemory(bytes)?.slots
  expect(slots && Math.max(...slots)).toBe(value)
})

test('more flagged changes than may wait are no memory', () => {
  const bytes = encodeMemory(newMemory())
  expect(
    decodeMemory(Uint8Array.of(...bytes.subarray(0, -2), 13, ...new Uint8Array(13 * 69), 0)),
  ).toBeUndefined()
  expect(
    decodeMemory(Uint8Array.of(...bytes.subarray(0, -2), 12, ...new Uint8Array(12 * 69), 0)),
  ).toBeDefined()
})
