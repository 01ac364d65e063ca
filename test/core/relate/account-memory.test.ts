import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeAccountMemory, encodeAccountMemory } from '../../../src/core/relate/account-bytes.ts'
import type { AccountMemory } from '../../../src/core/relate/account-memory.ts'
import { relate } from '../../../src/core/relate/relate.ts'
import { dayMs, hourMs, minuteMs, now } from '../people.ts'
import { actedOn, by, lastOf, memoryAfter, rowOf, told } from './rows.ts'

const long = (name: string, length: number) => name.padEnd(length, 'x')

describe('the memory of an account', () => {
  test('comes back from its bytes as it was, whatever happened', () => {
    const act = fc.record({
      actorId: fc.constantFrom('ana', 'ben', 'cem', 'neighbour', long('dora', 120)),
      action: fc.constantFrom('suspend' as const, 'unsuspend' as const, 'rename' as const, 'other' as const),
      occurredAt: fc.integer({ min: now, max: now + 400 * dayMs }),
      machine: fc.boolean(),
      states: fc.record({
        before: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        after: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        until: fc.constantFrom(0, now + 9 * dayMs),
      }),
      eventId: fc.string({ minLength: 1, maxLength: 90, unit: 'binary' }),
    })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const memory = memoryAfter(
          acts.map((one) => rowOf(one)),
          actedOn(['x', 5], ['y', 9]),
        )
        if (memory === undefined) return
        const bytes = encodeAccountMemory(memory)
        expect(bytes.length).toBeLessThanOrEqual(1_024)
        expect(decodeAccountMemory(bytes)).toEqual(memory)
      }),
    )
  })

  test('takes 200 bytes or less in the usual case, and never 1 KiB', () => {
    const once = memoryAfter([rowOf({ actorId: long('u', 14), eventId: long('e', 10) })])
    const full = memoryAfter(
      Array.from({ length: 12 }, (_, i) =>
        rowOf({ actorId: long(`actor-${i}`, 100), eventId: long(`event-${i}`, 100), occurredAt: now + i }),
      ),
      actedOn(...Array.from({ length: 12 }, (_, i) => [`account-${i}`, now + i] as const)),
    )
    const stated = memoryAfter([
      rowOf({ actorId: long('u', 14), eventId: long('e', 10), states: { before: 1, after: 2, until: 0 } }),
    ])
    const lengthOf = (memory?: AccountMemory) => memory && encodeAccountMemory(memory).length
    expect([lengthOf(once), lengthOf(stated), lengthOf(full)]).toEqual([124, 146, 735])
  })

  test('of another version, or torn, is forgotten instead of misread', () => {
    const bytes = encodeAccountMemory(memoryAfter(told('0m ana suspend')) as AccountMemory)
    expect(decodeAccountMemory(bytes.with(0, 9))).toBeUndefined()
    expect(decodeAccountMemory(bytes.slice(0, -1))).toBeUndefined()
    expect(decodeAccountMemory(new Uint8Array())).toBeUndefined()
    expect(decodeAccountMemory(bytes.with(39, 200))).toBeUndefined()
  })

  test('looks back at what was before, though rows come late', () => {
    const late = told('5m ana suspend\n3m ben unsuspend\n1m ana suspend\n6m ben unsuspend')
    const inOrder = told('1m ana suspend\n3m ben unsuspend\n5m ana suspend\n6m ben unsuspend')
    const times = (memory?: AccountMemory) => memory?.acts.filter((_, i) => i % 4 === 2)
    expect(times(memoryAfter(late))).toEqual(times(memoryAfter(inOrder)))
  })
})

describe('a decision that another hand gave back', () => {
  const overruled = (lines: string) => lastOf(told(lines)).undone

  test('is told to the hand that made it, with what, when and by whom', () => {
    expect(overruled('0m ana suspend\n90m ben unsuspend')).toMatchObject({
      source: 'test',
      actorId: 'ana',
      accountId: 'neighbour',
      by: 'ben',
      at: now + 90 * minuteMs,
      afterMs: 90 * minuteMs,
    })
  })

  test.each([
    ['by oneself', '0m ana suspend\n5m ana unsuspend'],
    ['by the owner', '0m ana suspend\n5m neighbour unsuspend'],
    ['by a machine, as when the time is over', '0m ana suspend\n5m bot unsuspend'],
    ['after eight days', '0m ana suspend\n8d ben unsuspend'],
    ['a machine’s decision', '0m bot suspend\n5m ben unsuspend'],
    ['twice', '0m ana suspend\n5m ben unsuspend\n6m cem unsuspend'],
    ['a badge, which is another matter', '0m ana suspend\n5m ben verify'],
    ['nothing that stood', '0m ben unsuspend'],
  ])('is no such thing where it was given back %s', (_, story) => {
    expect(overruled(story)).toBeUndefined()
  })

  test('is the last hand’s, where two had restricted', () => {
    expect(overruled('0m ana suspend\n5m cem suspend\n6m ben unsuspend')?.actorId).toBe('cem')
  })

  test('stays untold where ids are too long to keep', () => {
    const rows = [
      rowOf({ eventId: long('e', 250) }),
      rowOf({ actorId: 'ben', action: 'unsuspend', occurredAt: now + hourMs }),
    ]
    const last = relate(rows[1] ?? rowOf(), memoryAfter(rows.slice(0, 1)), by)
    expect([last.undone, last.learned.givenBack]).toEqual([undefined, 1])
  })
})
