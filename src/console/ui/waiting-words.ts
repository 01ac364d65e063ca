import type { Case } from '../../core/case/case.ts'
import { restsForPeople, type WaitingReversal, waitingStates } from '../../core/case/waiting.ts'
import { isHandedTo } from '../../core/reversal/countdown.ts'
import { type Countermeasure, confirmedSays } from '../../core/reversal/countermeasures.ts'
import { gatesOfMachine } from '../../core/reversal/gates.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import { readHandedTo } from '../../core/reversal/said-upon-record.ts'
import { clock, count, moment } from './figures.ts'
import type { SignedIn } from './signed-in.ts'
import { handedToSays } from './words.ts'

/** To take over is to hand over to oneself. */
export type Word = 'approve' | 'veto' | 'acknowledge' | 'extend' | 'hand-over' | 'take-over'

/** What the desk does with it, at the deadline or without one. The first is what happens, the second why or who.
 *
 *  counting, seen by ines   -> `Restored at 18:45:03 unless somebody says no.`  `ines has seen this countdown.`
 *  counting, seen by nobody -> `Restored at 18:45:03 if somebody has seen it by then, and nobody says no.`
 *                              `Nobody has looked at this countdown yet: until somebody has, silence does nothing, …`
 *  blocked by `age`         -> `Held back: the change is 121 s old.`
 *                              `Nothing happens by itself. A person may say yes all the same.`
 *
 *  What the machine says may begin with the id of a person, and so never begins a sentence here. */
export function deadlineSays(reversal: Reversal, now: number): readonly [string, string] {
  const { state, countermeasure, deadlineAt, handedTo, acknowledgedBy, says } = reversal
  const done = confirmedSays[countermeasure]
  const at = deadlineAt === undefined ? 'the deadline' : moment(deadlineAt, now)
  switch (state) {
    case 'proposed':
      return [`Left as it is unless ${yesFrom(reversal)} by ${at}.`, approvedSays(reversal)]
    case 'counting':
      if (handedTo !== undefined) {
        const who = handedToSays(handedTo)
        return [`Left as it is unless ${who} says yes by ${at}.`, `Handed to ${who}: silence is no consent.`]
      }
      if (acknowledgedBy === undefined) {
        const yet = 'Nobody has looked at this countdown yet'
        return [
          `${capital(done)} at ${at} if somebody has seen it by then, and nobody says no.`,
          `${yet}: until somebody has, silence does nothing, and people are told instead.`,
        ]
      }
      return [
        `${capital(done)} at ${at} unless somebody says no.`,
        `${acknowledgedBy} has seen this countdown.`,
      ]
    case 'blocked':
      return [
        `Held back: ${reasonOf(says)}.`,
        handedTo === undefined
          ? `Nothing happens by itself. ${yesUpon(reversal)}`
          : `Handed to ${handedToSays(handedTo)}, whose yes it takes. ${yesUpon(reversal)}`,
      ]
    case 'escalated':
    case 'authorised':
    case 'intent':
    case 'acked':
    case 'unknown':
    case 'confirmed':
    case 'refused':
    case 'superseded':
    case 'raced':
    case 'vetoed':
    case 'expired':
      return [
        `Nothing happens by itself: ${says}.`,
        `It begins with ${handedTo === undefined ? 'a yes' : `the yes of ${handedToSays(handedTo)}`}, and ends with a no.`,
      ]
    default:
      return state satisfies never
  }
}

/** What a yes is worth while these gates are closed. */
function yesUpon({ blockedBy }: Reversal): string {
  const forPeople = blockedBy.filter((gate) => !gatesOfMachine.has(gate))
  if (forPeople.length === 0) return 'A person may say yes all the same.'
  if (forPeople.every((gate) => gate === 'flap')) return 'Two people may say yes all the same.'
  if (forPeople.every((gate) => gate === 'exclusion'))
    return 'An approver who is cleared for what is excluded may say yes all the same.'
  return 'A yes has the gates asked once more, and does nothing while they are closed to people too.'
}

/** `here`: on the page, those that have just left among them; `sent`: of `total`, by the server.
 *  3 here, 3 of 3 sent -> `3`   200 here, 200 of 332 sent -> `200 of 332, the nearest first; the rest are on their cases` */
export function waitingCountSays(here: number, sent: number, total: number): string {
  return sent < total
    ? `${count(sent)} of ${count(total)}, the nearest first; the rest are on their cases`
    : count(here)
}

function yesFrom({ approvers = 1, approvedBy = [] }: Reversal): string {
  if (approvers === 1) return 'somebody says yes'
  return approvedBy.length === 0 ? 'two people say yes' : 'one more person says yes'
}

function approvedSays({ approvers = 1, approvedBy = [] }: Reversal): string {
  if (approvedBy.length > 0) return `${approvedBy.join(' and ')} said yes; a yes counts for five minutes.`
  return approvers === 1 ? '' : 'It takes two different people within five minutes.'
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** 107,400 -> `1:48`   900 -> `0:01`   0 and less -> `0:00`   from an hour on -> `` (the words have the time) */
export function countdownText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000))
  if (seconds >= 3_600) return ''
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** From when on nothing can undo it: the purge, the handle that is free again.
 *
 *  in 90 s   -> `Nothing can undo it after 18:45:03: 1:30 left.`
 *  in a day  -> `Nothing can undo it after 1 Dec, 18:45.`
 *  over      -> `Nothing can undo it any more: that was over at 18:45:03.` */
export function noReturnSays(
  { irreversibleAt }: Pick<Reversal, 'irreversibleAt'>,
  now: number,
): string | undefined {
  if (irreversibleAt === undefined) return undefined
  const at = moment(irreversibleAt, now)
  if (irreversibleAt <= now) return `Nothing can undo it any more: that was over at ${at}.`
  const left = countdownText(irreversibleAt - now)
  return `Nothing can undo it after ${at}${left === '' ? '' : `: ${left} left`}.`
}

/** Until when there is anything to undo, as long as that is open. */
export function noReturnOf({ deadlineAt, state, undoing }: Case, at: number): string {
  if (deadlineAt === undefined || state === 'closed' || (undoing.confirmed ?? 0) > 0) return ''
  return deadlineAt > at ? `undo by ${moment(deadlineAt, at)}` : 'too late to undo'
}

/** What stands against it, to whoever is about to say yes.
 *
 *  `It was held back: it stood suspended before, and reactivate would make it active.`
 *  `A later alert says that it is excluded: child-safety.` */
export function heldSays({ state, says }: Pick<Reversal, 'state' | 'says'>): string | undefined {
  if (state === 'blocked') return `It was held back: ${reasonOf(says)}.`
  const excluded = /(?:^|; )(a later alert says that it is excluded: [^;]*)/.exec(says)?.[1]
  return excluded === undefined ? undefined : `${capital(excluded)}.`
}

function reasonOf(says: string): string {
  return says.replace(/^held back: /, '')
}

/** `It does not bring back followers who left or mails that went out.` */
export function lostSays({ notBroughtBack = [] }: Pick<Reversal, 'notBroughtBack'>): string | undefined {
  if (notBroughtBack.length === 0) return undefined
  const last = notBroughtBack.at(-1)
  const all = notBroughtBack.length === 1 ? last : `${notBroughtBack.slice(0, -1).join(', ')} or ${last}`
  return `It does not bring back ${all}.`
}

/** Which words this person may say about it as it stands, and why not the others, where that is worth saying. */
export function wordsFor(
  row: WaitingReversal,
  who: SignedIn,
): { readonly words: readonly Word[]; readonly not?: string } {
  const { reversal, actor } = row
  if (actor !== undefined && [who.id, who.pseudonym].includes(actor.id))
    return { words: [], not: 'This is about you: somebody else decides.' }
  const may = (permission: string) => who.permissions?.some((one) => one === permission) === true
  const ownTeam = actor?.team !== undefined && actor.team === who.team
  const isCounting = reversal.state === 'counting'
  const { handedTo, acknowledgedBy, deadlineAt, longerUntil } = reversal
  const counted = restsForPeople(reversal) && deadlineAt !== undefined
  const mayYes = may('approve') && !ownTeam && (!row.onlyCleared || may('excluded'))
  const to = handedTo === undefined ? undefined : readHandedTo(handedTo)
  const mine = to === undefined || isHandedTo(to, { by: who.id, roles: who.roles })
  const words: Word[] = []
  if (mayYes && mine) words.push('approve')
  if (asksPeople(reversal) && may('veto')) words.push('veto')
  if (isCounting && may('work') && !ownTeam && acknowledgedBy === undefined && handedTo === undefined)
    words.push('acknowledge')
  if (isCounting && may('veto') && longerUntil !== undefined) words.push('extend')
  if ((isCounting || counted) && may('veto')) words.push('hand-over')
  const isOthers = to === undefined ? counted : !('person' in to && to.person === who.id)
  if (mayYes && may('veto') && (isCounting || counted) && isOthers) words.push('take-over')
  if (ownTeam && may('work')) return { words, not: 'It is about your own team: a yes is for somebody else.' }
  return row.onlyCleared && may('approve') && !may('excluded')
    ? { words, not: 'It is excluded: a yes is for an approver who is cleared for that.' }
    : { words }
}

export function waits({ state }: Pick<Reversal, 'state'>): boolean {
  return waitingStates.some((one) => one === state)
}

/** Whether anybody's word is asked for. */
export function asksPeople(reversal: Reversal): boolean {
  return waits(reversal) || restsForPeople(reversal)
}

export const wordSays: Readonly<Record<Word, (countermeasure: Countermeasure) => string>> = {
  approve: (countermeasure) => `Yes, ${verbs[countermeasure]}`,
  veto: () => 'No',
  acknowledge: () => 'I have seen it',
  extend: () => 'More time',
  'hand-over': () => 'Hand over',
  'take-over': () => 'Take over',
}

export const verbs: Readonly<Record<Countermeasure, string>> = {
  preserve: 'preserve',
  restore: 'restore',
  protect: 'protect',
  restrict: 'put the restriction back',
}

/** `You said yes at 18:45:03.` */
export function toldSays(word: Word, at: number): string {
  const said = {
    approve: 'said yes',
    veto: 'said no',
    acknowledge: 'said that you have seen it',
    extend: 'asked for more time',
    'hand-over': 'handed it over',
    'take-over': 'took it over',
  } as const satisfies Record<Word, string>
  return `You ${said[word]} at ${clock(at)}.`
}
