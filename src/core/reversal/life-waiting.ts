import { isSameId } from '../spelling/same-id.ts'
import {
  type Approval,
  approvalMsMax,
  type Countdown,
  endsTooLate,
  endsTooLateWords,
  extend,
  type HandedTo,
  halfOf,
  handedToText,
  isHandedTo,
} from './countdown.ts'
import type { Happening, Life, Limits, Step } from './life.ts'
import { authorisedByAlert, heldTo, raised } from './life-raised.ts'
import { end, same, vetoed } from './life-steps.ts'
import { halfAgreedWords, withoutThem } from './taken-back.ts'
import { authorised, byMachine, counting, needsAlarm, waitOn, withNamed } from './waiting-steps.ts'

/** The part of the life cycle in which it waits for people: `life-cycle.ts` has its table. */

export function proposedLife(life: Life, happening: Happening, limits: Limits): Step {
  switch (happening.kind) {
    case 'agreed':
      return agreed(life, happening, limits)
    case 'vetoed':
      return hear(vetoed(life, happening.by), happening)
    case 'raised':
      return raised(life, happening, limits)
    case 'due':
    case 'resumed':
      if (life.lapsesAt === undefined || happening.at < life.lapsesAt) return waitOn(life)
      return end(life, 'expired', 'nobody said yes in time, which counts as no', { untouched: true })
    case 'acknowledged':
    case 'extended':
    case 'handed-over':
    case 'blocked':
    case 'recorded':
    case 'acked':
    case 'no-answer':
    case 'unsent':
    case 'refused':
    case 'superseded':
    case 'found':
    case 'sighted':
      return same(life)
    default:
      return happening satisfies never
  }
}

export function countingLife(life: Life, happening: Happening, limits: Limits): Step {
  const { countdown } = life
  if (countdown === undefined) return end(life, 'escalated', 'its countdown is lost', { untouched: true })
  switch (happening.kind) {
    case 'agreed':
      return agreedByWhom(life, happening, limits)
    case 'vetoed':
      return hear(vetoed(life, happening.by), happening)
    case 'acknowledged': {
      if (countdown.acknowledgedBy !== undefined) return same(life)
      const { by: acknowledgedBy } = happening
      const acknowledgedAs = asKnown(happening)
      const as = Object.keys(acknowledgedAs).length === 0 ? {} : { acknowledgedAs }
      return hear(counting(life, { ...countdown, acknowledgedBy, ...as }), happening)
    }
    case 'extended': {
      const longer = extend(countdown, limits.noReturnAt)
      return longer === undefined ? same(life) : hear(counting(life, longer), happening)
    }
    case 'handed-over':
      return hear(counting(life, { ...countdown, handedTo: happening.to }), happening)
    case 'raised': {
      const left = withoutThem(life, happening.takesBack)
      return happening.to === 'auto' && !isTouched(left.countdown ?? countdown)
        ? authorisedByAlert(left, happening.at, limits)
        : heldTo(life, happening)
    }
    case 'due':
    case 'resumed':
      return due(life, countdown, happening.at, limits)
    case 'blocked':
    case 'recorded':
    case 'acked':
    case 'no-answer':
    case 'unsent':
    case 'refused':
    case 'superseded':
    case 'found':
    case 'sighted':
      return same(life)
    default:
      return happening satisfies never
  }
}

/** Somebody is at it: then it stays theirs, and they have the time that it told them. */
function isTouched({ acknowledgedBy, handedTo, extensions }: Countdown): boolean {
  return acknowledgedBy !== undefined || handedTo !== undefined || extensions > 0
}

/** Nothing is under way: kept from the machine by a gate, or given up before anything was sent. A person's yes
 *  begins it, a no ends it. What was handed to somebody stays theirs until it is handed on, or taken over. */
export function restingLife(life: Life, happening: Happening, limits: Limits): Step {
  switch (happening.kind) {
    case 'agreed':
      return agreedByWhom(life, happening, limits)
    case 'vetoed':
      return hear(vetoed(life, happening.by), happening)
    case 'handed-over': {
      if (life.countdown === undefined) return same(life)
      const { to, by } = happening
      // Why a gate said no stays said, and so does what is named against it.
      const says = life.state === 'blocked' ? life.says : withNamed(restsWith(to, by), life.named)
      const handed = { ...life, countdown: { ...life.countdown, handedTo: to }, says }
      return hear(waitOn(handed), happening)
    }
    case 'raised': {
      const isLeftAlone = life.by === undefined && life.countdown === undefined
      return life.state === 'blocked' && isLeftAlone
        ? raised(life, happening, limits)
        : heldTo(life, happening)
    }
    case 'acknowledged':
    case 'extended':
    case 'due':
    case 'blocked':
    case 'recorded':
    case 'acked':
    case 'no-answer':
    case 'unsent':
    case 'refused':
    case 'superseded':
    case 'found':
    case 'sighted':
    case 'resumed':
      return same(life)
    default:
      return happening satisfies never
  }
}

function restsWith(to: HandedTo, by: string): string {
  return 'person' in to && to.person === by
    ? `${by} has taken it over, and it takes their yes`
    : `${by} handed it to ${handedToText(to)}, whose yes it takes`
}

function agreedByWhom(life: Life, yes: Yes, limits: Limits): Step {
  const handedTo = life.countdown?.handedTo
  return handedTo === undefined || isHandedTo(handedTo, yes) ? agreed(life, yes, limits) : same(life)
}

type Yes = Extract<Happening, { kind: 'agreed' }>

function due(life: Life, countdown: Countdown, at: number, limits: Limits): Step {
  if (endsTooLate(countdown, limits.noReturnAt))
    return end(life, 'escalated', endsTooLateWords, { untouched: true })
  if (at >= countdown.endsAt) return deadline(life, countdown, at, limits)
  if (needsAlarm(countdown) && at >= halfOf(countdown)) return counting(life, { ...countdown, alarmedAt: at })
  return waitOn(life)
}

/** Silence is consent only where somebody whose work it is was there to break it. */
function deadline(life: Life, countdown: Countdown, at: number, limits: Limits): Step {
  const { handedTo, acknowledgedBy } = countdown
  const untouched = true as const
  if (handedTo !== undefined) {
    const says = `it was handed to ${handedToText(handedTo)}, who did not say yes in time`
    return end(life, 'escalated', says, { untouched })
  }
  if (acknowledgedBy === undefined) {
    const says = 'nobody on shift acknowledged the countdown, so its silence is no consent'
    return end(life, 'escalated', says, { untouched })
  }
  const says = `${acknowledgedBy} saw the countdown, and nobody said no`
  return byMachine(authorised(life, at, says, limits), limits)
}

function agreed(life: Life, yes: Yes, limits: Limits): Step {
  const saidAt = yes.saidAt ?? yes.at
  if (yes.at - saidAt >= approvalMsMax) return same(life)
  const told = toldOf(life, saidAt)
  const said: Approval = {
    by: yes.by,
    at: saidAt,
    ...asKnown(yes),
    ...(told.length === 0 ? {} : { told }),
  }
  const withOthers = (before: Life['yeses'] = []): readonly Approval[] => [
    ...freshOf(before, yes.at).filter((approval) => !isSameId(approval.by, yes.by)),
    said,
  ]
  const approvals = withOthers(life.approvals)
  const yeses = withOthers(life.yeses)
  if (approvals.length < (life.approvers ?? 1)) {
    const { approvedBy: _earlier, ...rest } = life
    const says = halfAgreedWords(yes.by, life.named)
    return hear(waitOn({ ...rest, approvals, yeses, says }), yes)
  }
  const names = approvals.map((approval) => approval.by)
  const step = authorised(life, yes.at, `${names.join(' and ')} asked for it`, limits)
  const cleared = approvals.every((approval) => approval.cleared) ? { cleared: true as const } : {}
  const toAll = told.filter((one) => approvals.every((approval) => approval.told?.includes(one) === true))
  // A yes is used once: what a gate stops now must be asked for again.
  const passes = toAll.length === 0 ? {} : { told: toAll }
  const agreedTo = {
    ...step.life,
    ...cleared,
    ...passes,
    by: yes.by,
    approvedBy: names,
    approvals: [],
    yeses,
  }
  return hear({ ...step, life: agreedTo }, yes)
}

function asKnown({ team, cleared }: { readonly team?: string; readonly cleared?: boolean }) {
  return {
    ...(team === undefined ? {} : { team }),
    ...(cleared === true ? { cleared } : {}),
  } satisfies Pick<Approval, 'team' | 'cleared'>
}

/** A word that was on its way when more was found was said without knowing of it. */
function toldOf({ named }: Life, saidAt: number): readonly string[] {
  return named === undefined || saidAt < named.at ? [] : named.what
}

/** How many people said yes to this very undoing within the last five minutes, and were followed. */
export function yesesAt({ yeses = [] }: Pick<Life, 'yeses'>, now: number): number {
  return freshOf(yeses, now).length
}

function freshOf(yeses: readonly Approval[], at: number): readonly Approval[] {
  return yeses.filter((approval) => at - approval.at < approvalMsMax)
}

/** The same word may come again after a crash, and then changes nothing more. */
function hear(step: Step, { id }: { readonly id?: string }): Step {
  if (id === undefined) return step
  return { ...step, life: { ...step.life, heard: [...(step.life.heard ?? []), id].slice(-heardMax) } }
}

/** More than the words that can change one undoing, but for handing it over again and again. */
const heardMax = 32
