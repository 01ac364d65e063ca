import { describe, expect, test } from 'vitest'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { shippedWeights, type Weights } from '../../../src/core/evidence/weights.ts'
import { identity } from '../../../src/core/memory/identity.ts'
import { type AccountMemory, newAccountMemory } from '../../../src/core/relate/account-memory.ts'
import { withSeen } from '../../../src/core/relate/account-state.ts'
import { relationsInForce } from '../../../src/core/relate/relate.ts'
import { RelationSight } from '../../../src/core/relate/relation-sight.ts'
import type { Row } from '../../../src/core/relate/row.ts'
import { docValues } from '../evidence/doc-values.ts'
import { dayMs, hourMs, now } from '../people.ts'
import { actedOn, memoryAfter, rowOf, told } from './rows.ts'

/** The worked values in the doc comments of the relations, word for word and in their order, each with what it is
 *  worked on: before the family takes its part. */

type Worked = readonly [
  words: string,
  value: string,
  row: Row,
  memory: AccountMemory | undefined,
  weights?: Weights,
]

/** A story, of which the last line is looked at. */
function story(...lines: readonly string[]): readonly [Row, AccountMemory | undefined] {
  const rows = told(lines.join('\n'))
  return [rows.at(-1) ?? expect.fail('no story'), memoryAfter(rows.slice(0, -1))]
}

const own = { accountId: 'ana', actorId: 'ana' }
const lift = rowOf({ ...own, action: 'unsuspend', occurredAt: now + hourMs })
const struck = (ageMs: number) => [rowOf(), actedOn(['ana', now - ageMs])] as const
const hash = identity
const found = (state: string) =>
  rowOf({ states: { before: hash(state), after: hash('suspended'), until: 0 } })
const left = (until = 0) => withSeen(newAccountMemory, hash('suspended'), now - dayMs, until)
const watchful: Weights = { ...shippedWeights, ghost: { moved: 300 } }

// biome-ignore format: tables for people.
const worked: Readonly<Record<string, readonly Worked[]>> = {
  retaliation: [
    ['acted on an hour before', '2.00', ...struck(hourMs)],
    ['15 d', '1.00', ...struck(15 * dayMs)],
    ['31 d', '0.00', ...struck(31 * dayMs)],
    ['never', '0.00', rowOf(), undefined],
  ],
  'self-undoing': [
    ['put there by another', '1.50', lift, memoryAfter([rowOf({ ...own, actorId: 'ben' })])],
    ['by oneself', '-2.50', lift, memoryAfter([rowOf(own)])],
    ['nobody knows by whom', '0.00', lift, undefined],
  ],
  fight: [
    ['again by a third person after 2 d', '0.50', ...story('0m ana suspend', '1m ben unsuspend', '2d cem suspend')],
    ['by the same hand after 2 d', '2.00', ...story('0m ana suspend', '1m ben unsuspend', '2d ana suspend')],
    ['within the hour', '2.50', ...story('0m ana suspend', '1m ben unsuspend', '30m ana suspend')],
    ['the third round of it', '4.50', ...story('0m ana suspend', '1m ben unsuspend', '2m ana suspend', '3m ben unsuspend', '4m ana suspend', '5m ben unsuspend', '6m ana suspend')],
    ['after 8 d', '0.00', ...story('0m ana suspend', '1m ben unsuspend', '8d ana suspend')],
    ['lifted by the hand that had restricted', '0.00', ...story('0m ana suspend', '1m ana unsuspend', '2m ana suspend')],
  ],
  'many-hands': [
    ['2 people within ten minutes', '0.00', ...story('0m ana suspend', '4m ben suspend')],
    ['3', '2.00', ...story('0m ana suspend', '4m ben suspend', '9m cem suspend')],
    ['4', '4.00', ...story('0m ana suspend', '2m ben suspend', '4m cem suspend', '9m dora suspend')],
    ['4 within an hour', '2.00', ...story('0m ana suspend', '20m ben suspend', '40m cem suspend', '55m dora suspend')],
    ['4 within a day', '0.00', ...story('0h ana suspend', '5h ben suspend', '10h cem suspend', '20h dora suspend')],
  ],
  network: [
    ['one actor', '0.00', ...story('0m ana suspend', '1m ana suspend')],
    ['two within a day', '2.00', ...story('0m ana suspend', '23h ben suspend')],
    ['three', '4.00', ...story('0m ana suspend', '1m ben suspend', '2m cem suspend')],
    ['two within two days', '0.00', ...story('0m ana suspend', '25h ben suspend')],
  ],
  history: [
    ['never restricted', '-0.20', rowOf(), undefined],
    ['once, a week ago', '0.20', ...story('0m ben suspend', '7d ana suspend')],
    ['once, a year and a half ago', '0.40', ...story('0m ben suspend', '550d ana suspend')],
    ['thrice, given back twice by others', '1.60', ...story('0m ben suspend', '1m cem unsuspend', '2m ben suspend', '3m cem unsuspend', '4m ben suspend', '5m ana suspend')],
    ['once, a minute ago, by the same hand', '0.00', ...story('0m ana suspend', '1m ana suspend')],
  ],
  ghost: [
    ['left suspended and found active, as shipped', '0.00', found('active'), left()],
    ['with `ghost.moved: 3`', '3.00', found('active'), left(), watchful],
    ['with it, found as it was left', '0.00', found('suspended'), left(), watchful],
    ['with it, its time was over', '0.00', found('active'), left(now - 1), watchful],
    ['with it, never seen before', '0.00', found('active'), newAccountMemory, watchful],
  ],
}

const relations = relationsInForce
const fileOf = (name: string) => name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)

describe.each(relations.map((one) => [one.name, one] as const))('%s', (name, relation) => {
  const rows = worked[fileOf(name)] ?? []

  test('quotes in its doc comment what is worked here, word for word', () => {
    expect(docValues(`relate/evidence/${fileOf(name)}.ts`)).toEqual(
      rows.map(([words, value]) => [words, value]),
    )
    expect(rows.length).toBeGreaterThan(1)
  })

  test.for(rows)('%s -> %s', ([, value, row, memory, weights = shippedWeights]) => {
    const tally = new Tally()
    relation.measure(new RelationSight(row, memory ?? newAccountMemory), weights, tally)
    expect((tally.suspicionCenti / 100).toFixed(2)).toBe(value)
  })
})
