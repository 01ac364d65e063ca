import { isSameId } from '../spelling/same-id.ts'
import type { Budget } from './budgets.ts'
import { type Approval, approvalMsMax } from './countdown.ts'

/** Freezing what an actor works with: their tool session, or their access. It takes nothing from any account, and
 *  stops everything else that the same hand might do; so it is never done by the machine, and where the policy says
 *  nothing else, never by one person.
 *
 *  state      what happens                                        -> state
 *  ---------  --------------------------------------------------  ----------
 *  (none)     a person asks for it                                -> asked
 *  (none)     the same, where the policy wants one alone          -> ready
 *  asked      a second person asks for it, within five minutes    -> ready
 *  asked      nobody else does within five minutes                -> expired
 *  asked,     somebody takes it back before anything is sent      -> withdrawn
 *  ready
 *  ready      a gate says no: kill switch, budget, the last one   -> blocked
 *             who could lift it, a platform that cannot
 *  ready      row and token of its own budget are durable         -> sent
 *  sent       the actor is seen contained                         -> contained
 *  sent       the platform says never, and the actor is seen free -> refused
 *  sent       not seen in time                                    -> escalated
 *  contained  a person lifts it                                   -> lifting
 *  contained  the actor is seen free, and nobody here lifted it   -> lifted
 *  lifting    the actor is seen free                              -> lifted
 *  lifting    not seen in time                                    -> escalated
 *  blocked, refused, lifted, expired, withdrawn:
 *             a person asks for it anew                           -> asked
 *  escalated  the same, for nobody may have been frozen           -> asked
 *  asked, ready after escalated: somebody takes it back           -> escalated
 *  escalated  a person lifts it                                   -> lifting
 *  asked, blocked, expired after escalated: a person lifts it     -> lifting
 *
 *  What is not named changes nothing. Freezing and lifting are safe to repeat, so what is in doubt is looked at
 *  and sent again under the same key until its time is over. */
export function contain(
  life: Containment,
  happening: ContainHappening,
  approvers: ContainRule['approvers'] = containDefaults.approvers,
): Containment {
  switch (happening.kind) {
    case 'asked-for':
      return askedFor(life, happening, approvers)
    case 'due':
      return life.state === 'asked' && !hasFresh(life.approvals, happening.at)
        ? { ...life, state: 'expired', says: 'no second person asked for it in time', approvals: [] }
        : life
    case 'withdrawn':
      return withdrawn(life, happening.by)
    case 'blocked':
      return life.state === 'ready' ? { ...life, state: 'blocked', says: happening.says } : life
    case 'recorded':
      return life.state === 'ready' ? { ...life, state: 'sent', says: 'written down; being sent' } : life
    case 'refused':
      return life.state === 'sent' ? { ...life, answered: happening.says } : life
    case 'seen':
      return seen(life, happening.isContained, happening.at)
    case 'unseen':
      return isUnderWay(life) && happening.at >= life.expiresAt ? escalated(life, happening.says) : life
    case 'lifted':
      if (!mayBeLifted(life)) return life
      return {
        ...life,
        state: 'lifting',
        approvals: [],
        says: `${happening.by} lifts it`,
        liftedBy: happening.by,
        expiresAt: happening.at + containMsMax,
      }
    default:
      return happening satisfies never
  }
}

export const containStates = [
  'asked',
  'ready',
  'sent',
  'contained',
  'lifting',
  'lifted',
  'blocked',
  'refused',
  'escalated',
  'expired',
  'withdrawn',
] as const
export type ContainState = (typeof containStates)[number]

export interface Containment {
  readonly state: ContainState
  readonly says: string
  readonly approvals: readonly Approval[]
  readonly approvedBy: readonly string[]
  /** Counts how often it was begun: each time has a key of its own. */
  readonly round: number
  readonly expiresAt: number
  readonly answered?: string
  readonly liftedBy?: string
  /** It was in doubt whether the actor is frozen when a new round was asked for, and nobody has seen them free since. */
  readonly inDoubt?: true | undefined
}

export type ContainHappening = { readonly at: number } & (
  | { readonly kind: 'asked-for'; readonly by: string; readonly team?: string | undefined }
  | { readonly kind: 'lifted' | 'withdrawn'; readonly by: string }
  | { readonly kind: 'blocked' | 'refused' | 'unseen'; readonly says: string }
  | { readonly kind: 'seen'; readonly isContained: boolean }
  | { readonly kind: 'due' | 'recorded' }
)

/** How long a freeze or its lifting may be tried. */
export const containMsMax = 60_000

/** Whether the actor may be frozen by our doing: then they lift nobody. */
export function mayBeFrozen({ state, inDoubt }: Pick<Containment, 'state' | 'inDoubt'>): boolean {
  return inDoubt === true || ['sent', 'contained', 'lifting', 'escalated'].includes(state)
}

/** What the policy says of it. */
export interface ContainRule {
  /** Different people who must ask for it. */
  readonly approvers: 1 | 2
  /** Its own budget, of no other, whoever asks. */
  readonly perHour: number
}

export const containDefaults: ContainRule = { approvers: 2, perHour: 2 }

export function containBudget({ perHour }: Pick<ContainRule, 'perHour'>): Budget {
  return {
    name: 'contain-hour',
    says: `of ${perHour} containments an hour`,
    tokens: perHour,
    windowMs: 3_600_000,
    reserve: 0,
  }
}

export const beforeContainment: Containment = {
  state: 'lifted',
  says: '',
  approvals: [],
  approvedBy: [],
  round: 0,
  expiresAt: 0,
}

/** In which state nobody is stopped, although somebody asked for it: people must be told. */
export const notContained: ReadonlySet<ContainState> = new Set(['blocked', 'refused', 'escalated', 'expired'])

/** What stands, or may: of these it is looked again. */
export const standingStates = [
  'asked',
  'ready',
  'sent',
  'contained',
  'lifting',
] as const satisfies readonly ContainState[]

/** Whether it stands, or may, as long as nobody has seen that the actor is free. */
export function mayStand({ state, inDoubt }: Pick<Containment, 'state' | 'inDoubt'>): boolean {
  return inDoubt === true || state === 'escalated' || standingStates.some((one) => one === state)
}

export function isUnderWay({ state }: Pick<Containment, 'state'>): boolean {
  return state === 'ready' || state === 'sent' || state === 'lifting'
}

function askedFor(
  life: Containment,
  { by, at, team }: Extract<ContainHappening, { kind: 'asked-for' }>,
  approvers: ContainRule['approvers'],
): Containment {
  const asked = life.state === 'asked' ? life : anew(life)
  if (asked === undefined) return life
  const others = asked.approvals.filter((one) => !isSameId(one.by, by) && at - one.at < approvalMsMax)
  const approvals = [...others, team === undefined ? { by, at } : { by, at, team }]
  if (approvals.length < approvers) return { ...asked, approvals, says: waits(by) }
  const approvedBy = approvals.map((one) => one.by)
  const says = `${approvedBy.join(' and ')} asked for it`
  return { ...asked, state: 'ready', says, approvals: [], approvedBy, expiresAt: at + containMsMax }
}

/** The next round, where the last one is over. */
function anew(life: Containment): Containment | undefined {
  if (!['blocked', 'refused', 'lifted', 'expired', 'withdrawn', 'escalated'].includes(life.state))
    return undefined
  const { answered: _answered, liftedBy: _liftedBy, ...rest } = life
  const doubt = life.state === 'escalated' ? { inDoubt: true as const } : {}
  return { ...rest, ...doubt, state: 'asked', approvals: [], approvedBy: [], round: life.round + 1 }
}

/** When nobody's asking counts any more, where it waits for a second person. */
export function asksUntil({
  state,
  approvals,
}: Pick<Containment, 'state' | 'approvals'>): number | undefined {
  if (state !== 'asked') return undefined
  return Math.max(...approvals.map(({ at }) => at)) + approvalMsMax
}

function waits(by: string): string {
  return `${by} asked for it; it takes one more person`
}

function hasFresh(approvals: readonly Approval[], at: number): boolean {
  return approvals.some((one) => at - one.at < approvalMsMax)
}

function seen(life: Containment, isContained: boolean, at: number): Containment {
  if (life.state === 'sent' && isContained) return { ...life, state: 'contained', says: 'seen contained' }
  if (life.state === 'contained' && !isContained)
    return free(life, 'lifted', 'seen free again, though nobody here lifted it')
  if (life.state === 'lifting' && !isContained) return free(life, 'lifted', 'seen free again')
  if (life.state === 'sent' && life.answered !== undefined) return free(life, 'refused', life.answered)
  if ((life.state === 'sent' || life.state === 'lifting') && at >= life.expiresAt)
    return escalated(life, isContained ? 'it is contained still' : 'it is free still')
  return life
}

function free(life: Containment, state: 'lifted' | 'refused', says: string): Containment {
  return { ...life, state, says, inDoubt: undefined }
}

function mayBeLifted({ state, inDoubt }: Containment): boolean {
  if (inDoubt === true && ['asked', 'blocked', 'expired'].includes(state)) return true
  return state === 'contained' || state === 'escalated'
}

/** One person is enough: nobody is frozen by it. What was in doubt before it was asked for stays so. */
function withdrawn(life: Containment, by: string): Containment {
  if (life.state !== 'asked' && life.state !== 'ready') return life
  const says = `${by} took it back before it was sent`
  if (life.inDoubt === true)
    return { ...escalated(life, `${says}, and nobody knows what the round before came to`), approvals: [] }
  return { ...life, state: 'withdrawn', says, approvals: [] }
}

function escalated(life: Containment, says: string): Containment {
  return { ...life, state: 'escalated', says: `nobody can say that it worked: ${says}` }
}
