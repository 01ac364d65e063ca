import { isHandOf } from '../change/hand.ts'
import { isIdAmong, isSameId, isSameTeam } from '../spelling/same-id.ts'
import { type Containment, mayStand } from './contain.ts'
import { type Approval, approvalMsMax } from './countdown.ts'
import { clockSkewMsMax } from './gates.ts'
import { type Hand, ownAct } from './may-speak.ts'

/** Who may contain an actor, and when it may be sent. */

/** Whom it would contain, and who has a part in it as far as that is known. */
interface Contained {
  readonly actorId: string
  readonly actorTeam?: string
  /** Whose acts it rests on. */
  readonly hands: readonly Hand[]
  /** Who wrote the rules that pointed at the actor. */
  readonly authors: readonly string[]
}

/** Why a person may not ask for it, lift it or take it back, in words. Whoever is contained does none of it for
 *  themself, nor does whoever they acted for. `freezes`: to lift it, or to take it back, freezes nobody. */
export function mayNotContain(
  word: Contained & {
    readonly by: string
    readonly at: number
    readonly team?: string
    readonly freezes: boolean
    readonly now: number
  },
): string | undefined {
  if (word.now - word.at >= approvalMsMax) return 'it came too late'
  if (word.at - word.now > clockSkewMsMax) return 'it is dated ahead of our clock'
  return isHandOfIt(word.by, word) ? ownAct : word.freezes ? barredFrom(word, word) : undefined
}

/** As if those had never asked for it who may not by what is known now: a later alert may know more of whose act it
 *  was. */
export function withoutBarred(life: Containment, contained: Contained): Containment {
  const mayAsk = (one: Approval): boolean =>
    !isHandOfIt(one.by, contained) && barredFrom(one, contained) === undefined
  return life.approvals.every(mayAsk) ? life : { ...life, approvals: life.approvals.filter(mayAsk) }
}

function isHandOfIt(personId: string, { actorId, hands }: Contained): boolean {
  return isSameId(personId, actorId) || hands.some((actor) => isHandOf(personId, { actor }))
}

function barredFrom(
  { by, team }: Pick<Approval, 'by' | 'team'>,
  { actorTeam, hands, authors }: Contained,
): string | undefined {
  if ([actorTeam, ...hands.map((hand) => hand.team)].some((one) => isSameTeam(team, one)))
    return `nobody contains somebody of their own team (${team})`
  return isIdAmong(authors, by) ? 'nobody contains whom a rule of their own pointed at' : undefined
}

/** The alerts that it rests on, as long as it stands or may: whom they keep from it stays kept from it, whichever alert
 *  the next word names. */
export function restsOn({ life, alertId, namedAlertIds }: Resting): readonly string[] {
  if (!mayStand(life)) return []
  return namedAlertIds ?? [alertId]
}

/** Rows of before that was kept know the alert that was named last. Until such a one is over, every case of the actor
 *  counts. */
export function restsOnUnknown({ life, namedAlertIds }: Resting): boolean {
  return namedAlertIds === undefined && mayStand(life)
}

/** As much of a containment as says upon what it was asked for. */
interface Resting {
  readonly life: Pick<Containment, 'state' | 'inDoubt'>
  readonly alertId: string
  readonly namedAlertIds?: readonly string[]
}

/** So many alerts people name for one containment: each is looked up with every word. */
export const alertsNamedMax = 32

/** Why it may not be sent, in words. `others`: how many people beside this actor could lift it again. */
export function containGate(c: {
  readonly killSwitch: 'off' | 'on' | 'unreadable'
  readonly others: number | 'unreadable'
  readonly isOurselves: boolean
}): string | undefined {
  if (c.killSwitch === 'unreadable') return 'the kill switch cannot be read, which counts as on'
  if (c.killSwitch === 'on') return 'the kill switch is on'
  if (c.isOurselves) return 'it is the account that we act with'
  if (c.others === 'unreadable') return 'the platform cannot say who else could lift it'
  return c.others < 1 ? alone : undefined
}

export const alone = 'nobody else could lift it again'
