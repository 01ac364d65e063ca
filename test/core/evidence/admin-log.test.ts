import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLabels } from '../../../src/commands/evaluate/read-labels.ts'
import { readHistory } from '../../../src/commands/history/read-history.ts'
import { undoneByAnother } from '../../../src/core/aftermath/aftermath.ts'
import { step } from '../../../src/core/decision/step.ts'
import { rankingOf } from '../../../src/core/evaluation/ranking.ts'
import { evidenceInForce } from '../../../src/core/evidence/in-force.ts'
import type { ActorMemory } from '../../../src/core/memory/actor-memory.ts'
import { learnUndone } from '../../../src/core/memory/undone.ts'
import { dayMs, shippedPolicy } from '../people.ts'

/** Evidence that claims to beat chance on the real administrator log does so: in two years of it, after a
 *  quarter to get to know everybody, by the very points that the stream gives. */

const folder = join(process.env.COUNTERMAND_SHARED ?? '../shared', 'data', 'wiki')
const years = ['2014', '2015'].map((year) => join(folder, `events-${year}.csv.gz`))
const books = join(folder, 'reversals.csv.gz')
const knownAfterMs = 90 * dayMs

const claims = evidenceInForce.filter(({ onAdminLog }) => onAdminLog === 'beats chance')

test('what others gave back within a day had more points than the rest, by each evidence that claims so', {
  timeout: 120_000,
}, async (context) => {
  const absent = [books, ...years].find((path) => !existsSync(path))
  if (absent !== undefined) context.skip(`there is no ${absent}`)
  const { points, undone } = await measured()
  expect(undone.length).toBeGreaterThan(20_000)
  const shown = claims.map(({ name }, i) => {
    const { excess, error } = aboveChance(points[i] ?? [], undone)
    return { name, excess: excess.toFixed(4), error: error.toFixed(4), beatsChance: excess > error }
  })
  expect(shown.filter(({ beatsChance }) => !beatsChance)).toEqual([])
})

test.each(
  evidenceInForce.filter((one) => !claims.includes(one)).map(({ name, onAdminLog }) => [name, onAdminLog]),
)('%s: %s', (_, why) => {
  expect(why).toMatch(/^not measured: \w/u)
})

/** The points of each claim, and whether others gave it back, for each restriction of a person by a person. */
async function measured(): Promise<{ points: number[][]; undone: boolean[] }> {
  const { aftermaths } = await readLabels([books])
  const history = await readHistory(years, { mapping: 'schemas/mappings/admin-log.yaml' })
  const neverKnown = new Set(history.mapping?.neverKnown)
  const policy = shippedPolicy('volunteers')
  const actors = new Map<string, Known>()
  const points: number[][] = claims.map(() => [])
  const undone: boolean[] = []
  const claimOf = new Map(claims.flatMap(({ bars }, i) => bars.map((bar) => [bar, i] as const)))
  let from: number | undefined
  for await (const batch of history) {
    for (const { change } of batch) {
      from ??= change.occurredAt
      const { id } = change.actor
      const known = actors.get(id)
      const memory = known && withUndone(known, change.occurredAt)
      const { assessment, learned } = step(change, { memory, neverKnown }, policy)
      const became = aftermaths.get(change.eventId)
      const undoings = known?.undoings ?? []
      if (became?.became === 'given-back' && became.by === 'another') {
        undoings.push(change.occurredAt + became.afterMs)
      }
      actors.set(id, { memory: learned, undoings })
      if (change.action !== 'suspend' || change.account.kind !== 'person') continue
      if (change.actor.kind === 'automation' || change.occurredAt - from < knownAfterMs) continue
      const sums = claims.map(() => 0)
      for (const { bar, pointsCenti } of assessment.findings) {
        const claim = claimOf.get(bar)
        if (claim !== undefined) sums[claim] = (sums[claim] ?? 0) + pointsCenti
      }
      for (const [i, sum] of sums.entries()) points[i]?.push(sum)
      undone.push(became !== undefined && undoneByAnother(became, dayMs))
    }
  }
  return { points, undone }
}

interface Known {
  readonly memory: ActorMemory
  /** Times at which others will have undone something of theirs. */
  undoings: number[]
}

/** The memory with what RELATE would have told it by now. */
function withUndone(known: Known, now: number): ActorMemory {
  const due = known.undoings.filter((at) => at <= now)
  if (due.length > 0) known.undoings = known.undoings.filter((at) => at > now)
  return due.reduce(
    (memory, at, i) => learnUndone(memory, { eventId: `undone-${i}`, accountId: String(at), at }),
    known.memory,
  )
}

/** By how much the AUC exceeds a half, and the standard error of that if there were nothing to it: by the rank
 *  sums, corrected for ties, for most evidence is silent on most changes (Lehmann, Nonparametrics, 1975). */
function aboveChance(
  points: readonly number[],
  undone: readonly boolean[],
): { readonly excess: number; readonly error: number } {
  const marks = Uint8Array.from(undone, Number)
  const count = points.length
  const bad = marks.reduce((sum, mark) => sum + mark, 0)
  const ties = new Map<number, number>()
  for (const one of points) ties.set(one, (ties.get(one) ?? 0) + 1)
  let tied = 0
  for (const size of ties.values()) tied += size ** 3 - size
  const variance = (count + 1 - tied / (count * (count - 1))) / (12 * bad * (count - bad))
  return { excess: rankingOf(Int32Array.from(points), marks).auc - 0.5, error: Math.sqrt(variance) }
}
