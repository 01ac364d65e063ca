import { type Aftermath, undoneByAnother } from '../aftermath/aftermath.ts'
import { followedMs } from '../aftermath/follow-restrictions.ts'
import { type LabelWord, meaningOf } from '../aftermath/labels.ts'

/** A change that the policy let the machine undo. */
export interface GrantedReversal {
  /** Undefined where the change is no restriction, or is not known to have become anything. */
  readonly aftermath: Aftermath | undefined
  readonly label: LabelWord | undefined
}

/** The reversal of a change that no other person undid within seven days (by hand or through a tool, see
 *  `GivenBackBy`) and that nobody labelled as harm or release. Of a change that is no restriction, so is every reversal
 *  without such a label. Granted is counted, whether or not anything would have been left to undo.
 *
 *  undone by another after 2 d -> right     undone by its own author, by a machine, or stood -> wrong
 *  labelled harm, stood -> right            an unblock without a label -> wrong
 *  labelled containment, undone by another -> not wrong here, but counted under its label */
export function isWrongReversal({ aftermath, label }: GrantedReversal): boolean {
  const meaning = label === undefined ? 'nothing' : meaningOf[label]
  if (meaning === 'harm' || meaning === 'release') return false
  return aftermath === undefined || !undoneByAnother(aftermath, followedMs)
}

export interface ReversalMeasure {
  readonly granted: number
  readonly wrong: number
  /** Reversals of what must never be undone, by label; zero for a label that was spared. */
  readonly spare: Readonly<Partial<Record<LabelWord, number>>>
}

/** Over what the policy granted; `labels` are those of the history, so that a label that was spared shows. */
export function measureReversals(
  granted: readonly GrantedReversal[],
  labels: Iterable<LabelWord>,
): ReversalMeasure {
  const spare: Partial<Record<LabelWord, number>> = {}
  for (const word of labels) if (meaningOf[word] === 'spare') spare[word] = 0
  for (const { label } of granted)
    if (label !== undefined && meaningOf[label] === 'spare') spare[label] = (spare[label] ?? 0) + 1
  return { granted: granted.length, wrong: granted.filter(isWrongReversal).length, spare }
}

/** 23 of 365,377 -> 6.29   0 of 0 -> 0 */
export function perHundredThousand(count: number, of: number): number {
  return of === 0 ? 0 : (count / of) * 100_000
}
