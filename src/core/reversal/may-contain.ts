import { isHandOf } from '../change/hand.ts'
import type { Alert } from '../decision/alert.ts'
import { isIdAmong, isSameId, isSameTeam } from '../spelling/same-id.ts'
import { approvalMsMax } from './countdown.ts'
import { clockSkewMsMax } from './gates.ts'
import { type Hand, ownAct } from './may-speak.ts'

/** Who may contain an actor, and when it may be sent. */

/** Why a person may not ask for it, lift it or take it back, in words. Whoever is contained does none of it for
 *  themself, nor does whoever they acted for. */
export function mayNotContain(word: {
  readonly by: string
  readonly at: number
  readonly actorId: string
  readonly team?: string
  readonly actorTeam?: string
  /** Whose acts it rests on, as far as they are known. */
  readonly hands: readonly Hand[]
  /** Whether it freezes anybody: to lift it, or to take it back, does not. */
  readonly freezes: boolean
  readonly now: number
  /** Who wrote the rules that pointed at the actor. */
  readonly authors: readonly string[]
}): string | undefined {
  if (word.now - word.at >= approvalMsMax) return 'it came too late'
  if (word.at - word.now > clockSkewMsMax) return 'it is dated ahead of our clock'
  if (isSameId(word.by, word.actorId) || word.hands.some((actor) => isHandOf(word.by, { actor })))
    return ownAct
  const teams = [word.actorTeam, ...word.hands.map((hand) => hand.team)]
  if (word.freezes && teams.some((team) => isSameTeam(word.team, team)))
    return `nobody contains somebody of their own team (${word.team})`
  if (word.freezes && isIdAmong(word.authors, word.by))
    return 'nobody contains whom a rule of their own pointed at'
  return undefined
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
