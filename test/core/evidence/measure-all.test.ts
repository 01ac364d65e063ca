import { expect, test } from 'vitest'
import { evidenceInForce, joinedFamilies } from '../../../src/core/evidence/in-force.ts'
import { measureAll } from '../../../src/core/evidence/measure-all.ts'
import type { Sight } from '../../../src/core/evidence/sight.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { now } from '../people.ts'
import { fitted, policy, sightOf, telling } from './staged.ts'

const heard = { ...policy, weights: fitted }

/** As the list has it: each in its turn, each family joined when the next one begins. */
function measureByList(sight: Sight): Tally {
  const tally = new Tally()
  evidenceInForce.forEach(({ family, measure }, i) => {
    measure(sight, heard.weights, tally)
    if (evidenceInForce[i + 1]?.family === family) return
    const joined = joinedFamilies.find((one) => one === family)
    tally.join(family, joined === undefined ? 100 : heard.remainders[joined])
  })
  return tally
}

test('the account of a change has what each piece of evidence in force finds, in the order of the list', () => {
  const spoken = new Set<string>()
  // Each change with everybody's past: some evidence speaks only of what another one heard.
  const met = telling.flatMap(({ change }) => telling.map((known) => ({ ...known, change })))
  for (const { change, ...known } of met) {
    const sight = sightOf(change, { arrivedAt: now, ...known })
    const tally = new Tally()
    measureAll(sight, heard, tally)
    expect(tally).toEqual(measureByList(sight))
    for (const { bar } of tally.findings) spoken.add(bar.name.split('.')[0] ?? '')
  }
  // Nothing can be missing from both unnoticed: each piece of evidence has spoken at least once.
  for (const { name } of evidenceInForce) expect(spoken).toContain(name)
})
