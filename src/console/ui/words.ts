import type { CaseEntry, CaseState } from '../../core/case/case.ts'
import type { Action } from '../../core/change/actions.ts'
import { type Alert, isOfChange } from '../../core/decision/alert.ts'
import { type VerdictWord, verdictWords } from '../../core/decision/verdict.ts'
import type { Mode } from '../../core/policy/severity.ts'
import { type Countermeasure, confirmedSays } from '../../core/reversal/countermeasures.ts'
import type { SpokenVerb } from '../../core/reversal/instruction.ts'
import type { Reversal, ReversalState } from '../../core/reversal/reversal.ts'
import { clock } from './figures.ts'

/** What the desk calls things. One table for each closed list, so that a new member cannot go without words. */
export const verdictSays: Readonly<Record<VerdictWord, string>> = {
  meant: 'meant',
  'not-meant': 'not meant',
  mistake: 'mistake',
  test: 'test',
  'not-enough-to-tell': 'not enough to tell',
}

export const stateSays: Readonly<Record<CaseState, string>> = {
  new: 'new',
  acknowledged: 'acknowledged',
  closed: 'closed',
}

export const undoSays: Readonly<Record<Countermeasure | 'none', string>> = {
  preserve: 'Preserve',
  restore: 'Restore',
  protect: 'Protect',
  restrict: 'Put the restriction back',
  none: 'Nothing undoes this',
}

/** What the policy granted the change of an alert, also where the alert is about what was not done; undefined where the
 *  alert is about something that no policy grants. */
export function grantedSays({ kind, mode, countermeasure, cause }: GrantedNeeds): string | undefined {
  if (isOfChange(kind)) return modeSays({ mode, countermeasure })
  if (cause?.granted === undefined) return undefined
  return modeSays({ mode: cause.granted, countermeasure: cause.countermeasure ?? 'none' })
}

type GrantedNeeds = Pick<Alert, 'kind' | 'mode' | 'countermeasure' | 'cause'>

/** What the policy grants, and of what: `preserve`, `auto` -> `the policy keeps the data by itself` */
function modeSays({ mode, countermeasure }: Pick<Alert, 'mode' | 'countermeasure'>): string {
  const [lets, does] = grantedWords[countermeasure]
  const says = {
    observe: 'the policy only observes',
    approve: `the policy lets a person ${lets}`,
    veto: `the policy ${does} unless a person objects in time`,
    auto: `the policy ${does} by itself`,
  } as const satisfies Record<Mode, string>
  return says[mode]
}

const grantedWords: Readonly<Record<Countermeasure | 'none', readonly [lets: string, does: string]>> = {
  preserve: ['keep the data', 'keeps the data'],
  restore: ['undo this', 'undoes this'],
  protect: ['protect the account', 'protects the account'],
  restrict: ['undo this', 'undoes this'],
  none: ['undo this', 'undoes this'],
}

const reversalWords: Readonly<Record<ReversalState, string>> = {
  proposed: 'waits for a person',
  counting: 'counts down, unless a person says no',
  authorised: 'about to be sent',
  intent: 'being sent',
  acked: 'sent, not yet seen restored',
  unknown: 'sent, answer unknown',
  confirmed: 'restored',
  refused: 'refused by the platform',
  superseded: 'left alone: acted on since',
  raced: 'somebody was faster: people must look',
  escalated: 'left to people',
  vetoed: 'a person said no',
  expired: 'nobody answered in time',
  blocked: 'held back',
}

/** `restored, seen at 18:45:03` */
export function reversalSays(state: ReversalState, countermeasure: Countermeasure, at: number): string {
  if (state !== 'confirmed') return reversalWords[state]
  return `${confirmedSays[countermeasure]}, seen at ${clock(at)}`
}

/** Where an undoing stands, and what more there is to say; never the same words twice.
 *  `waits for a person's yes`, ``   `held back`, `of 3 a minute` */
export function standingSays({ state, countermeasure, at, says }: StandingNeeds): readonly [string, string] {
  const stands = reversalSays(state, countermeasure, at)
  if (state === 'confirmed')
    return says.includes(' in part: ')
      ? [`${confirmedSays[countermeasure]} in part, seen at ${clock(at)}`, despiteOf(says)]
      : [stands, despiteOf(says)]
  return says.startsWith(stands) ? [says, ''] : [stands, says]
}

/** `seen restored (despite: excluded: child-safety)` -> `despite: excluded: child-safety` */
function despiteOf(says: string): string {
  return / \((despite: .*)\)$/.exec(says)?.[1] ?? ''
}

type StandingNeeds = Pick<Reversal, 'state' | 'countermeasure' | 'at' | 'says'>

/** `jonas` -> `jonas`   `role:approver` -> `any approver` */
export function handedToSays(handedTo: string): string {
  return handedTo.startsWith('role:') ? `any ${handedTo.slice('role:'.length)}` : handedTo
}

/** `change-email` -> `change email` */
export function actionSays(action: Action): string {
  return action.replaceAll('-', ' ')
}

/** `prior.deactivate` -> `start, deactivate`; `family.employment` -> `employment, counted once`;
 *  `tenure.lastHour` -> `tenure, last hour`; `tenure.newHire7d` -> `tenure, new hire 7 d` */
export function barSays(name: string): string {
  const [kind = '', ...rest] = name.split('.')
  const detail = rest
    .join(', ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/g, ' ')
    .replaceAll('-', ' ')
    .toLowerCase()
  if (kind === 'family') return `${detail}, counted once`
  const first = kind === 'prior' ? 'start' : kind.replaceAll('-', ' ')
  return detail === '' ? first : `${first}, ${detail}`
}

export function entrySays({ did, about }: CaseEntry): string {
  switch (did) {
    case 'acknowledged':
      return 'acknowledged'
    case 'assigned':
      return about === undefined ? 'assigned to nobody' : `assigned to ${about}`
    case 'verdict':
      return `said “${verdictWords.map((word) => (word === about ? verdictSays[word] : '')).join('')}”`
    case 'asked-to-undo':
      return 'asked to undo'
    case 'said-yes':
      return 'said yes'
    case 'said-no':
      return 'said no'
    case 'saw-countdown':
      return 'has seen the countdown'
    case 'asked-for-time':
      return 'asked for more time'
    case 'asked-to-hand-over':
      return `asked to hand it to ${about === undefined ? 'somebody' : handedToSays(about)}`
    case 'asked-to-contain':
      return 'asked for the actor to be contained'
    case 'asked-to-lift':
      return 'asked for the containment to be lifted'
    case 'asked-to-withdraw':
      return 'asked to take back that the actor be contained'
    case 'was-refused':
      return `was not followed in ${spokenSays(about)}`
    default:
      return did satisfies never
  }
}

const spoken: Readonly<Record<SpokenVerb, string>> = {
  undo: 'asking to undo',
  approve: 'saying yes',
  veto: 'saying no',
  acknowledge: 'acknowledging the countdown',
  extend: 'asking for more time',
  'hand-over': 'asking to hand it over',
  contain: 'asking for the actor to be contained',
  lift: 'asking for the containment to be lifted',
  withdraw: 'asking to take back that the actor be contained',
}

/** `veto` -> `saying no` */
export function spokenSays(verb: string | undefined): string {
  return Object.entries(spoken).find(([known]) => known === verb)?.[1] ?? 'what they said'
}
