import { type Aftermath, undoneWithinMs } from '../../core/aftermath/aftermath.ts'
import { followRestrictions, isCountedRestriction } from '../../core/aftermath/follow-restrictions.ts'
import type { Labels } from '../../core/aftermath/labels.ts'
import type { Decided } from '../../core/evaluation/decided.ts'
import { type IncidentFigures, watchIncidents } from '../../core/evaluation/incident-watch.ts'
import type { PolicyRun } from '../../core/evaluation/measure.ts'
import { numberOf } from '../../core/evaluation/number-of.ts'
import { type WatchedHistory, watchHistory } from '../../core/evaluation/watched-history.ts'
import { evidenceInForce } from '../../core/evidence/in-force.ts'
import { Sight } from '../../core/evidence/sight.ts'
import type { Column } from '../../core/fit/columns.ts'
import { FitRows, fitRowsMax, plainFamily, relatedFrom } from '../../core/fit/fit-rows.ts'
import { openProbe } from '../../core/fit/probe.ts'
import type { LoadSample } from '../../core/fit/same-load.ts'
import { teachingOf } from '../../core/fit/teaching.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { PolicyPeers } from '../../core/policy/policy-peers.ts'
import type { ReferenceTables } from '../../core/reference/complete.ts'
import { newAccountMemory } from '../../core/relate/account-memory.ts'
import { accountRelations } from '../../core/relate/relate.ts'
import { RelationSight } from '../../core/relate/relation-sight.ts'
import { decidedOf } from '../history/decided-of.ts'
import { openProgress } from '../history/progress.ts'
import { type HistoryFlags, type HistoryTally, readHistory } from '../history/read-history.ts'
import { Refusal } from '../history/refusal.ts'
import { type Happened, runHistory } from '../history/run-history.ts'
import { gatherLoad } from './load.ts'
import { gatherPeers } from './peers.ts'

/** How a history is cut: fitted on changes before `until`, judged on those from `testFrom` on. */
export interface Split {
  readonly until: number
  readonly testFrom: number
  /** The load of alerts is kept as it was from here until `until`. */
  readonly loadFrom: number
}

export interface PassOptions extends HistoryFlags {
  readonly labels: Labels
  /** Staff and accounts as they stood. */
  readonly tables: ReferenceTables
  readonly split: Split
  /** Also restrictions of addresses and other networks. */
  readonly withNetworks: boolean
  /** How much a label counts that says so outright, beside what history shows by itself. */
  readonly labelWeight: number
}

/** One policy's way through a history. */
export interface Pass {
  /** When the history begins. */
  readonly firstAt: number
  readonly rows: FitRows
  readonly load: LoadSample
  readonly watched: WatchedHistory
  readonly run: PolicyRun
  /** All that is labelled, before the test part, too. */
  readonly incidents: readonly IncidentFigures[]
  /** What was usual among peers at the end of the fitted part; absent where too little is known of them. */
  readonly peers: PolicyPeers | undefined
  readonly tally: HistoryTally
}

/** Reads the history once. Memories warm up through all of it, and nothing of a change is known before it
 *  happens: only its label is looked up later, and of the last day before `until` nobody knows it yet. Without
 *  `columns` there are no rows to learn from. */
export async function passThrough(
  files: readonly string[],
  policy: Policy,
  columns: Column[] | undefined,
  options: PassOptions,
): Promise<Pass> {
  const { labels, split } = options
  const history = await readHistory(files, options)
  const watch = watchHistory(labels, { from: split.testFrom })
  const lessons = columns === undefined ? undefined : gatherLessons(policy, columns, options)
  const load = gatherLoad(policy)
  const peers = gatherPeers(split.until)
  const incidents = watchIncidents(labels)
  const suspicions: number[] = []
  const scores: number[] = []
  const decided: Decided[] = []
  const progress = openProgress(files)
  let changes = 0
  let firstAt: number | undefined
  await runHistory(
    history,
    {
      // What a policy carries of peers may have been learnt from this very history, and would look ahead.
      policy: { ...policy, peers: undefined },
      tables: options.tables,
      neverKnown: new Set(history.mapping?.neverKnown ?? []),
    },
    (happened) => {
      const { change, assessed, alerts } = happened
      firstAt ??= change.occurredAt
      const raised = alerts.map((alert) => decidedOf(alert, policy))
      const row = watch.see(change)
      lessons?.see(happened)
      peers.see(happened)
      if (change.occurredAt >= split.loadFrom && change.occurredAt < split.until) load.see(happened)
      if (row !== undefined) {
        suspicions.push(assessed.suspicionCenti)
        scores.push(assessed.suspicionCenti + assessed.stakesCenti)
        decided.push(...raised)
      }
      incidents.see(change, raised)
      changes += 1
      if (changes % progressEvery === 0) progress.at(changes, history.tally.bytes)
    },
  )
  progress.end()
  return {
    firstAt: firstAt ?? split.loadFrom,
    rows: lessons === undefined ? new FitRows(policy.weights.relation) : lessons.end(),
    load: load.end(),
    watched: watch.end(),
    run: {
      policy: policy.id,
      decided,
      scores: { suspicionCenti: new Int32Array(suspicions), scoreCenti: new Int32Array(scores) },
    },
    incidents: incidents.end(),
    peers: peers.end(),
    tally: history.tally,
  }
}

/** Changes between two looks at the progress bar. */
const progressEvery = 5_000

/** What there is to learn from the changes before `until`. */
function gatherLessons(policy: Policy, columns: Column[], options: PassOptions) {
  const { labels, split, labelWeight } = options
  const rows = new FitRows(policy.weights.relation)
  const actors = new Map<string, number>()
  const probe = openProbe(evidenceInForce, policy.weights, columns)
  const probeRelations = openProbe(accountRelations, policy.weights, columns, relatedFrom)
  const teach = (row: number, change: string, aftermath: Aftermath) => {
    const teaching = teachingOf(labels.labels.get(change)?.word, aftermath)
    rows.labels[row] = teaching === 'not-meant' ? 1 : 0
    rows.weights[row] = teaching === 'nothing' ? 0 : labels.labels.has(change) ? labelWeight : 1
  }
  // No longer than it takes to tell: else, near the end of a history, only what was undone would have taught.
  const followed = followRestrictions<{ row: number; eventId: string } | undefined>(
    (aftermath, tag) => {
      if (tag !== undefined) teach(tag.row, tag.eventId, labels.aftermaths.get(tag.eventId) ?? aftermath)
    },
    { forMs: undoneWithinMs },
  )
  return {
    see({ change, known, related, step }: Happened) {
      const isLesson =
        change.occurredAt < split.until - undoneWithinMs && isCountedRestriction(change, options.withNetworks)
      // Its actor's memory may know an event that the reader of the history has long let go.
      if (step.assessment.repeated) return
      if (!isLesson) {
        followed.see(change, undefined)
        return
      }
      if (rows.isFull())
        throw new Refusal(`more than ${fitRowsMax} changes to fit on: leave out the oldest files`)
      const row = rows.add(numberOf(actors, `${change.source}\0${change.actor.id}`), 1)
      probe(new Sight(change, known), rows, step.assessment.findings)
      const relations = new RelationSight(related.row, related.known ?? newAccountMemory)
      if (!related.row.isAddress && !relations.repeated) probeRelations(relations, rows)
      // Rules are not learnt, but what they gave was part of the suspicion.
      for (const { bar, pointsCenti } of step.assessment.findings) {
        if (bar.family === 'rule' && bar.axis === 'suspicion')
          rows.addFinding(plainFamily, pointsCenti / 100, false)
      }
      followed.see(change, { row, eventId: change.eventId })
    },
    end() {
      followed.end()
      return rows
    },
  }
}
