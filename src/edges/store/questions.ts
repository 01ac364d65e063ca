import type { Selectable, Transaction } from 'kysely'
import { LRUCache } from 'lru-cache'
import { askMs } from '../../core/ask/answer.ts'
import { type Approval, approverLengthMax } from '../../core/ask/approval.ts'
import type { AskedAbout, Question } from '../../core/ask/question.ts'
import { isHandOf } from '../../core/change/hand.ts'
import { isSameTeam } from '../../core/spelling/same-id.ts'
import type { NewQuestion, OpinionOutcome, Questions, SecondOpinion } from '../../ports/checks.ts'
import { ownTopics } from '../../ports/topics.ts'
import type { Database, Tables } from './database.ts'
import { promise } from './outbox.ts'
import { recordOpinion } from './question-record.ts'
import type { QuestionTables } from './question-tables.ts'
import { inStore } from './store-call.ts'

export const questionsMax = 2_000
export const questionsOfActorMax = 50
const shownMax = 100
/** So long after the yes the detect role has heard of it, or its change has come: what is asked then is asked anew. */
const underWayMsMax = 5_000
const seenMsMax = 1_000

/** Questions of whoever asks before acting, in the store.
 *
 *    new, hold          -> held       until holdUntil, then waiting
 *    new, second-person -> waiting    until expiresAt, then gone
 *    waiting, asked again at the severity that holds -> held, once
 *    held               -> refused    by a second person: a no is heard at once
 *    waiting            -> approved | refused   by a second person, once
 *    approved           -> gone       when the change came, or soon after: a further one is a further question */
export function openQuestions(database: Database): Questions {
  /** Whoever waits asks twice a second: the store is asked once. Another instance's answer is seen that much later. */
  const seen = new LRUCache<string, Row>({ max: questionsMax, ttl: seenMsMax })
  return {
    async ask(question) {
      const { cause } = question.about
      const known = seen.get(cause)
      if (known !== undefined && !needsWriting(known, question)) return questionAt(known, question.at)
      const row = await inStore('keep a question', () => ask(database, question))
      if (row === 'full') return row
      seen.set(cause, row)
      return questionAt(row, question.at)
    },
    find: (checkId, now) =>
      inStore('find a question', async () => {
        const row = await byId(database, checkId)
        return row && questionAt(row, now)
      }),
    open: (now) =>
      inStore('list questions', async () => {
        const rows = await database
          .selectFrom('questions')
          .selectAll()
          .where('expires_at', '>', now)
          .where('state', 'in', ['held', 'waiting'])
          .orderBy('asked_at', 'desc')
          .limit(shownMax)
          .execute()
        return rows.map((row) => questionAt(row, now))
      }),
    answer: (opinion) =>
      inStore('answer a question', () =>
        database.transaction().execute((store) => answer(store, opinion)),
      ).finally(() => seen.delete(opinion.cause)),
    forget: (before) =>
      inStore('forget old questions', async () => {
        await database.deleteFrom('questions').where('expires_at', '<=', before).execute()
      }),
  }
}

type Store = Transaction<Tables> | Database

/** Nearly always the question is open already, for whoever waits asks again and again: then nothing is written. */
async function ask(database: Database, question: NewQuestion): Promise<Row | 'full'> {
  const standing = await byCause(database, question.about.cause)
  if (standing !== undefined && !needsWriting(standing, question)) return standing
  return database.transaction().execute(async (store) => {
    const row = await byCause(store, question.about.cause)
    if (row !== undefined && !isOver(row, question.at)) {
      if (mustHold(row, question)) await hold(store, row, question)
      return (await byCause(store, question.about.cause)) ?? row
    }
    if (row !== undefined) await store.deleteFrom('questions').where('check_id', '=', row.check_id).execute()
    if (await isFull(store, question)) return 'full'
    await open(store, question)
    return (await byCause(store, question.about.cause)) ?? 'full'
  })
}

function needsWriting(row: Row, question: NewQuestion): boolean {
  return isOver(row, question.at) || mustHold(row, question)
}

function isOver({ state, expires_at, answered_at }: Row, now: number): boolean {
  return expires_at <= now || (state === 'approved' && (answered_at ?? 0) + underWayMsMax <= now)
}

/** What waits is held once, if it has become as grave as that. */
function mustHold({ state, hold_until }: Row, { answer: asked }: NewQuestion): boolean {
  return asked === 'hold' && state === 'waiting' && hold_until === null
}

async function hold(store: Store, { check_id }: Row, { at, holdMs }: NewQuestion): Promise<void> {
  await store
    .updateTable('questions')
    .set({ state: 'held', hold_until: at + holdMs, expires_at: at + holdMs + askMs })
    .where('check_id', '=', check_id)
    .where('state', '=', 'waiting')
    .execute()
}

async function open(store: Store, { about, answer: asked, checkId, at, holdMs }: NewQuestion): Promise<void> {
  const holdUntil = asked === 'hold' ? at + holdMs : null
  await store
    .insertInto('questions')
    .values({
      check_id: checkId,
      cause: about.cause,
      actor_id: about.change.actor.id,
      state: asked === 'hold' ? 'held' : 'waiting',
      asked_at: at,
      hold_until: holdUntil,
      expires_at: (holdUntil ?? at) + askMs,
      body: JSON.stringify(about),
    })
    // Two instances at once: the first one's question is everybody's.
    .onConflict((clash) => clash.column('cause').doNothing())
    .execute()
}

async function isFull(store: Store, { about, at }: NewQuestion): Promise<boolean> {
  const count = (of: { readonly actor?: string }) =>
    store
      .selectFrom('questions')
      .select((be) => be.fn.countAll<number>().as('count'))
      .where('expires_at', '>', at)
      .$if(of.actor !== undefined, (query) => query.where('actor_id', '=', of.actor ?? ''))
      .executeTakeFirstOrThrow()
  if ((await count({ actor: about.change.actor.id })).count >= questionsOfActorMax) return true
  return (await count({})).count >= questionsMax
}

async function answer(store: Transaction<Tables>, opinion: SecondOpinion): Promise<OpinionOutcome> {
  const row = await byId(store, opinion.checkId)
  if (row === undefined) return { kind: 'missing' }
  const before = questionAt(row, opinion.at)
  const outcome = await decide(store, opinion, row, before)
  await recordOpinion(store, opinion, before, outcome)
  return outcome
}

async function decide(
  store: Transaction<Tables>,
  opinion: SecondOpinion,
  row: Row,
  question: Question,
): Promise<OpinionOutcome> {
  const { checkId, by, at } = opinion
  const { actor } = question.change
  if (isHandOf(by, question.change)) return { kind: 'own' }
  if (isSameTeam(opinion.team, actor.team)) return { kind: 'same-team' }
  if (opinion.uncleared === true) return { kind: 'uncleared' }
  if (opinion.cause !== row.cause) return { kind: 'other-change' }
  const state = opinion.opinion === 'approve' ? 'approved' : 'refused'
  if (row.state === state && row.answered_by === by) return { kind: 'done', question, repeated: true }
  const late = tooLate(question, opinion)
  if (late !== undefined) return { kind: 'too-late', says: late }
  if (by.length > approverLengthMax)
    return { kind: 'too-late', says: 'this name is too long to be written down' }
  const moved = await store
    .updateTable('questions')
    .set({ state, answered_by: by, answered_at: at, reason: opinion.reason })
    .where('check_id', '=', checkId)
    .where('state', '=', row.state)
    .returningAll()
    .executeTakeFirst()
  if (moved === undefined) return { kind: 'too-late', says: 'somebody else has answered meanwhile' }
  if (state === 'approved') await promiseApproval(store, question, opinion)
  return { kind: 'done', question: questionAt(moved, at), repeated: false }
}

function tooLate(
  { state, expiresAt }: Question,
  { opinion, at }: Pick<SecondOpinion, 'opinion' | 'at'>,
): string | undefined {
  if (expiresAt <= at) return 'the time for an answer is over: it has to be asked again'
  if (state === 'held') return opinion === 'approve' ? 'it is held: nobody can say yes to it yet' : undefined
  return state === 'waiting' ? undefined : `it is ${state} already`
}

async function promiseApproval(
  store: Transaction<Tables>,
  { checkId, cause, change, expiresAt }: Question,
  { by, at }: SecondOpinion,
): Promise<void> {
  const { source, actor } = change
  const message: Approval = { checkId, source, actorId: actor.id, cause, by, until: expiresAt }
  const messageId = `approval ${checkId}`
  await promise(store, at, [{ messageId, topic: ownTopics.approvals.name, key: actor.id, message }])
}

type Row = Selectable<QuestionTables['questions']>

function byCause(store: Store, cause: string): Promise<Row | undefined> {
  return store.selectFrom('questions').selectAll().where('cause', '=', cause).executeTakeFirst()
}

function byId(store: Store, checkId: string): Promise<Row | undefined> {
  return store.selectFrom('questions').selectAll().where('check_id', '=', checkId).executeTakeFirst()
}

/** As it stands at a moment: a hold ends by itself. */
function questionAt(row: Row, now: number): Question {
  const about: AskedAbout = JSON.parse(row.body)
  const heldNoMore = row.state === 'held' && row.hold_until !== null && row.hold_until <= now
  return {
    ...about,
    checkId: row.check_id,
    state: heldNoMore ? 'waiting' : row.state,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    ...(row.hold_until !== null && { holdUntil: row.hold_until }),
    ...(row.answered_by !== null && { answeredBy: row.answered_by }),
    ...(row.answered_at !== null && { answeredAt: row.answered_at }),
    ...(row.reason !== null && { reason: row.reason }),
  }
}
