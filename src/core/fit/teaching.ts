import { type Aftermath, undoneByAnother, undoneWithinMs } from '../aftermath/aftermath.ts'
import type { LabelWord } from '../aftermath/labels.ts'

/** What one change teaches `fit`. */
export type Teaching = 'not-meant' | 'meant' | 'nothing'

/** A label goes before what history says by itself.
 *
 *  labelled harm -> not meant, whatever became of it     labelled meant, undone by another -> meant
 *  no label: undone by another after 2 h -> not meant    after 2 d, by its author, by a machine, or never -> meant
 *            nobody can tell -> nothing */
export function teachingOf(word: LabelWord | undefined, aftermath: Aftermath | undefined): Teaching {
  const said = word === undefined ? 'history' : sayings[word]
  if (said !== 'history') return said
  if (aftermath === undefined || aftermath.became === 'unknown') return 'nothing'
  return undoneByAnother(aftermath, undoneWithinMs) ? 'not-meant' : 'meant'
}

/** An honest mass mistake that people put right is left to what they did: `evaluate` wants it spared, but an
 *  alert on it is fair, and so is the suspicion. */
const sayings: Readonly<Record<LabelWord, Teaching | 'history'>> = {
  harm: 'not-meant',
  'not-meant': 'not-meant',
  mistake: 'not-meant',
  'self-unblock': 'not-meant',
  containment: 'meant',
  'settings-change': 'meant',
  'mistake-undone': 'history',
  meant: 'meant',
  routine: 'meant',
  test: 'nothing',
  'not-enough-to-tell': 'nothing',
}
