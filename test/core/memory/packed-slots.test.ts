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
