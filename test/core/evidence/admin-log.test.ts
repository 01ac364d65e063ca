import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readLabels } from '../../../src/commands/evaluate/read-labels.ts'
import { readHistory } from '../../../src/commands/history/read-history.ts'
import { runHistory } from '../../../src/commands/history/run-history.ts'
import { undoneByAnother } from '../../../src/core/aftermath/aftermath.ts'
import { evidenceInForce } from '../../../src/core/evidence/in-force.ts'
import { Tally } from '../../../src/core/evidence/tally.ts'
import { newAccountMemory } from '../../../src/core/relate/account-memory.ts'
import { ghost } from '../../../src/core/relate/evidence/ghost.ts'
import { network } from '../../../src/core/relate/evidence/network.ts'
import { accountRelations } from '../../../src/core/relate/relate.ts'
import { RelationSight } from '../../../src/core/relate/relation-sight.ts'
import { dayMs, shippedPolicy } from '../people.ts'
import { PointsByActor } from './above-chance.ts'

/** What each piece of evidence, and each relation, claims of the real administrator log is so: in three years of it,
 *  after a quarter to get to know everybody, by the very points that the stream gives. */

const folder = join(process.env.COUNTERMAND_SHARED ?? '../shared', 'data', 'wiki')
const years = ['2014', '2015', '2016'].map((year) => join(folder, `events-${year}.csv.gz`))
const books = join(folder, 'reversals.csv.gz')
const absent = [books, ...years].find((path) => !existsSync(path))
const knownAfterMs = 90 * dayMs
/** Fewer restrictions of which it says something else than of the rest are too few for a word. */
const fewMax = 30

const suspicious = evidenceInForce.filter(({ family }) => family !== 'stakes')
const all = [...suspicious, ...accountRelations, network, ghost]
const points = new Map(all.map(({ name }) => [name, new PointsByActor()]))

describe('on the administrator log, by what others gave back within a day', () => {
  beforeAll(async () => {
    if (absent === undefined) await measure()
  }, 900_000)

  const isQuiet = ({ onAdminLog }: { readonly onAdminLog: string }) => onAdminLog.startsWith('not measured')
  const pieces = all.map((one) => [one.name, one.onAdminLog, points.get(one.name), isQuiet(one)] as const)

  test.for(pieces.filter(([, , , quiet]) => quiet))('%s: %s', ([, , given], context) => {
    if (absent !== undefined) context.skip(`there is no ${absent}`)
    expect(given?.counts.undone).toBeGreaterThan(1_500)
    expect(given?.otherwise()).toBeLessThanOrEqual(fewMax)
  })

  test.for(pieces.filter(([, , , quiet]) => !quiet))('%s: %s', ([name, claim, given], context) => {
    if (absent !== undefined) context.skip(`there is no ${absent}`)
    expect(given?.otherwise()).toBeGreaterThan(fewMax)
    const { auc, low, high } = given?.aboveChance() ?? { auc: 0, low: 0, high: 0 }
    console.log(`${name}: ${auc.toFixed(4)}, 95 % interval ${low.toFixed(4)} to ${high.toFixed(4)}`)
    expect(low > 0.5).toBe(claim === 'beats chance')
  })
})

test.each(
  evidenceInForce
    .filter(({ family }) => family === 'stakes')
    .map(({ name, onAdminLog }) => [name, onAdminLog]),
)('%s: %s', (_, claim) => expect(claim).toBe('not measured: stakes say nothing of whether it was meant'))

/** Of each restriction of a person by a person: what was given, by whom it was done, whether another gave it back. */
async function measure(): Promise<void> {
  const { aftermaths } = await readLabels([books])
  const history = await readHistory(years, { mapping: 'schemas/mappings/admin-log.yaml' })
  const policy = shippedPolicy('volunteers')
  const neverKnown = new Set(history.mapping?.neverKnown)
  let from: number | undefined
  const pieceOf = new Map(suspicious.flatMap(({ name, bars }) => bars.map((bar) => [bar, name] as const)))
  await runHistory(history, { policy, neverKnown }, ({ change, step, related }) => {
    from ??= change.occurredAt
    if (change.action !== 'suspend' || change.account.kind !== 'person') return
    if (change.actor.kind === 'automation' || change.occurredAt - from < knownAfterMs) return
    const became = aftermaths.get(change.eventId)
    const undone = became !== undefined && undoneByAnother(became, dayMs)
    const given = new Map(all.map(({ name }) => [name, 0]))
    for (const { bar, pointsCenti } of step.assessment.findings) {
      const name = pieceOf.get(bar)
      if (name !== undefined) given.set(name, (given.get(name) ?? 0) + pointsCenti)
    }
    const sight = new RelationSight(related.row, related.known ?? newAccountMemory)
    // No session and no network is named: there is no memory of one to look at.
    for (const { name, measure: look } of [...accountRelations, ghost]) {
      const tally = new Tally()
      look(sight, policy.weights, tally)
      given.set(name, tally.suspicionCenti)
    }
    for (const [name, centi] of given) points.get(name)?.add(change.actor.id, centi, undone)
  })
}
