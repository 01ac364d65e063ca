import type { FastifyInstance } from 'fastify'
import type { AuditEntry } from '../../core/audit/entry.ts'
import type { Audit } from '../../ports/audit.ts'
import type { Cases } from '../../ports/cases.ts'
import type { Clock } from '../../ports/clock.ts'
import { whoAsks } from './acts.ts'
import { refuse } from './problems.ts'

/** The record of one case, for those who may read it: every entry about the case and about its alerts. That it was
 *  read is an entry too. */
export function addRecordRoutes(app: FastifyInstance, needs: RecordRouteNeeds): void {
  const { audit, cases } = needs

  app.get<{ Params: { id: string } }>(
    '/v1/cases/:id/record',
    { config: { permission: 'record' } },
    async (request, reply) => {
      const detail = await cases.detail(request.params.id)
      if (detail === undefined) return refuse(reply, 'not-found', 'there is no such case')
      const { caseId, actorId } = detail.case
      const about = [caseId, ...detail.alerts.map(({ alertId }) => alertId)]
      const rows = await audit.rowsAbout(about, rowsMax)
      const read = { about: caseId, whom: actorId, after: { entries: rows.length } }
      await audit.record([{ deed: 'record-read', ...read, ...whoAsks(needs, request) }])
      const entries = await Promise.all(rows.map(({ seq, body }) => opened(audit, seq, JSON.parse(body))))
      return { entries }
    },
  )
}

export interface RecordRouteNeeds {
  readonly audit: Pick<Audit, 'rowsAbout' | 'record' | 'unseal'>
  readonly cases: Pick<Cases, 'detail'>
  readonly clock: Clock
}

/** One entry, with its sealed texts read: a name or a reason whose key was erased is missing. */
export interface OpenedEntry extends Omit<AuditEntry, 'sealed'> {
  readonly seq: number
  readonly who?: string
  readonly whom?: string
  readonly other?: string
  readonly why?: string
  /** It has texts that nobody can read any more. */
  readonly erased: boolean
}

async function opened(
  audit: RecordRouteNeeds['audit'],
  seq: number,
  { sealed, ...entry }: AuditEntry,
): Promise<OpenedEntry> {
  const texts = sealed === undefined ? {} : await audit.unseal({ ...entry, sealed })
  const readable = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined))
  const erased = Object.values(texts).some((text) => text === undefined)
  return { seq, ...entry, ...readable, erased }
}

const rowsMax = 200
