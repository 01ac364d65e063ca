import type { AskedAbout } from '../ask/question.ts'
import { sealedSays } from '../reversal/exclusions.ts'
import type { AskedIntended } from '../reversal/intended.ts'
import type { BoundingState } from '../reversal/limits-standing.ts'
import {
  handNames,
  handsOfChange,
  type Pseudonym,
  veilParts,
  veilReversal,
  veilText,
  veilWith,
} from './veil.ts'
import type { WaitingReversal } from './waiting.ts'

export function veilWaiting({ hands: ids = [], ...row }: WaitingReversal, name: Pseudonym): WaitingReversal {
  const { reversal, says, actor } = row
  const hands = handNames(ids, name)
  return {
    ...row,
    reversal: veilReversal(reversal, name, hands),
    says: veilText(says, hands),
    ...(actor === undefined ? {} : { actor: { ...actor, id: name(actor.id) } }),
  }
}

export function veilQuestion<Q extends AskedAbout>(question: Q, name: Pseudonym): Q {
  const hands = handNames(handsOfChange(question.change), name)
  return hands.size === 0 ? question : veilParts(question, veilWith(hands))
}

export function veilBounding(state: BoundingState, name: Pseudonym): BoundingState {
  return {
    ...state,
    budgets: state.budgets.map((one) =>
      one.actorId === undefined ? one : { ...one, actorId: name(one.actorId) },
    ),
  }
}

/** A legal order may be sealed, and nothing says of which kind it is: that there is one is for everybody, which one for
 *  those who ask for such things and confirm them. The hand is called as it is everywhere; whoever may learn whose a
 *  pseudonym is also sees what was written, where that was the id itself. */
export function veilIntended<I extends Pick<AskedIntended, 'actorId' | 'order' | 'byPseudonym'>>(
  { byPseudonym, ...one }: I,
  name: Pseudonym,
  { mayReadOrder, mayReveal }: { readonly mayReadOrder: boolean; readonly mayReveal: boolean },
): Omit<I, 'byPseudonym'> & { readonly actorWritten?: string } {
  return {
    ...one,
    order: mayReadOrder ? one.order : sealedSays,
    ...(one.actorId === undefined ? {} : { actorId: name(one.actorId) }),
    ...(one.actorId === undefined || byPseudonym || !mayReveal ? {} : { actorWritten: one.actorId }),
  }
}
