import {
  type Approval,
  approvalMsMax,
  beginCountdown,
  type Countdown,
  extend,
  halfOf,
  handedToText,
  isHandedTo,
} from './countdown.ts'
import type { Happening, Life, Limits, Step } from './life.ts'
import { end, same, vetoed } from './life-steps.ts'

/** The part of the life cycle in which it waits for people: `life-cycle.ts` has its table. */

export function proposedLife(life: Life, happening: Happening, limits: Limits): Step {
  switch (happening.kind) {
    case 'agreed':
      return agreed(life, happening, limits)
    case 'vetoed':
      return hear(vetoed(life, happening.by), happening)
    case 'lifted':
      return happening.to === 'auto'
        ? lifted(life, happening.at, limits)
        : counting(life, beginCountdown(happening.at, happening.waitMs))
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
    case 'too-late':
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
      return hear(counting(life, { ...countdown, acknowledgedBy: happening.by }), happening)
    }
    case 'extended': {
      const longer = extend(countdown)
      return longer === undefined ? same(life) : hear(counting(life, longer), happening)
    }
    case 'handed-over':
      return hear(counting(life, { ...countdown, handedTo: happening.to }), happening)
    case 'lifted':
      // Somebody is at it: then it stays theirs.
      if (happening.to !== 'auto' || countdown.handedTo !== undefined || countdown.extensions > 0)
        return same(life)
      return lifted(life, happening.at, limits)
    case 'due':
    case 'resumed':
      return due(life, countdown, happening.at, limits)
    case 'blocked':
    case 'recorded':
    case 'acked':
    case 'no-answer':
    case 'too-late':
    case 'refused':
    case 'superseded':
    case 'found':
    case 'sighted':
      return same(life)
    default:
      return happening satisfies never
  }
}

/** Nothing is under way, and only a person's yes begins it: kept from the machine by a gate, or given up before
 *  anything was sent. What was handed to somebody stays theirs. */
export function restingLife(life: Life, happening: Happening, limits: Limits): Step {
  return happening.kind === 'agreed' ? agreedByWhom(life, happening, limits) : same(life)
}

function agreedByWhom(life: Life, yes: Yes, limits: Limits): Step {
  const handedTo = life.countdown?.handedTo
  return handedTo === undefined || isHandedTo(handedTo, yes) ? agreed(life, yes, limits) : same(life)
}

type Yes = Extract<Happening, { kind: 'agreed' }>

/** When the machine must look at one that waits, if nobody speaks. */
export function dueAt({ state, lapsesAt, countdown }: Life): number | undefined {
  if (state === 'proposed') return lapsesAt
  if (state !== 'counting' || countdown === undefined) return undefined
  return needsAlarm(countdown) ? halfOf(countdown) : countdown.endsAt
}

function needsAlarm({ acknowledgedBy, alarmedAt }: Countdown): boolean {
  return acknowledgedBy === undefined && alarmedAt === undefined
}

function due(life: Life, countdown: Countdown, at: number, limits: Limits): Step {
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
  return authorised(life, at, `${acknowledgedBy} saw the countdown, and nobody said no`, limits)
}

function agreed(life: Life, yes: Yes, limits: Limits): Step {
  const saidAt = yes.saidAt ?? yes.at
  if (yes.at - saidAt >= approvalMsMax) return same(life)
  const said = { by: yes.by, at: saidAt }
  const withOthers = (before: Life['yeses'] = []): readonly Approval[] => [
    ...freshOf(before, yes.at).filter((approval) => approval.by !== yes.by),
    said,
  ]
  const approvals = withOthers(life.approvals)
  const yeses = withOthers(life.yeses)
  if (approvals.length < (life.approvers ?? 1)) {
    const { approvedBy: _earlier, ...rest } = life
    const says = `${yes.by} said yes; it takes one more person`
    return hear(waitOn({ ...rest, approvals, yeses, says }), yes)
  }
  const names = approvals.map((approval) => approval.by)
  const step = authorised(life, yes.at, `${names.join(' and ')} asked for it`, limits)
  // A yes is used once: what a gate stops now must be asked for again.
  return hear({ ...step, life: { ...step.life, by: yes.by, approvedBy: names, approvals: [], yeses } }, yes)
}

/** How many people said yes to this very undoing within the last five minutes, and were followed. */
export function yesesAt({ yeses = [] }: Pick<Life, 'yeses'>, now: number): number {
  return freshOf(yeses, now).length
}

function freshOf(yeses: readonly Approval[], at: number): readonly Approval[] {
  return yeses.filter((approval) => at - approval.at < approvalMsMax)
}

/** Its countdown goes: whoever finds one on an authorised life may take it for one that ran to its end. */
function lifted(life: Life, at: number, limits: Limits): Step {
  const { countdown: _countdown, ...rest } = life
  return authorised(rest, at, 'a later alert lets the machine act', limits)
}

function authorised(life: Life, at: number, says: string, limits: Limits): Step {
  const { untouched: _untouched, ...rest } = life
  return {
    life: { ...rest, state: 'authorised', says, blockedBy: [], expiresAt: at + limits.lifeMs, tries: 0 },
    effects: [{ do: 'weigh', afterMs: 0 }],
  }
}

function counting(life: Life, countdown: Countdown): Step {
  return waitOn({ ...life, state: 'counting', countdown, says: countdownWords(countdown) })
}

export function countdownWords({ acknowledgedBy, handedTo, alarmedAt }: Countdown): string {
  if (handedTo !== undefined) return `handed to ${handedToText(handedTo)}, whose yes it takes`
  if (acknowledgedBy !== undefined) return `is done at the deadline; ${acknowledgedBy} has seen it`
  if (alarmedAt !== undefined) return 'half of the countdown is over, and nobody on shift has acknowledged it'
  return 'is done at the deadline if somebody on shift acknowledges it and nobody says no'
}

function waitOn(life: Life): Step {
  const until = dueAt(life)
  return { life, effects: until === undefined ? [] : [{ do: 'wait', until }] }
}

/** The same word may come again after a crash, and then changes nothing more. */
function hear(step: Step, { id }: { readonly id?: string }): Step {
  if (id === undefined) return step
  return { ...step, life: { ...step.life, heard: [...(step.life.heard ?? []), id].slice(-heardMax) } }
}

/** More than the words that can change one undoing, but for handing it over again and again. */
const heardMax = 32
