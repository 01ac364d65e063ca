import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OwnTeam } from '../../core/policy/policy.ts'
import { type Act, type ActOutcome, type Cases, notAsSeen } from '../../ports/cases.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Notify } from '../../ports/notice.ts'
import type { SessionDoor } from '../auth/session-door.ts'
import { visitorOf } from './door.ts'
import { refuse } from './problems.ts'

/** From a request to an act of a person, and from what became of it to an answer. */
export interface ActNeeds {
  readonly cases: Cases
  readonly clock: Clock
  /** Something waits in the outbox. */
  readonly wrote: () => void
  readonly door: Pick<SessionDoor, 'isOnShift'>
  readonly notice: Notify
  /** Whether the policy keeps people from cases about their own team. */
  readonly ownTeam: () => OwnTeam
  /** Who wrote which rule of the policy in force. */
  readonly authors: () => Readonly<Record<string, string>>
}

export async function signature(needs: ActNeeds, request: FastifyRequest, key: string, asked: object) {
  const fingerprint = fingerprintOf(asked)
  const { person } = visitorOf(request)
  return {
    ...whoAsks(needs, request),
    ...(person.team === undefined ? {} : { team: person.team }),
    roles: person.roles,
    authors: needs.authors(),
    ownTeam: needs.ownTeam(),
    onShift: await needs.door.isOnShift(person),
    cleared: person.permissions.includes('approve') && person.permissions.includes('excluded'),
    key,
    fingerprint,
  }
}

/** What an `Idempotency-Key` stands for from then on. */
export function fingerprintOf(asked: object): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex')
}

export function refuseReused(reply: FastifyReply): FastifyReply {
  return refuse(reply, 'key-reused', 'this Idempotency-Key was used for something else')
}

export function whoAsks(needs: Pick<ActNeeds, 'clock'>, request: FastifyRequest) {
  return { by: visitorOf(request).person.id, at: needs.clock.now(), requestId: request.id }
}

export async function carryOut(needs: ActNeeds, reply: FastifyReply, act: Act): Promise<FastifyReply> {
  const outcome: ActOutcome = await needs.cases.act(act)
  switch (outcome.kind) {
    case 'done':
      needs.wrote()
      if (outcome.repeated) reply.header('idempotent-replayed', 'true')
      return reply.header('etag', etagOf(outcome.case)).send({ case: outcome.case })
    case 'missing':
      return refuse(reply, 'not-found', missing(act))
    case 'conflict':
      return refuse(reply, 'conflict', 'the case has changed since: look again', { case: outcome.case })
    case 'own-case':
      needs.wrote()
      needs.notice({
        kind: 'OwnCaseRefused',
        ...ownCase(act),
        says: 'somebody tried to act on a case about themself',
      })
      // For them it is not there: whoever guesses its id learns nothing from the answer.
      return outcome.seen === undefined
        ? refuse(reply, 'not-found', missing(act))
        : refuse(reply, 'conflict', notAsSeen, { reversal: outcome.seen })
    case 'own-team':
      needs.wrote()
      needs.notice({
        kind: 'OwnCaseRefused',
        ...ownCase(act),
        says: 'somebody tried to act on a case about their team',
      })
      return refuse(reply, 'own-team', 'this case is about your team: somebody else must decide it')
    case 'not-allowed':
      return refuse(reply, 'not-allowed', outcome.says)
    case 'changed':
      return refuse(reply, 'conflict', outcome.says, { reversal: outcome.reversal })
    case 'unseen':
      return refuse(reply, 'hash-missing', 'it waits for a yes to one exact command: name the one you saw', {
        reversal: outcome.reversal,
      })
    case 'key-reused':
      return refuseReused(reply)
    default:
      return outcome satisfies never
  }
}

function ownCase(act: Act): { readonly caseId: string } {
  return { caseId: idOf(act) }
}

function idOf(act: Act): string {
  if ('caseId' in act) return act.caseId
  return 'reversalId' in act ? act.reversalId : act.alertId
}

function missing(act: Act): string {
  const noun = 'caseId' in act ? 'case' : 'reversalId' in act ? 'reversal' : 'alert'
  return `there is no such ${noun}`
}

export function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`
}
