import type { Reason } from '../../core/change/account-change.ts'
import type { Action } from '../../core/change/actions.ts'
import { between, type Chance, chanceOf, logNormal, pick, wordKey } from '../chance.ts'
import type { Act } from '../world/act.ts'
import { accountNumberFor, type Profile, profileOf, tagOf } from '../world/population.ts'
import { workdayOf } from '../world/shifts.ts'
import { actorOf, type Person } from '../world/staff.ts'
import type { Run } from './script.ts'

/** `id` of the nth account that the run brings along. */
export function castId(run: Run, nth: number): string {
  return `x${run.tag}-${nth}`
}

/** So many fresh accounts, each a look-alike of somebody in the population, and what `change` makes of it. */
export function accountsFor(
  run: Run,
  count: number,
  change: (profile: Profile, chance: Chance) => Partial<Profile>,
): Map<string, Profile> {
  const chance = chanceOf(run.seed, wordKey(run.tag), wordKey('accounts'))
  return new Map(
    Array.from({ length: count }, (_, nth) => {
      const like = profileOf(run.seed, accountNumberFor('notable', chance))
      return [castId(run, nth), { ...like, ...change(like, chance) }]
    }),
  )
}

/** A following of someone well known: mostly near the median, some far above. */
export function wellKnown(chance: Chance, median: number): number {
  return Math.floor(Math.min(60_000_000, logNormal(chance, median, 1)))
}

/** A draw where the telling varies, evenly by size: as many between 5 and 20 million as between 20 and 80. */
export function bySize(chance: Chance, least: number, most: number): number {
  return least * (most / least) ** chance()
}

/** When each of so many acts is done, from the first: evenly over `asItWasMs`; varied, with a usual pause between
 *  `leastMs` and `mostMs`, and each pause somewhere about it. */
export function moments(
  run: Run,
  count: number,
  asItWasMs: number,
  [leastMs, mostMs]: readonly [leastMs: number, mostMs: number],
): number[] {
  if (!run.varied) return Array.from({ length: count }, (_, nth) => Math.floor((nth * asItWasMs) / count))
  const chance = chanceOf(run.seed, wordKey(run.tag), wordKey('moments'))
  const pauseMs = bySize(chance, leastMs, mostMs)
  let at = 0
  return Array.from({ length: count }, (_, nth) => {
    if (nth > 0) at += Math.floor(pauseMs * between(chance, 0.3, 1.7))
    return at
  })
}

/** One of the words that fit, the first as it was. */
export function told<const T>(run: Run, words: readonly T[]): T {
  const chance = run.varied ? chanceOf(run.seed, wordKey(run.tag), wordKey(words.join(' '))) : () => 0
  return pick(chance, words)
}

/** A change made by the person at the desk, in today's session, with the ids of this run. */
export function deskAct(
  run: Run,
  person: Person,
  nth: number,
  at: number,
  deed: { action: Action; accountId: string; reason: Reason },
): Act {
  return {
    eventId: `${run.tag}.${run.startsAt.toString(36)}.${nth}`,
    occurredAt: at,
    action: deed.action,
    accountId: deed.accountId,
    actor: actorOf(person, at),
    origin: {
      tool: person.team.tool,
      sessionId: `s-${tagOf(person.key, workdayOf(person, at))}`,
      network: `office-${person.site.name}`,
      device: `device-${tagOf(person.key, wordKey('device'), Math.floor(workdayOf(person, at) / 700))}`,
      mfa: true,
    },
    reason: run.reason === undefined ? deed.reason : { ...deed.reason, code: run.reason },
  }
}

export function reportId(run: Run): string {
  return `R-${Math.floor(run.startsAt / 6_000)}`
}

export function ticketId(run: Run): string {
  return `T-${Math.floor(run.startsAt / 6_000)}`
}
