import type { AccountChange } from '../change/account-change.ts'
import { isHandOf } from '../change/hand.ts'
import type { Alert } from '../decision/alert.ts'
import { isIdAmong, isSameTeam } from '../spelling/same-id.ts'
import { approvalMsMax, type HandedTo, handedToText, isHandedTo } from './countdown.ts'
import type { Countermeasure } from './countermeasures.ts'
import { needsClearance, needsClearanceWords } from './exclusions.ts'
import { clockSkewMsMax } from './gates.ts'
import type { Instruction, InstructionDeed } from './instruction.ts'
import type { ReversalState } from './reversal.ts'

/** What a word of a person is weighed against. */
export interface Spoken {
  readonly now: number
  readonly alert: Alert
  /** By other alerts on the same change. */
  readonly otherActors?: readonly Hand[] | undefined
  /** As much of a life as this takes. */
  readonly life: {
    readonly state: ReversalState
    readonly untouched?: true | undefined
    /** By whoever has said yes and not yet been counted. */
    readonly approvals?: readonly unknown[] | undefined
    readonly blockedBy?: readonly string[] | undefined
    readonly countdown?: {
      readonly startedAt: number
      readonly acknowledgedBy?: string | undefined
      readonly handedTo?: HandedTo | undefined
    }
  }
  /** Hash of the command as it stands. */
  readonly commandHash: string | undefined
  /** Who wrote the rules that decided. */
  readonly authors: readonly string[]
}

/** Why a person's word is not followed, in words; `undefined` where it is. The console has checked all of it
 *  before; whoever can only write to the topic has not.
 *
 *  `actor`: also whoever it was done for.
 *
 *                     actor  their team  author of a rule  off shift  older than 5 min  another command
 *  undo, approve      no     no          no                -          no                no
 *  acknowledge        no     no          no                no         no                no
 *  veto, extend,
 *  hand over          no     -           -                 -          no                no, where it is named
 *
 *  What was handed over takes the yes of these, also after its countdown is over. What is excluded takes the yes of
 *  those who are cleared for that. */
export function refusalOf(word: Instruction, spoken: Spoken): string | undefined {
  const { now, alert, authors, otherActors } = spoken
  const { change } = alert
  if (now - word.at >= approvalMsMax) return 'it came too late'
  if (word.at - now > clockSkewMsMax) return 'it is dated ahead of our clock'
  if (change === undefined || alert.source !== word.source || change.account.id !== word.accountId)
    return 'it names an account that the alert is not about'
  const hands = handsKnown(spoken)
  if (isOfHands(word.by, hands)) return ownAct
  const { countermeasure } = word
  const { blockedBy } = spoken.life
  const asYes = isYes(deedOf(word))
    ? barredBy(word, { alert, otherActors, authors, countermeasure, blockedBy })
    : undefined
  return asYes ?? untimely(word, hands, spoken)
}

/** Whose act one alert says it was, and of which team they are. */
export type Hand = Pick<AccountChange['actor'], 'id' | 'onBehalfOf' | 'team'>

/** Whoever one of the alerts keeps from deciding is kept from it, also where a later one names others. */
export function handsKnown({
  alert: { change },
  otherActors,
}: Pick<Barring, 'alert' | 'otherActors'>): readonly Hand[] {
  // Stryker disable next-line ArrayDeclaration: the text that a mutant puts in is nobody
  const ofAlert: readonly Hand[] = change === undefined ? [] : [change.actor]
  return otherActors === undefined ? ofAlert : [...ofAlert, ...otherActors]
}

function isOfHands(personId: string, hands: readonly Hand[]): boolean {
  return hands.some((actor) => isHandOf(personId, { actor }))
}

/** What keeps people from saying yes. */
export interface Barring {
  readonly alert: Alert
  readonly otherActors?: readonly Hand[] | undefined
  readonly authors: readonly string[]
  readonly countermeasure: Countermeasure
  readonly blockedBy?: readonly string[] | undefined
}

/** Why this person's yes, or half a yes, does not count, whenever it was said. */
export function barredBy(
  { by, team, cleared }: Pick<Instruction, 'by' | 'team' | 'cleared'>,
  { alert, otherActors, authors, countermeasure, blockedBy }: Barring,
): string | undefined {
  const hands = handsKnown({ alert, otherActors })
  if (isOfHands(by, hands)) return ownAct
  const ofHand = hands.find((hand) => isSameTeam(team, hand.team))
  if (ofHand !== undefined) return `nobody says yes about an act of their own team (${ofHand.team})`
  if (isIdAmong(authors, by)) return 'nobody says yes to what a rule of their own decided'
  return needsClearance(alert, countermeasure, blockedBy) && cleared !== true
    ? needsClearanceWords
    : undefined
}

/** Also where somebody else did it for them. */
export const ownAct = 'nobody decides about their own act'

export function deedOf(word: Instruction): InstructionDeed {
  return word.do ?? 'undo'
}

/** Whoever acknowledges a countdown lets it be done by silence: that is half a yes. */
function isYes(deed: InstructionDeed): boolean {
  return deed === 'undo' || deed === 'approve' || deed === 'acknowledge'
}

function untimely(word: Instruction, hands: readonly Hand[], spoken: Spoken): string | undefined {
  const { life, commandHash } = spoken
  const deed = deedOf(word)
  if (!hearsIt(life, deed)) return saysState(life.state)
  const named = [...(word.commandHashes ?? []), ...(word.commandHash === undefined ? [] : [word.commandHash])]
  if (named.length > 0 && !named.some((hash) => hash === commandHash))
    return 'it names another command than this one'
  switch (deed) {
    case 'undo':
    case 'approve': {
      const waits = waitsForYes.has(life.state) || (life.approvals ?? []).length > 0
      if (waits && named.length === 0) return 'it does not name the command that it says yes to'
      const { handedTo } = life.countdown ?? {}
      return handedTo === undefined || isHandedTo(handedTo, word)
        ? undefined
        : `it was handed to ${handedToText(handedTo)}, and takes their yes`
    }
    case 'acknowledge':
      if (word.onShift !== true) return 'only somebody on shift acknowledges a countdown'
      if (word.at < (life.countdown?.startedAt ?? 0)) return 'it is older than this countdown'
      if (life.countdown?.acknowledgedBy !== undefined)
        return `${life.countdown.acknowledgedBy} has acknowledged it already`
      return undefined
    case 'extend':
    case 'veto':
      return undefined
    case 'hand-over':
      return handOverRefusal(word, hands)
    default:
      return deed satisfies never
  }
}

function handOverRefusal(word: Instruction, hands: readonly Hand[]): string | undefined {
  if ((word.toPerson === undefined) === (word.toRole === undefined))
    return 'it must be handed to one person or to one role'
  return word.toPerson !== undefined && isOfHands(word.toPerson, hands) ? ownAct : undefined
}

const waitsForYes: ReadonlySet<ReversalState> = new Set(['proposed', 'counting'])

/** Whether the word means anything in this state. */
function hearsIt({ state, untouched, countdown }: Spoken['life'], deed: InstructionDeed): boolean {
  const rests = state === 'blocked' || (state === 'escalated' && untouched === true)
  switch (deed) {
    case 'undo':
    case 'approve':
      return waitsForYes.has(state) || rests
    case 'veto':
      return waitsForYes.has(state) || state === 'authorised' || rests
    case 'hand-over':
      return state === 'counting' || (rests && countdown !== undefined)
    case 'acknowledge':
    case 'extend':
      return state === 'counting'
    default:
      return deed satisfies never
  }
}

export function saysState(state: ReversalState): string {
  return `it is ${state} already`
}
