import type { Transaction } from 'kysely'
import type { Case } from '../../core/case/case.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { beforeContainment, contain } from '../../core/reversal/contain.ts'
import type { ContainWordVerb } from '../../core/reversal/contain-message.ts'
import { mayNotContain, restsOn, restsOnUnknown } from '../../core/reversal/may-contain.ts'
import type { Act, ActOutcome } from '../../ports/cases.ts'
import type { ContainmentEntry } from '../../ports/containments.ts'
import { ownTopics } from '../../ports/topics.ts'
import { done, idOf, spoken, touchCase } from './case-act-steps.ts'
import { tiesTo } from './case-ties.ts'
import { containmentOf } from './containments.ts'
import type { Tables } from './database.ts'
import { promise } from './outbox.ts'
import { noteTold } from './told-words.ts'

export type ActOnHand = Extract<Act, { do: ContainWordVerb }>

/** Tells the machine that a person asks for the hand of an alert to be contained, takes that back, or lifts it.
 *  What would be in vain is refused here, in words; whoever reads the word weighs it again. */
export async function askToContain(
  store: Transaction<Tables>,
  act: ActOnHand,
  seen: Case,
  alert: Alert,
): Promise<ActOutcome> {
  const actor = alert.change?.actor
  if (actor === undefined) return { kind: 'not-allowed', says: 'nobody knows whose hand it was' }
  const word = {
    ...spoken(act, alert),
    instructionId: idOf(act.do, alert.alertId, act),
    do: act.do,
    actorId: actor.id,
    ...(actor.team === undefined ? {} : { actorTeam: actor.team }),
  }
  const stood = await standing(store, alert.source, actor.id)
  const alertIds = [alert.alertId, ...(stood === undefined ? [] : restsOn(stood))]
  const everywhere = stood !== undefined && restsOnUnknown(stood)
  const { hands, rules } = await tiesTo(store, { alertIds, actorId: actor.id, everywhere, people: [act] })
  const authors = rules.flatMap((rule) => act.authors?.[rule] ?? [])
  const refusal = mayNotContain({ ...word, hands, freezes: act.do === 'contain', now: act.at, authors })
  if (refusal !== undefined) return { kind: 'not-allowed', says: refusal }
  const stands = stood?.life ?? beforeContainment
  if (contain(stands, { kind: saidAs[act.do], by: act.by, at: act.at }) === stands)
    return { kind: 'not-allowed', says: `it is ${stands.state} already` }
  await touchCase(store, seen.caseId, act)
  const { name } = ownTopics.instructions
  await noteTold(store, [word])
  await promise(store, act.at, [{ messageId: word.instructionId, topic: name, key: actor.id, message: word }])
  return done(store, seen.caseId)
}

const saidAs = { contain: 'asked-for', lift: 'lifted', withdraw: 'withdrawn' } as const

async function standing(
  store: Transaction<Tables>,
  source: string,
  actorId: string,
): Promise<ContainmentEntry | undefined> {
  const rows = await store.selectFrom('containments').select('body').where('actor_id', '=', actorId).execute()
  return rows.map(containmentOf).find((entry) => entry.source === source)
}
