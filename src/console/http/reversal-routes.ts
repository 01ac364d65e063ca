import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Able } from '../../core/case/undo-by-person.ts'
import type { Audit } from '../../ports/audit.ts'
import type { ReversalWord } from '../../ports/cases.ts'
import { type DeskRole, deskRoles, type People } from '../../ports/people.ts'
import { isAllowed } from '../auth/people.ts'
import { type Permission, permissionsOf } from '../auth/permissions.ts'
import { type ActNeeds, carryOut, signature, whoAsks } from './acts.ts'
import { reasonText, text } from './body-words.ts'
import { keyOf, visitorOf } from './door.ts'
import { refuse } from './problems.ts'
import { openShownBefore } from './shown-before.ts'

/** What waits for people, and the five words that they may say about it. A word is about the command that the page
 *  showed: the server looks no hash up for anybody. */
export function addReversalRoutes(app: FastifyInstance, needs: ReversalRouteNeeds): void {
  const isNew = openShownBefore()

  app.get('/v1/reversals', { config: { permission: 'read' } }, async (request) => {
    const { id: reader } = visitorOf(request).person
    const { reversals: waiting, total } = await needs.cases.waiting(reader)
    const refused = await needs.cases.refusedWords(reader, needs.clock.now() - refusedMsMax)
    const shown = waiting.map(({ reversal }) => `${reversal.reversalId} ${reversal.version}`).join()
    if (isNew(visitorOf(request).idHash, shown) && waiting.length > 0) {
      const after = { reversals: waiting.length }
      await needs.audit.record([{ deed: 'reversals-listed', after, ...whoAsks(needs, request) }])
    }
    const asked = { ...(await whoMayApprove(needs)), able: needs.able() }
    return { now: needs.clock.now(), reversals: waiting, total, refused, ...asked }
  })

  for (const [word, route, permission] of words) {
    app.post<WordRequest>(
      `/v1/reversals/:id/${route}`,
      { config: { permission }, schema: { body: bodyOf(word) } },
      (request, reply) => say(needs, word, request, reply),
    )
  }
}

/** How long a person is told that they were not followed. */
const refusedMsMax = 600_000

/** Whoever acknowledges a countdown works on it, and has said neither yes nor no. */
const words: readonly (readonly [ReversalWord, string, Permission])[] = [
  ['approve', 'approve', 'approve'],
  ['veto', 'veto', 'veto'],
  ['see-countdown', 'acknowledge', 'work'],
  ['extend', 'extend', 'veto'],
  ['hand-over', 'hand-over', 'veto'],
]

export interface ReversalRouteNeeds extends ActNeeds {
  readonly audit: Pick<Audit, 'record'>
  readonly people: Pick<People, 'list' | 'find' | 'any'>
  /** What each platform can be asked for. */
  readonly able: () => readonly Able[]
}

interface WordRequest {
  Params: { id: string }
  Body: {
    readonly commandHash: string
    readonly commandHashes?: readonly string[]
    readonly reason?: string
    readonly toPerson?: string
    readonly toRole?: DeskRole
  }
}

async function say(
  needs: ReversalRouteNeeds,
  word: ReversalWord,
  request: FastifyRequest<WordRequest>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = keyOf(request, reply)
  if (key === undefined) return reply
  const { toPerson, toRole } = request.body
  if (word === 'hand-over' && (toPerson === undefined) === (toRole === undefined))
    return refuse(reply, 'bad-request', 'it is handed to one person or to one role')
  if (toPerson !== undefined && !(await isAllowed(needs.people, toPerson, 'approve')))
    return refuse(reply, 'bad-request', `there is nobody called ${toPerson} who may say yes`)
  const asked = { do: word, reversalId: request.params.id, ...request.body }
  return carryOut(needs, reply, { ...asked, ...(await signature(needs, request, key, asked)) })
}

const approving = deskRoles.filter((role) => permissionsOf([role]).includes('approve'))

/** Whom it can be handed to. */
async function whoMayApprove({ people }: ReversalRouteNeeds) {
  const all = await people.list()
  const able = all.filter(
    ({ disabledAt, roles }) => disabledAt === undefined && roles.some((role) => approving.includes(role)),
  )
  return { approvers: able.slice(0, approversMax).map(({ id, name }) => ({ id, name })), approving }
}

const approversMax = 200

const common = {
  commandHash: text(100),
  reason: reasonText,
}
/** As many as a page can show, and as fit the body. */
const hashesMax = 100
const wordBody = {
  type: 'object',
  required: ['commandHash', 'reason'],
  additionalProperties: false,
  properties: {
    ...common,
    commandHashes: { type: 'array', items: text(100), minItems: 1, maxItems: hashesMax },
  },
}
const seenBody = { ...wordBody, required: ['commandHash'] }
const handOverBody = {
  ...wordBody,
  properties: { ...common, toPerson: text(100), toRole: { enum: approving } },
}

function bodyOf(word: ReversalWord) {
  if (word === 'hand-over') return handOverBody
  return word === 'see-countdown' ? seenBody : wordBody
}
