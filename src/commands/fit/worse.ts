import type { IncidentFigures } from '../../core/evaluation/incident-watch.ts'
import { aligned } from '../aligned.ts'
import type { TableTest } from './table-test.ts'

/** One labelled incident of the history under both policies. */
export interface IncidentBothWays {
  readonly incident: string
  /** What was learnt may have been learnt from this very incident: then its new figures are the best there can be. */
  readonly inFittedPart: boolean
  readonly isWorse: boolean
  readonly old: IncidentFigures
  readonly new: IncidentFigures
}

/** What the new policy was tried on, whatever part of the history it was fitted on. */
export interface TriedBothWays {
  readonly incidents: readonly IncidentBothWays[]
  /** Absent where no table test stands beside the policy. */
  readonly tableTest: TableTest | undefined
}

/** Both sides watched the same history: their incidents are the same, in one order. */
export function incidentsBothWays(
  old: readonly IncidentFigures[],
  now: readonly IncidentFigures[],
  until: number,
): IncidentBothWays[] {
  return old.map((before, i) => {
    const after = now[i]!
    return {
      incident: before.incident,
      inFittedPart: before.firstAt < until,
      isWorse: figures.some(({ of }) => of(after) > of(before)),
      old: before,
      new: after,
    }
  })
}

interface Figure {
  readonly says: string
  /** The less, the better. */
  of(incident: IncidentFigures): number
  shown(sum: number, harm: number): string
}

const figures: readonly Figure[] = [
  { says: 'incidents missed', of: ({ caught }) => (caught ? 0 : 1), shown: whole },
  { says: 'harmful before the first alert', of: ({ harmBefore }) => harmBefore, shown: ofHarm },
  { says: 'harmful that no alert names', of: ({ harmUnnamed }) => harmUnnamed, shown: ofHarm },
  { says: 'seconds of outage left', of: ({ outage }) => outage.leftMs, shown: (ms) => whole(ms / 1000) },
]

/** Old beside new on all labelled incidents and in the table test, and by name whatever is worse. */
export function triedLines(tried: TriedBothWays): string[] {
  return [...incidentLines(tried.incidents), ...tableLines(tried.tableTest)]
}

/** In one sentence each; nothing where nothing is worse. */
export function worseLines({ incidents, tableTest }: TriedBothWays): string[] {
  const worse = incidents.filter(({ isWorse }) => isWorse)
  const broken = tableTest !== undefined && 'broken' in tableTest ? tableTest.broken.length : 0
  return [
    ...(worse.length === 0
      ? []
      : [`${worse.length} of ${incidents.length} labelled incidents end worse (${movedOf(worse)})`]),
    ...(broken === 0
      ? []
      : [`${broken} of the rows of ${tableTest!.path} that hold with the old policy fail with the new`]),
  ]
}

const namedMax = 12

function incidentLines(incidents: readonly IncidentBothWays[]): string[] {
  if (incidents.length === 0)
    return ['no incident of the history is labelled: nothing shows what the new policy would miss (--labels)']
  const fitted = incidents.filter(({ inFittedPart }) => inFittedPart).length
  const worse = incidents.filter(({ isWorse }) => isWorse)
  const few = worse.slice(0, namedMax)
  return [
    `on all labelled incidents of the history, ${whole(incidents.length)}, of which ${whole(fitted)} began in ` +
      'the fitted part:',
    ...aligned([
      ['', 'old', 'new', ''],
      ...figures.map((figure) => {
        const [old, now] = sums(figure, incidents)
        const isWorse = worse.some((one) => figure.of(one.new) > figure.of(one.old))
        return [
          figure.says,
          shownOf(figure, old, incidents),
          shownOf(figure, now, incidents),
          isWorse ? 'WORSE' : '',
        ]
      }),
    ]),
    ...few.map((one) => `WORSE: ${one.incident}${one.inFittedPart ? ', fitted on' : ''} (${movedOf([one])})`),
    ...(worse.length > few.length ? [`WORSE: ${whole(worse.length - few.length)} more incidents`] : []),
  ]
}

function tableLines(tableTest: TableTest | undefined): string[] {
  if (tableTest === undefined) return []
  const { path } = tableTest
  if ('faults' in tableTest) return [`${path} cannot be tried: ${tableTest.faults.join('; ')}`]
  const { rows, broken } = tableTest
  if (broken.length === 0)
    return [`${path}: whatever of its ${whole(rows)} rows holds with the old policy holds with the new`]
  return [
    `${path}: of its ${whole(rows)} rows ${whole(broken.length)} hold with the old policy and fail with the new:`,
    ...broken.map(({ line, text, unmet }) => {
      const words = unmet.map(
        ({ column, expected, found }) => `${column}: expected ${expected}, found ${found}`,
      )
      return `WORSE: ${path}:${line}: ${text} (${words.join('; ')})`
    }),
  ]
}

/** Only what any of them is worse in. */
function movedOf(worse: readonly IncidentBothWays[]): string {
  return figures
    .filter(({ of }) => worse.some((one) => of(one.new) > of(one.old)))
    .map((figure) => {
      const [old, now] = sums(figure, worse)
      return `${figure.says} ${figure.shown(old, 0)} -> ${shownOf(figure, now, worse)}`
    })
    .join(', ')
}

function sums({ of }: Figure, incidents: readonly IncidentBothWays[]): [number, number] {
  return [
    incidents.reduce((sum, one) => sum + of(one.old), 0),
    incidents.reduce((sum, one) => sum + of(one.new), 0),
  ]
}

function shownOf({ shown }: Figure, sum: number, incidents: readonly IncidentBothWays[]): string {
  return shown(
    sum,
    incidents.reduce((harm, one) => harm + one.old.harm, 0),
  )
}

function ofHarm(count: number, harm: number): string {
  return harm === 0 ? whole(count) : `${whole(count)} of ${whole(harm)}`
}

function whole(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}
