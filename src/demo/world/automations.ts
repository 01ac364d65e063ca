import type { Action } from '../../core/change/actions.ts'
import { between, chanceOf, logNormal, pick, poisson, wholeBetween, wordKey } from '../chance.ts'
import { type Act, dayMs, hourMs, minuteMs } from './act.ts'
import { accountIdOf, accountNumberFor, type Target } from './population.ts'
import { answers } from './teams.ts'

/** A machine that acts by a rule, all day, on accounts that hardly anybody follows. */
export interface Automation {
  readonly id: string
  /** Part of all that automations do. */
  readonly share: number
  readonly action: Action
  readonly codes: readonly string[]
  readonly target: Target | Answer
  readonly untilDays?: number
}

/** Lifts what another automation did some minutes ago. */
interface Answer {
  readonly answers: string
  readonly minutes: readonly [least: number, most: number]
}

export const automations: readonly Automation[] = [
  { id: 'bot-spam-sweeper', share: 30, action: 'suspend', codes: ['spam'], target: 'young' },
  { id: 'bot-fake-account-finder', share: 18, action: 'suspend', codes: ['fake-account'], target: 'young' },
  {
    id: 'bot-follower-farm-filter',
    share: 10,
    action: 'restrict',
    codes: ['platform-manipulation'],
    target: 'young',
    untilDays: 7,
  },
  { id: 'bot-phishing-links', share: 8, action: 'suspend', codes: ['phishing', 'malware'], target: 'young' },
  { id: 'bot-payment-fraud', share: 6, action: 'lock', codes: ['payment-fraud'], target: 'ordinary' },
  {
    id: 'bot-stolen-password-guard',
    share: 9,
    action: 'lock',
    codes: ['compromised-account'],
    target: 'ordinary',
  },
  {
    id: 'bot-unlock-after-proof',
    share: 5,
    action: 'unlock',
    codes: ['identity-proved'],
    target: { answers: 'bot-stolen-password-guard', minutes: [4, 40] },
  },
  {
    id: 'bot-copyright-match',
    share: 5,
    action: 'restrict',
    codes: ['copyright'],
    target: 'ordinary',
    untilDays: 1,
  },
  { id: 'bot-ban-evasion-matcher', share: 4, action: 'suspend', codes: ['ban-evasion'], target: 'young' },
  { id: 'bot-image-match', share: 2, action: 'suspend', codes: ['child-safety'], target: 'young' },
  { id: 'bot-age-gate', share: 2, action: 'restrict', codes: ['under-age'], target: 'ordinary' },
  { id: 'bot-purge', share: 1, action: 'deactivate', codes: ['owner-request'], target: 'ordinary' },
]

const shares = automations.reduce((sum, automation) => sum + automation.share, 0)
/** Automations' acts are worked out in slices of a second, each by itself. */
const sliceMs = 1_000
/** Since when the platform's machines have been in service. */
const inServiceAt = Date.UTC(2021, 2, 1)

/** What one automation does: the same however time is cut. */
export interface AutomationActs {
  /** Everything from `from` up to, not including, `to`, where all automations together act `ratePerSecond` times a
   *  second. */
  (ratePerSecond: number, from: number, to: number): Act[]
}

/** Whoever lives from moment to moment asks for the same second again and again: the last one is remembered. */
export function actsOf(seed: number, automation: Automation): AutomationActs {
  let last: { readonly begins: number; readonly ratePerSecond: number; readonly acts: readonly Act[] } = {
    begins: Number.NaN,
    ratePerSecond: 0,
    acts: [],
  }
  function actsFrom(begins: number, ratePerSecond: number): readonly Act[] {
    if (last.begins !== begins || last.ratePerSecond !== ratePerSecond)
      last = { begins, ratePerSecond, acts: actsInSlice(seed, automation, ratePerSecond, begins) }
    return last.acts
  }
  return (ratePerSecond, from, to) => {
    const acts: Act[] = []
    for (let begins = Math.floor(from / sliceMs) * sliceMs; begins < to; begins += sliceMs) {
      for (const act of actsFrom(begins, ratePerSecond))
        if (act.occurredAt >= from && act.occurredAt < to) acts.push(act)
    }
    return acts
  }
}

function actsInSlice(seed: number, automation: Automation, ratePerSecond: number, begins: number): Act[] {
  const slice = begins / sliceMs
  const chance = chanceOf(seed, wordKey(automation.id), slice)
  const mean = (ratePerSecond * automation.share * swell(seed, automation, begins)) / shares
  const acts: Act[] = []
  for (let left = poisson(chance, mean); left > 0; left--) {
    const occurredAt = begins + wholeBetween(chance, 0, sliceMs)
    const { target } = automation
    const accountId =
      typeof target === 'string'
        ? accountIdOf(accountNumberFor(target, chance))
        : answered(
            seed,
            target,
            ratePerSecond,
            automation.action,
            occurredAt - between(chance, target.minutes[0], target.minutes[1]) * minuteMs,
          )
    if (accountId === undefined) continue
    acts.push({
      eventId: `${automation.id}.${slice.toString(36)}.${left}`,
      occurredAt,
      action: automation.action,
      accountId,
      actor: {
        id: automation.id,
        kind: 'automation',
        role: 'rule',
        team: 'automation',
        hiredAt: inServiceAt,
      },
      origin: { tool: 'rules-engine', sessionId: automation.id, network: 'internal' },
      reason: {
        code: pick(chance, automation.codes),
        policies: [`rule/${automation.id}`],
        assignment: 'routed',
        noticeSent: true,
      },
      ...(automation.untilDays === undefined ? {} : { until: occurredAt + automation.untilDays * dayMs }),
    })
  }
  return acts
}

function answered(
  seed: number,
  answer: Answer,
  ratePerSecond: number,
  action: Action,
  at: number,
): string | undefined {
  const automation = automations.find(({ id }) => id === answer.answers)
  if (automation === undefined) throw new Error(`no automation is called ${answer.answers}`)
  // A second often holds none: look at some before it.
  for (let back = 0; back < 6; back++) {
    const begins = Math.floor(at / sliceMs - back) * sliceMs
    const earlier = actsInSlice(seed, automation, ratePerSecond, begins).filter(
      (act) => act.action === answers[action],
    )
    const one = earlier[Math.floor(at) % earlier.length]
    if (one) return one.accountId
  }
  return undefined
}

/** What machines find comes in waves of hours: a level for each hour, and a straight line between two. */
function swell(seed: number, automation: Automation, at: number): number {
  const hour = Math.floor(at / hourMs)
  const into = at / hourMs - hour
  return level(seed, automation, hour) * (1 - into) + level(seed, automation, hour + 1) * into
}

function level(seed: number, automation: Automation, hour: number): number {
  return logNormal(chanceOf(seed, wordKey(automation.id), wordKey('level'), hour), 1, 0.3)
}
