import { type Mode, modes, type Severity, severities } from '../policy/severity.ts'

/** What a replay decided of one change: a line of `replay --out`. One change may have several, where a later
 *  change of the same hand (`hindsight`) or of others (`relation`) made it look different. */
export interface Decided {
  readonly eventId: string
  /** Whose event it is; undefined in a line that does not say. */
  readonly source: string | undefined
  /** Event time of the change that decided: its own, or the one that tipped it. */
  readonly decidedAt: number
  readonly actorId: string
  readonly severity: Severity
  readonly scoreCenti: number
  /** What the policy grants, before ceiling, gates and budgets. */
  readonly mode: Mode
  /** False where what is granted keeps data, but gives nobody their account back. */
  readonly restores: boolean
  /** The change that tipped it. */
  readonly hindsightOf: string | undefined
  /** Which version of which policy. */
  readonly policy: string
}

/** Of a policy; a million alerts say only that it is no policy for people. */
export const decidedMax = 2_000_000

/** Reads a line; a string says what is wrong with it. `countermeasure` may be left out by hands. */
export function readDecided(record: unknown): Decided | string {
  if (typeof record !== 'object' || record === null) return 'not an object'
  const line = record as Readonly<Record<string, unknown>>
  const { eventId, source, actorId, hindsightOf, countermeasure, score } = line
  if (typeof eventId !== 'string' || eventId === '') return 'eventId is missing'
  if (typeof actorId !== 'string' || actorId === '') return 'actorId is missing'
  const decidedAt = line.decidedAt ?? line.occurredAt
  if (typeof decidedAt !== 'number' || !Number.isSafeInteger(decidedAt))
    return 'decidedAt must be a time in milliseconds'
  if (typeof score !== 'number' || !Number.isFinite(score)) return 'score must be a number of points'
  const severity = severities.find((word) => word === line.severity)
  if (severity === undefined) return `severity must be one of ${severities.join(', ')}`
  const mode = modes.find((word) => word === line.mode)
  if (mode === undefined) return `mode must be one of ${modes.join(', ')}`
  return {
    eventId,
    source: typeof source === 'string' ? source : undefined,
    decidedAt,
    actorId,
    severity,
    scoreCenti: Math.round(score * 100),
    mode,
    restores: countermeasure !== 'preserve' && countermeasure !== 'none',
    hindsightOf: typeof hindsightOf === 'string' ? hindsightOf : undefined,
    policy: typeof line.policy === 'string' ? line.policy : 'unnamed',
  }
}
