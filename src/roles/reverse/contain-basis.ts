import { restsOn, restsOnUnknown } from '../../core/reversal/may-contain.ts'
import { type Hand, handsKnown } from '../../core/reversal/may-speak.ts'
import type { ContainmentEntry } from '../../ports/containments.ts'
import type { Performing } from './performing.ts'
import { authorsOf } from './propose.ts'
import type { ContainWord } from './readings.ts'

/** What is known of whom a word would contain. */
export interface Basis {
  /** Whether the alert that the word names is there, and about them. */
  readonly isKnown: boolean
  readonly hands: readonly Hand[]
  readonly authors: readonly string[]
}

type Whom = Pick<ContainWord, 'source' | 'actorId'>
type Knowing = Pick<Performing, 'containments' | 'ledger' | 'policy'>

/** Whose acts the alert of a word, those that the containment rests on, those beside each in its case and those on the
 *  same changes say they were, and who wrote the rules that pointed at the actor, as we know it: the word may say
 *  anything. An alert about another counts for nothing. The ledger may know of alerts that the desk has still to read. */
export async function basisOf(
  knowing: Knowing,
  word: ContainWord,
  stood: ContainmentEntry | undefined,
): Promise<Basis> {
  const policy = knowing.policy.current()
  const alertIds = new Set([word.alertId, ...(stood === undefined ? [] : restsOn(stood))])
  const all = await Promise.all([...alertIds].map((alertId) => knownOf(knowing, alertId, word)))
  const known = all.flatMap((one) => one ?? [])
  const tied = await knowing.containments?.tiesTo({
    alertIds: known.map(({ alert }) => alert.alertId),
    actorId: word.actorId,
    everywhere: stood !== undefined && restsOnUnknown(stood),
    people: [word, ...(stood?.life.approvals ?? [])],
  })
  const entries = known.flatMap((one) => one.entries)
  return {
    isKnown: all[0] !== undefined,
    hands: [...known, ...entries].flatMap(handsKnown).concat(tied?.hands ?? []),
    authors: [
      ...[...known.map(({ alert }) => alert), { rules: tied?.rules ?? [] }].flatMap((one) =>
        authorsOf(policy, one),
      ),
      ...entries.flatMap((entry) => entry.authors ?? []),
    ],
  }
}

async function knownOf({ containments, ledger }: Knowing, alertId: string, { source, actorId }: Whom) {
  const entries = await ledger.ofAlert(alertId)
  const inLedger = entries.map((entry) => entry.alert).find((one) => one.alertId === alertId)
  const alert = inLedger ?? (await containments?.causeOf({ alertId }))
  return alert?.source === source && alert.change?.actor.id === actorId ? { alert, entries } : undefined
}
