import type { FastifyInstance } from 'fastify'
import { type AuditEntry, handName, sealedIn } from '../../core/audit/entry.ts'
import type { AuditRow } from '../../core/audit/verify.ts'
import { handNames, type Pseudonym, veilText } from '../../core/case/veil.ts'
import { handsMax, withHands } from '../../core/reversal/account-log.ts'
import type { Audit } from '../../ports/audit.ts'
import type { Cases } from '../../ports/cases.ts'
import type { Clock } from '../../ports/clock.ts'
import { reasonText } from './body-words.ts'
import { visitorOf } from './door.ts'
import { refuse } from './problems.ts'

/** Who is behind the pseudonyms of a case, and the record over HTTP. Either look is itself recorded before it is
 *  answered. */
export function addRecordRoutes(app: FastifyInstance, needs: RecordRouteNeeds): void {
  const { audit, cases, clock } = needs

  app.post<{ Params: { id: string }; Body: { reason: string } }>(
    '/v1/cases/:id/reveal',
    { config: { permission: 'reveal' }, schema: { body: revealBody } },
    async (request, reply) => {
      const caseId = request.params.id
      const by = visitorOf(request).person.id
      const actors = await needs.reveal(caseId, by)
      if (actors === undefined) return refuse(reply, 'not-found', 'there is no such case')
      const why = request.body.reason
      const asked = { deed: 'actors-revealed', at: clock.now(), by, why, requestId: request.id } as const
      await audit.record(actors.map(({ actorId }) => ({ ...asked, about: caseId, whom: actorId })))
      return { actors }
    },
  )

  app.get<{ Params: { id: string } }>(
    '/v1/cases/:id/record',
    { config: { permission: 'record' } },
    async (request, reply) => {
      const caseId = request.params.id
      const by = visitorOf(request).person.id
      const detail = await cases.detail(caseId, by)
      if (detail === undefined) return refuse(reply, 'not-found', 'there is no such case')
      const about = [caseId, ...detail.alerts.map(({ alertId }) => alertId)]
      const rows = await audit.rowsAbout(about, rowsMax)
      await audit.record([
        {
          deed: 'record-read',
          at: clock.now(),
          by,
          about: caseId,
          requestId: request.id,
          after: { entries: rows.length },
        },
      ])
      const hands = (await needs.reveal(caseId, by)) ?? []
      return {
        entries: await shownAll(
          needs,
          rows,
          hands.map(({ actorId }) => actorId),
        ),
      }
    },
  )
}

export interface RecordRouteNeeds {
  readonly audit: Pick<Audit, 'record' | 'rowsAbout' | 'unseal' | 'erasedKeys'>
  readonly cases: Pick<Cases, 'detail'>
  readonly clock: Clock
  readonly pseudonym: Pseudonym
  /** The hands of a case, by their own ids: for a `reader` who is none of them. */
  readonly reveal: (
    caseId: string,
    reader: string,
  ) => Promise<readonly { readonly pseudonym: string; readonly actorId: string }[] | undefined>
}

const rowsMax = 1_000

/** One entry, with its sealed texts read: people at the desk by their ids, staff by their pseudonyms; null for what
 *  was erased or cannot be read. */
export interface OpenedEntry extends Omit<AuditEntry, 'sealed'> {
  readonly seq: number
  readonly who?: string | null
  readonly whom?: string | null
  readonly other?: string | null
  readonly why?: string | null
  /** It has texts that were erased: the record says so. */
  readonly erased: boolean
  /** It has texts that nobody can read, though no erasure of them is in the record. */
  readonly unreadable: boolean
}

type Opened = Awaited<ReturnType<Audit['unseal']>>

/** `ofCase`: hands of the case, who may stand in anybody's words. */
async function shownAll(
  needs: RecordRouteNeeds,
  rows: readonly AuditRow[],
  ofCase: readonly string[],
): Promise<OpenedEntry[]> {
  const all = await Promise.all(
    rows.map(async ({ seq, body }) => {
      const entry: AuditEntry = JSON.parse(body)
      const opened = await needs.audit.unseal(entry)
      const shut = sealedIn(entry).flatMap(([name, { key }]) => (opened[name] === undefined ? key : []))
      return { seq, entry, opened, shut }
    }),
  )
  const erased = await needs.audit.erasedKeys(new Set(all.flatMap(({ shut }) => shut)))
  return all.map(({ shut, ...one }) => ({
    ...shown(needs, one, ofCase),
    erased: shut.some((key) => erased.has(key)),
    unreadable: shut.some((key) => !erased.has(key)),
  }))
}

function shown(
  { pseudonym }: RecordRouteNeeds,
  { seq, entry, opened }: { seq: number; entry: AuditEntry; opened: Opened },
  ofCase: readonly string[],
): Omit<OpenedEntry, 'erased' | 'unreadable'> {
  const { sealed = {}, ...facts } = entry
  const { whom, why } = opened
  const hands = handNames([...ofCase, whom], pseudonym)
  const texts = (['who', 'whom', 'other', 'why'] as const).filter((name) => name in sealed)
  return {
    seq,
    ...facts,
    ...Object.fromEntries(texts.map((name) => [name, opened[name] ?? null])),
    ...(whom === undefined ? {} : { whom: pseudonym(whom) }),
    ...(why === undefined ? {} : { why: withShown(entry, veilText(why, hands), opened, pseudonym) }),
  }
}

/** Whoever the platform's log shows beside our undoing has a place in its words, and is somebody where their key was
 *  erased. */
function withShown({ deed }: AuditEntry, why: string, opened: Opened, pseudonym: Pseudonym): string {
  if (deed !== 'reversal-moved') return why
  return withHands(
    why,
    Array.from({ length: handsMax }, (_, at) => nameOf(opened[handName(at)], pseudonym)),
  )
}

function nameOf(actorId: string | undefined, pseudonym: Pseudonym): string | undefined {
  return actorId === undefined ? undefined : pseudonym(actorId)
}

const revealBody = {
  type: 'object',
  required: ['reason'],
  additionalProperties: false,
  properties: { reason: reasonText },
}
