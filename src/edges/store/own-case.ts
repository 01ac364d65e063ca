import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import { ownCaseAlert } from '../../core/case/own-case-alert.ts'
import { isHandOf } from '../../core/change/hand.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { Act } from '../../ports/cases.ts'
import type { ActTarget } from './case-act-record.ts'
import { isAbout, promiseHand } from './case-hands.ts'
import { alertsOfCase } from './case-rows.ts'
import { isOfTeam } from './case-ties.ts'
import type { Tables } from './database.ts'
import { promiseAlert } from './outbox.ts'

type Store = Transaction<Tables>

/** Whether a case is about the person who would act on it, or about their team where the policy keeps people
 *  from that. It is then also alerted: an alert a case and person, however often they try. */
export async function ownCase(
  store: Store,
  act: Act,
  { case: seen, alert }: ActTarget,
): Promise<'own-case' | 'own-team' | undefined> {
  const isHand = alert?.change !== undefined && isHandOf(act.by, alert.change)
  const own = isHand || (await isAbout(store, seen.caseId, act.by)) ? 'own-case' : undefined
  const refused = own ?? ((await isOfOwnTeam(store, act, seen.caseId)) ? 'own-team' : undefined)
  if (refused === undefined) return undefined
  const all = await alertsOfCase(store, seen.caseId)
  const isTheirs = ({ change }: Alert) => change !== undefined && isHandOf(act.by, change)
  const first = alert ?? all[0]
  if (first === undefined) return refused
  const told = [first, ...all].find(isTheirs) ?? first
  const hash = createHash('sha256').update(['own-case', seen.caseId, act.by].join('\n')).digest('hex')
  const alertId = hash.slice(0, 32)
  await promiseHand(store, alertId, act.by)
  await promiseAlert(
    store,
    act.at,
    ownCaseAlert(told, alertId, { by: act.by, tried: tried[act.do], at: act.at }, refused),
  )
  return refused
}

/** What somebody tried, for the alert. */
const tried = {
  acknowledge: 'acknowledge',
  assign: 'assign somebody',
  verdict: 'give a verdict',
  undo: 'ask for an undo',
  approve: 'say yes',
  veto: 'say no',
  'see-countdown': 'acknowledge a countdown',
  extend: 'ask for more time',
  'hand-over': 'hand a reversal over',
  contain: 'have the actor contained',
  lift: 'lift a containment',
  withdraw: 'take back that the actor be contained',
} as const satisfies Record<Act['do'], string>

async function isOfOwnTeam(store: Store, { team, ownTeam }: Act, caseId: string): Promise<boolean> {
  return team !== undefined && ownTeam === 'refuse' && (await isOfTeam(store, caseId, team))
}
