import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { actions } from '../../../src/core/change/actions.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { shippedWeights, type Weights } from '../../../src/core/evidence/weights.ts'
import { identity } from '../../../src/core/memory/identity.ts'
import { decodeAccountMemory, encodeAccountMemory } from '../../../src/core/relate/account-bytes.ts'
import { type AccountMemory, newAccountMemory } from '../../../src/core/relate/account-memory.ts'
import { withSeen } from '../../../src/core/relate/account-state.ts'
import { relationsInForce } from '../../../src/core/relate/relate.ts'
import { RelationSight } from '../../../src/core/relate/relation-sight.ts'
import type { Row } from '../../../src/core/relate/row.ts'
import { holdContract, type Subject } from '../evidence/contract-of.ts'
import { dayMs, hourMs, minuteMs, now } from '../people.ts'
import { actedOn, memoryAfter, rowOf } from './rows.ts'

/** The contract of all evidence, over the memory of an account, a network or a session instead of an actor's. */

interface Met {
  readonly row: Row
  readonly memory: AccountMemory
}

interface Draw {
  /** From 0 to 1. */
  readonly a: number
  pick<T>(...of: readonly T[]): T
}

const share = fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((millionths) => millionths / 1e6)
const someRow = fc
  .record({
    eventId: fc.uuid(),
    action: fc.constantFrom(...actions),
    actorId: fc.constantFrom('ana', 'ben', 'cem', 'neighbour'),
    machine: fc.boolean(),
    took: fc.boolean(),
    occurredAt: fc.integer({ min: now - 900 * dayMs, max: now + 900 * dayMs }),
    suspicionCenti: fc.integer({ min: -900, max: 2_000 }),
  })
  .map((drawn) => rowOf(drawn))
const anything: fc.Arbitrary<Met> = fc
  .tuple(fc.array(someRow, { maxLength: 12 }), someRow)
  .map(([before, row]) => ({ row, memory: memoryAfter(before) ?? newAccountMemory }))

function drawnWith<T>(made: (row: Row, draw: Draw) => T): fc.Arbitrary<T> {
  return fc.tuple(someRow, share, fc.tuple(share, share)).map(([row, a, picks]) => {
    let picked = 0
    const pick = <O>(...of: readonly O[]): O =>
      of[Math.floor((picks[picked++ % picks.length] ?? 0) * of.length)] ?? expect.fail('nothing to pick from')
    return made(row, { a, pick })
  })
}

/** A drawn row of a person at a time of its own, as far as is not said otherwise. */
function person(row: Row, otherwise: Partial<Row> = {}): Row {
  return { ...row, machine: false, took: true, occurredAt: now, actorId: 'ana', ...otherwise }
}

/** `ana-5 suspend, ben-2 unsuspend`: so many minutes before now. */
function past(
  ...acts: readonly (readonly [who: string, minutes: number, action: Row['action']])[]
): AccountMemory {
  const rows = acts.map(([actorId, minutes, action]) =>
    rowOf({
      eventId: `${actorId}-${minutes}`,
      actorId,
      action,
      occurredAt: now - Math.round(minutes * minuteMs),
    }),
  )
  return memoryAfter(rows) ?? newAccountMemory
}

function hands(count: number, minutes: number): AccountMemory {
  return past(
    ...Array.from({ length: count }, (_, i) => [`hand-${i}`, minutes * (1 - i / 10), 'suspend'] as const),
  )
}

function rounds(count: number, last: number): AccountMemory {
  return past(
    ...Array.from({ length: 2 * count }, (_, i) =>
      i % 2 === 0
        ? (['ana', last + 2 * count - i, 'suspend'] as const)
        : (['ben', last + 2 * count - i, 'unsuspend'] as const),
    ),
  )
}

const own = { accountId: 'ana', actorId: 'ana', action: 'unsuspend' } as const
const taken = (by: string) =>
  memoryAfter([rowOf({ accountId: 'ana', actorId: by, occurredAt: now - hourMs })]) ?? newAccountMemory
const seen = withSeen(newAccountMemory, identity('suspended'), now - hourMs)
const found = (state: string) => ({
  states: { before: identity(state), after: identity('suspended'), until: 0 },
})
const restricting = ['suspend', 'deactivate', 'lock', 'delete', 'unverify'] as const
const harming = [...restricting, 'change-email', 'rename'] as const

// biome-ignore format: a table for people.
const telling: readonly (readonly [relation: string, words: string, made: (row: Row, draw: Draw) => readonly [Row, AccountMemory]])[] = [
  ['retaliation', 'was acted on by the holder within weeks', (row, { a, pick }) => [person(row, { action: pick(...harming) }), actedOn(['ana', now - Math.round(29 * a * dayMs) - 1])]],
  ['selfUndoing', 'lifts what stands on oneself',            (row, { pick }) => [person(row, own), taken(pick('ana', 'ben'))]],
  ['selfUndoing', 'and nobody knows who put it there',       (row) => [person(row, own), newAccountMemory]],
  ['fight',       'puts on again what another gave back',    (row, { a, pick }) => [person(row, { action: pick(...restricting), actorId: pick('ana', 'cem') }), past(['ana', 9_999, 'suspend'], ['ben', 9_990 * a, 'unsuspend'])]],
  ['fight',       'for the second time and more',            (row, { a, pick }) => [person(row, { action: pick(...restricting) }), rounds(pick(2, 3, 4), 60 * a)]],
  ['manyHands',   'the third within ten minutes',            (row, { a, pick }) => [person(row, { action: pick(...harming) }), hands(pick(2, 3), 10 * a)]],
  ['manyHands',   'the fourth within an hour, fifth in a day', (row, { pick }) => [person(row, { action: pick(...harming) }), pick(hands(3, 59), hands(4, 1_400))]],
  ['network',     'another act oddly from the same place',   (row, { a, pick }) => [person(row), hands(pick(1, 2, 3), 1_400 * a)]],
  ['history',     'never restricted before',                 (row, { pick }) => [person(row, { action: pick(...restricting) }), newAccountMemory]],
  ['history',     'restricted before, now and then given back', (row, { a, pick }) => [person(row, { action: pick(...restricting) }), pick(past(['ben', 60 * 24 * 800, 'suspend'], ['cem', 60 * 24 * 700 * a, 'unsuspend']), past(['ben', 60 * 24 * 800 * a, 'suspend']), past(['ben', 90 * 24 * 800, 'suspend'], ['ana', 60 * 24 * pick(0.5, 15, 100, 800), 'suspend']), rounds(3, 60 * 24 * 99))]],
  ['ghost',       'left suspended, found otherwise',         (row, { pick }) => [person(row, found(pick('active', 'deleted'))), seen]],
]

// biome-ignore format: a table for people.
const rising: readonly (readonly [relation: string, claim: string, at: (row: Row, level: number, draw: Draw) => readonly [Row, AccountMemory]])[] = [
  ['retaliation', 'nearness of the blow', (row, level) => [person(row, { action: 'suspend' }), actedOn(['ana', now - 1 - Math.round(40 * (1 - level) * dayMs)])]],
  ['fight',       'rounds',               (row, level) => [person(row, { action: 'suspend' }), rounds(1 + Math.floor(2.99 * level), 1)]],
  ['manyHands',   'hands',                (row, level, { a }) => [person(row, { action: 'suspend' }), hands(Math.floor(6.99 * level), 1 + 8 * a)]],
  ['network',     'actors',               (row, level, { a }) => [person(row), hands(Math.floor(6.99 * level), 1 + 1_300 * a)]],
]

/** Classes that ship at 0, with what a platform's own history could teach. */
const fitted: Weights = {
  ...shippedWeights,
  history: { ...shippedWeights.history, withinDay: 30, withinMonth: 20 },
  ghost: { moved: 300 },
}

const sights = new WeakMap<Met, RelationSight>()

function sightOf(met: Met): RelationSight {
  let made = sights.get(met)
  if (made === undefined) sights.set(met, (made = new RelationSight(met.row, met.memory)))
  return made
}

const relations = relationsInForce
const metOf = ([row, memory]: readonly [Row, AccountMemory]): Met => ({ row, memory })

holdContract(
  relations.map(
    (relation): Subject<Met> => ({
      ...relation,
      family: 'relation',
      telling: telling
        .filter(([name]) => name === relation.name)
        .map(([, words, made]) => ({ words, drawn: drawnWith((row, draw) => metOf(made(row, draw))) })),
      rises: rising
        .filter(([name]) => name === relation.name)
        .map(([, claim, made]) => ({
          claim,
          drawn: drawnWith((row, draw) => (level: number) => metOf(made(row, level, draw))),
        })),
      anything,
      find(met) {
        const tally = new Tally()
        relation.measure(sightOf(met), fitted, tally)
        return tally.findings
      },
      // Their words are made from a finding's numbers alone.
      says: (finding) => finding.bar.says(finding, undefined as never),
      state: ({ row, memory }) => ({ row, memory }),
      restored: ({ row, memory }) => ({
        row,
        memory: decodeAccountMemory(encodeAccountMemory(memory)) ?? expect.fail('the bytes are no memory'),
      }),
      cold: ({ row }) => [{ row, memory: newAccountMemory }],
    }),
  ),
)

test('no situation and no claim is of a relation that is not in force', () => {
  const names = new Set(relations.map(({ name }) => name))
  expect([...telling, ...rising].map(([name]) => name).filter((name) => !names.has(name))).toEqual([])
})
