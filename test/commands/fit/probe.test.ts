import { beforeAll, describe, expect, it } from 'vitest'
import { type Happened, openRun } from '../../../src/commands/history/run-history.ts'
import { assess } from '../../../src/core/decision/assess.ts'
import { drift } from '../../../src/core/evidence/drift.ts'
import { evidenceInForce, joinedFamilies } from '../../../src/core/evidence/in-force.ts'
import { Sight } from '../../../src/core/evidence/sight.ts'
import type { Weights } from '../../../src/core/evidence/weights.ts'
import { type Column, columnsOf } from '../../../src/core/fit/columns.ts'
import { FitRows, relatedFrom } from '../../../src/core/fit/fit-rows.ts'
import { RowSight } from '../../../src/core/fit/objective.ts'
import { openProbe, withAlso, withOwn } from '../../../src/core/fit/probe.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { newAccountMemory } from '../../../src/core/relate/account-memory.ts'
import { accountRelations, relate } from '../../../src/core/relate/relate.ts'
import { RelationSight } from '../../../src/core/relate/relation-sight.ts'
import { shippedPolicy } from '../../core/people.ts'
import { toldHistory } from './told-history.ts'

/** What is learnt must be what is then scored: the straight lines that fit works with, held against the scorer. */

const policy = shippedPolicy('default')
const ruleless: Policy = {
  ...policy,
  rulesOfNone: [],
  tiers: policy.tiers.map((tier) => ({ ...tier, rules: [] })),
}
const rows = new FitRows(policy.weights.relation)
let columns: Column[] = []
let happenings: Happened[] = []

beforeAll(() => {
  columns = columnsOf([...evidenceInForce, ...accountRelations], policy.weights)
  const probe = openProbe(evidenceInForce, policy.weights, columns)
  const probeRelations = openProbe(accountRelations, policy.weights, columns, relatedFrom)
  const run = openRun({ policy, neverKnown: new Set() })
  happenings = toldHistory(4, 3_000)
    .map((change) => run.see(change))
    .filter((_, i) => i > 1_500 && i % 3 === 0)
  for (const { change, known, related, step } of happenings) {
    rows.add(0, 1)
    probe(new Sight(change, known), rows, step.assessment.findings)
    const sight = new RelationSight(related.row, related.known ?? newAccountMemory)
    if (!sight.repeated) probeRelations(sight, rows)
  }
})

/** Suspicion in points as the scorer gives it under some weights, without rules. */
function scored({ change, known, related }: Happened, weights: Weights): number {
  const under: Policy = { ...ruleless, weights }
  const { suspicionCenti } = assess(new Sight(change, known), under).assessment
  return (
    (suspicionCenti +
      relate(related.row, related.known, { policy: under, neverKnown: new Set() }).pointsCenti) /
    100
  )
}

function straight(values: readonly number[]): number[] {
  const remainders = joinedFamilies.map((family) => policy.remainders[family] / 100)
  const sight = new RowSight(new Float64Array([...values, ...remainders]))
  return happenings.map((_, row) => sight.suspicionOf(rows, row, false))
}

/** A finding is rounded to hundredths, and so is what a family keeps: a dozen findings may be off by this. */
const roundingMost = 0.08

describe('what fit takes a change to be worth', () => {
  it('is what the scorer says of it', () => {
    const worth = straight(columns.map(({ start }) => start))
    const off = happenings.map((happened, row) => Math.abs(worth[row]! - scored(happened, policy.weights)))
    expect(Math.max(...off)).toBeLessThan(roundingMost)
    expect(new Set(worth.map((one) => one.toFixed(2))).size).toBeGreaterThan(100)
  })

  it('is what the scorer would say under any other weight, also where it ships as 0', () => {
    const wrong: string[] = []
    let [moved, turnedOdd] = [0, 0]
    columns.forEach((column, place) => {
      const value = column.kind === 'scale' ? 1.7 : column.start + 0.8 * (column.claim === 'lowers' ? -1 : 1)
      const worth = straight(columns.map(({ start }, i) => (i === place ? value : start)))
      const weights = weightsWith(column, value)
      const before = straight(columns.map(({ start }) => start))
      happenings.forEach((happened, row) => {
        if (worth[row] === before[row]) return
        moved += 1
        // What is odd is taken to stay so; a weight that turns it makes drift speak, or fall silent.
        if (driftOf(happened, weights) !== driftOf(happened, policy.weights)) {
          turnedOdd += 1
          return
        }
        const off = worth[row]! - scored(happened, weights)
        if (Math.abs(off) > roundingMost)
          wrong.push(`${column.name}: ${happened.change.eventId} is off by ${off.toFixed(2)}`)
      })
    })
    expect(wrong).toEqual([])
    expect(moved).toBeGreaterThan(5_000)
    expect(turnedOdd).toBeLessThan(5)
  })
})

/** Which scale of odd acts speaks, if any. */
function driftOf({ change, known }: Happened, weights: Weights): string | undefined {
  const { findings } = assess(new Sight(change, known), { ...ruleless, weights }).assessment
  return findings.find(({ bar }) => drift.bars.includes(bar))?.bar.name
}

function weightsWith({ evidence, weights: names, kind, isOpen }: Column, value: number): Weights {
  if (isOpen) return withAlso(policy.weights, evidence, names[0]!, 100 * value)
  return withOwn(policy.weights, evidence, (centi, name) => {
    if (!names.includes(name)) return centi
    return kind === 'scale' ? centi * value : 100 * value
  })
}
