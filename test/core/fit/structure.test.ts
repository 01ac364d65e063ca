import { expect, test } from 'vitest'
import { evidenceInForce } from '../../../src/core/evidence/in-force.ts'
import { shippedWeights } from '../../../src/core/evidence/weights.ts'
import { columnsOf } from '../../../src/core/fit/columns.ts'
import { accountRelations, originRelations } from '../../../src/core/relate/relate.ts'

const all = [...evidenceInForce, ...accountRelations, ...originRelations]
const columns = columnsOf(all, shippedWeights)

/** Bits that are forgiven, thresholds, slopes and caps, as all evidence names them. */
const structural = /^free$|From$|^per[A-Z]|^cap$|Cap$/u

test('no labels move what is forgiven, and slope and cap move together or not at all', () => {
  const alone = columns.filter(
    ({ kind, weights }) =>
      (kind === 'weight' || weights.length < 2) && weights.some((one) => structural.test(one)),
  )
  expect(alone.map(({ name }) => name)).toEqual([])
  const forgiven = columns.filter(({ weights }) => weights.some((one) => /^free$|From$/u.test(one)))
  expect(forgiven.map(({ name }) => name)).toEqual([])
})

test('whoever has a slope and a cap has them in one factor', () => {
  const factors = columns.filter(({ kind }) => kind === 'scale').map(({ name, weights }) => [name, weights])
  expect(factors).toEqual([
    ['dormancy.burst', ['burst', 'burstCap']],
    ['record.perDoubling', ['perDoubling', 'cap']],
    ['tempo.perBit', ['perBit', 'cap', 'automationCap']],
    ['mass.perBit', ['perBit', 'cap', 'automationCap']],
    ['fleet.perBit', ['perBit', 'cap']],
    ['shape.perBit', ['perBit', 'cap']],
    ['drift.perBit', ['perBit', 'cap']],
    ['fight.round', ['round', 'roundsMost']],
    ['manyHands.perHand', ['perHand', 'cap']],
    ['network.perActor', ['perActor', 'cap']],
  ])
})
