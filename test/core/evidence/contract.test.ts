import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Past } from '../../../src/core/evidence/claims.ts'
import { evidenceInForce } from '../../../src/core/evidence/in-force.ts'
import type { Sight } from '../../../src/core/evidence/sight.ts'
import { decodeMemory, encodeMemory } from '../../../src/core/memory/actor-memory.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { dayMs } from '../people.ts'
import { holdContract, type Subject } from './contract-of.ts'
import { someChange } from './drawn.ts'
import { risingRows } from './rising.ts'
import { drawnWith, type Met, metOf, scaled, situation, withSlots } from './situations.ts'
import { fitted, found, sightOf, warm } from './staged.ts'
import { tellingRows } from './telling.ts'

/** Whatever comes, of somebody known and of somebody unknown. */
const anything: fc.Arbitrary<Met> = fc
  .tuple(someChange, fc.constantFrom(undefined, warm))
  .map(([change, memory]) => ({ change, memory }))

/** One sight a situation, so that what a look at it changes would show at the next. */
const sights = new WeakMap<Met, Sight>()

function sight(met: Met): Sight {
  let made = sights.get(met)
  if (made === undefined) {
    const { change, ...known } = met
    sights.set(met, (made = sightOf(change, known)))
  }
  return made
}

/** Without any past, and where a claim is a number or a thing: just short of it. */
function coldOf(past: Past): (met: Met) => readonly Met[] {
  const short = shortOf[past]
  return ({ baselines, suspects, ...met }) => {
    const none: Met = { ...met, memory: undefined }
    const whole: Met = { ...met, ...(baselines && { baselines }), ...(suspects && { suspects }) }
    return short === undefined || whole.memory === undefined ? [none] : [none, short(whole)]
  }
}

function withFewerActs(met: Met, count: number): Met {
  const { memory } = met
  const acts = memory?.slots[at.usualWeightSlot] ?? 0
  return memory === undefined || acts < count
    ? met
    : { ...met, memory: scaled(memory, (count - 0.01) / acts) }
}

function remembering(met: Met, slots: Readonly<Record<number, number>>): Met {
  return { ...met, memory: met.memory && withSlots(met.memory, slots) }
}

const shortOf: Readonly<Partial<Record<Past, (met: Met) => Met>>> = {
  '1 act': (met) => withFewerActs(met, 1),
  '20 acts': (met) => withFewerActs(met, 20),
  'a silence of a week': (met) =>
    remembering(met, {
      [at.silenceSlot]: 6.9 * dayMs,
      [at.clockSlot]: Math.max(met.memory?.slots[at.clockSlot] ?? 0, met.change.occurredAt - 6.9 * dayMs),
    }),
  'a restriction': (met) => remembering(met, { [at.recordSlot]: 0.99 }),
  'a flagged change': (met) => remembering(met, { [at.flaggedCountSlot]: 0 }),
  'an odd act': (met) =>
    remembering(met, { [at.oddSlot]: 0.4, [at.oddSlot + 1]: 0.4, [at.oddSlot + 2]: 0.4 }),
}

const subjects = evidenceInForce.map(
  (evidence): Subject<Met> => ({
    ...evidence,
    telling: tellingRows
      .filter(([name]) => name === evidence.name)
      .map(([, words, made]) => ({ words, drawn: situation(made) })),
    rises: risingRows
      .filter(([name]) => name === evidence.name)
      .map(([, claim, made, bar]) => ({
        claim,
        ...(bar !== undefined && { bar }),
        drawn: drawnWith((change, draw) => (level: number) => metOf(made(change, level, draw))),
      })),
    anything,
    find: (met) => found(evidence, sight(met), fitted),
    says: (finding, met) => finding.bar.says(finding, sight(met)),
    state: (met) => ({
      change: met.change,
      memory: met.memory && encodeMemory(met.memory),
      slots: sight(met).slots,
      marks: sight(met).marks,
    }),
    restored: (met) => ({ ...met, memory: met.memory && decodeMemory(encodeMemory(met.memory)) }),
    cold: coldOf(evidence.coldUntil),
  }),
)

holdContract(subjects)

test('no situation and no claim is of evidence that is not in force', () => {
  const names = new Set(evidenceInForce.map(({ name }) => name))
  const told = [...tellingRows, ...risingRows].map(([name]) => name)
  expect(told.filter((name) => !names.has(name))).toEqual([])
})
