import type { Case } from '../../core/case/case.ts'
import { confirmedSays, countermeasures } from '../../core/reversal/countermeasures.ts'
import type { ReversalState } from '../../core/reversal/reversal.ts'
import { seconds } from './figures.ts'

/** Where the undoings of a case stand, the one that needs a person first.
 *
 *  one restored               -> `restored after 1.24 s`
 *  two preserved, one waits   -> `waits for a person, 2 preserved after 1.24 s`
 *  one no, one let lapse      -> `stopped by a person, lapsed without a yes` */
export function undoingOf({ undoing, done, confirmedAfterSeconds }: Pick<Case, UndoingPart>): string {
  const number = (...states: readonly ReversalState[]) =>
    states.reduce((sum, state) => sum + (undoing[state] ?? 0), 0)
  const [lost, waiting] = [number('raced', 'unknown'), number('proposed', 'counting')]
  const confirmed = countermeasures
    .map((countermeasure) => counted(done[countermeasure], confirmedSays[countermeasure]))
    .filter((words) => words !== '')
  const said = [
    lost > 0 ? `${lost} not confirmed` : '',
    counted(undoing.escalated, 'left to people'),
    waiting > 0 ? 'waits for a person' : '',
    number('authorised', 'intent', 'acked') > 0 ? 'being undone' : '',
    confirmed.length === 0 ? '' : `${confirmed.join(', ')}${afterSays(confirmedAfterSeconds)}`,
    ...endings.map(([state, words]) => counted(undoing[state], words)),
  ]
  return said.filter((words) => words !== '').join(', ')
}

type UndoingPart = 'undoing' | 'done' | 'confirmedAfterSeconds'

/** Nothing was done, each for a reason of its own. */
const endings: readonly (readonly [ReversalState, string])[] = [
  ['blocked', 'held back'],
  ['refused', 'refused by the platform'],
  ['superseded', 'left alone, acted on since'],
  ['vetoed', 'stopped by a person'],
  ['expired', 'lapsed without a yes'],
]

/** 1 -> `held back`   2 -> `2 held back`   0 -> `` */
function counted(count: number | undefined, words: string): string {
  if (count === undefined || count === 0) return ''
  return count === 1 ? words : `${count} ${words}`
}

function afterSays(value: number | undefined): string {
  return value === undefined ? '' : ` after ${seconds(value)}`
}
