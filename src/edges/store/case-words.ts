import type { Transaction } from 'kysely'
import { restsForPeople, waitingStates } from '../../core/case/waiting.ts'
import type { Instruction } from '../../core/reversal/instruction.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import { saidUponRecord } from '../../core/reversal/said-upon-record.ts'
import { type Act, type ActOutcome, instructionOf, notAsSeen, type ReversalWord } from '../../ports/cases.ts'
import type { ActTarget, Carried } from './case-act-record.ts'
import { done, idOf, reversalTarget, spoken, tell, touchCase } from './case-act-steps.ts'
import { reversalOf } from './case-rows.ts'
import type { Tables } from './database.ts'
import { ownCase } from './own-case.ts'

type Store = Transaction<Tables>
export type ActOnReversal = Extract<Act, { do: ReversalWord }>
type WholeTarget = Required<ActTarget>

/** Tells the machine what a person says about a reversal that waits, or with the hashes of a sweep about several:
 *  about all of them or none. What the record shows to be in vain is refused here, in words. */
export async function speak(store: Store, act: ActOnReversal, first: ActTarget): Promise<Carried> {
  const { alert, reversal } = first
  if (alert === undefined || reversal === undefined) return { outcome: { kind: 'missing' }, upon: [] }
  const meant = await allMeant(store, act, { ...first, alert, reversal })
  if ('kind' in meant) return { outcome: meant, upon: [first] }
  return { outcome: await tellAll(store, act, meant, first.case.caseId), upon: meant }
}

async function tellAll(
  store: Store,
  act: ActOnReversal,
  meant: readonly WholeTarget[],
  caseId: string,
): Promise<ActOutcome> {
  const words: Instruction[] = []
  const [first] = meant
  for (const one of meant) {
    const own = await ownCase(store, act, one)
    if (own === 'own-case' && first !== undefined && one !== first) return { kind: own, seen: first.reversal }
    if (own !== undefined) return { kind: own }
    const word = wordAbout(act, one)
    const authors = one.alert.rules.flatMap((rule) => act.authors?.[rule] ?? [])
    const said = saidUponRecord(word, one.reversal, { now: act.at, alert: one.alert, authors })
    if (said.kind === 'late') return { kind: 'changed', says: said.says, reversal: one.reversal }
    if (said.kind === 'refused') return { kind: 'not-allowed', says: said.says }
    words.push(word)
  }
  // In one order, so that two acts never wait for each other's cases.
  for (const one of [...new Set(meant.map((one) => one.case.caseId))].sort()) await touchCase(store, one, act)
  await tell(store, act, words)
  return done(store, caseId)
}

/** Every reversal that the word names, each as the person saw it. */
async function allMeant(
  store: Store,
  act: ActOnReversal,
  first: WholeTarget,
): Promise<readonly WholeTarget[] | Extract<ActOutcome, { kind: 'changed' }>> {
  if (first.reversal.commandHash !== act.commandHash) return changed(first.reversal)
  const others = (act.commandHashes ?? []).filter((hash) => hash !== act.commandHash)
  const meant = [first]
  const sweep = others.length === 0 ? [] : await sweepOf(store, first.reversal)
  for (const hash of new Set(others)) {
    const found = sweep.find(({ commandHash }) => commandHash === hash)
    const target = found === undefined ? undefined : await reversalTarget(store, found.reversalId)
    if (target?.alert === undefined || target.reversal === undefined) return changed(first.reversal)
    meant.push({ ...target, alert: target.alert, reversal: target.reversal })
  }
  return meant
}

function changed(reversal: Reversal): Extract<ActOutcome, { kind: 'changed' }> {
  return { kind: 'changed', says: notAsSeen, reversal }
}

/** What waits of the same sweep. */
async function sweepOf(store: Store, { sweepId }: Reversal): Promise<readonly Reversal[]> {
  if (sweepId === undefined) return []
  const rows = await store
    .selectFrom('case_reversals')
    .select('body')
    .where('state', 'in', [...waitingStates, 'blocked', 'escalated'])
    .execute()
  return rows
    .map((row) => reversalOf(row.body))
    .filter((one) => one.sweepId === sweepId && (one.deadlineAt !== undefined || restsForPeople(one)))
}

function wordAbout(act: ActOnReversal, { alert, reversal }: WholeTarget): Instruction {
  return {
    ...spoken(act, alert),
    instructionId: idOf('instruction', reversal.reversalId, act),
    do: instructionOf[act.do],
    countermeasure: reversal.countermeasure,
    ...(act.commandHashes === undefined
      ? { commandHash: act.commandHash }
      : { commandHashes: [...new Set([act.commandHash, ...act.commandHashes])] }),
    ...(act.toPerson === undefined ? {} : { toPerson: act.toPerson }),
    ...(act.toRole === undefined ? {} : { toRole: act.toRole }),
  }
}
