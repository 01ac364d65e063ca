import { isHandOf } from '../change/hand.ts'
import type { Alert } from '../decision/alert.ts'
import { isIdAmong, isSameId, isSameTeam } from '../spelling/same-id.ts'
import type { Containment } from './contain.ts'
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

/** Whose acts the alerts of one case say they were, for whoever would contain one of its hands. In a campaign others
 *  acted beside that one: they decide about none of its hands, and their teams may. Else somebody in each team would
 *  be enough to keep everybody from stopping the rest.
 *
 *  to contain   an alert says                     -> neither        nor the team
 *  agent-7      agent-7 of eu, done for dana         agent-7, dana  eu
 *  agent-7      agent-8 of us, in a campaign         agent-8        - */
export function handsInCase(actorId: string, alerts: readonly Pick<Alert, 'change'>[]): readonly Hand[] {
  return alerts.flatMap(({ change }) => {
    if (change === undefined) return []
    const { team: _team, ...ofNoTeam } = change.actor
    return [isHandOf(actorId, change) ? change.actor : ofNoTeam]
  })
}

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
