import { expect, test } from 'vitest'
import { encodeMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { learnUndone } from '../../../src/core/memory/undone.ts'
import { memoryOfWork, now, shippedPolicy, staff } from '../people.ts'

const warm = memoryOfWork(staff.oldHand, shippedPolicy('demo'), { hourly: 2 })
const word = (eventId: string) => ({ eventId, accountId: 'neighbour', at: now })
const words = ['a', 'b', 'c', 'd', 'e'].map(word)
const all = (from = warm, firstOffset = 40) =>
  words.reduce((memory, undone, i) => learnUndone(memory, undone, firstOffset + i), from)
const record = (memory = warm) => memory.slots[at.undoneSlot]

test('each word of being undone is on the record once', () => {
  expect(record(all())).toBe(5)
})

test('a whole batch that comes again after a crash changes nothing', () => {
  expect(all(all())).toEqual(all())
})

test('the last two are known again where they come at offsets of their own', () => {
  const again = words.slice(3).reduce((memory, undone, i) => learnUndone(memory, undone, 60 + i), all())
  expect(record(again)).toBe(5)
  expect(record(learnUndone(all(), word('f'), 60))).toBe(6)
})

test('a history, which has no offsets, counts each once too', () => {
  const once = learnUndone(warm, word('a'))
  expect([record(once), record(learnUndone(once, word('a'))), record(learnUndone(once, word('b')))]).toEqual([
    1, 1, 2,
  ])
})

test('whoever was never undone keeps no byte for it', () => {
  expect(encodeMemory(learnUndone(warm, word('a'), 1)).length - encodeMemory(warm).length).toBe(
    // The record, or a byte where the same number stands before it; where one was read up to; the restriction.
    1 + 1 + 5,
  )
})
