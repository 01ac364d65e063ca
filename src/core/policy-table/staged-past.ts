import type { Account, AccountChange } from '../change/account-change.ts'
import { dayMs, hourMs, ordinaryAccount, ordinaryAccountAgeMs, type Scene } from './scene.ts'
import { makeChange, momentOf } from './staged-changes.ts'

/** Days at work that an actor is remembered by: a month at work is known (`climb`) on whatever day of the week. */
const pastDays = 35
const workBeginsMs = 9 * hourMs
const workEndsMs = 17 * hourMs
/** A machine's past is cut to its last acts: half an hour of them says all there is to say. */
const actsMax = 4_000
/** Around a person's steady pace, or two bursts of the same size would look alike to the millisecond. */
const jitterShare = 0.6

/** The ordinary work that an actor did before the moment of the scene: from nine to five on weekdays, since
 *  they were hired, at their usual pace, with their usual actions and reasons, each on another account. A
 *  machine works around the clock. Nothing in it is random: the same scene has the same past. */
export function pastOf(scene: Scene, neverKnown: ReadonlySet<string>): readonly AccountChange[] {
  const { habit, endsInMs: _ends, credentialAgeMs: _credential, ...actor } = scene.actor
  if (!habit.seen) return []
  // Who leaves within the hour was nobody's leaver a month ago: dates of the past would be those of then.
  const then: Scene = {
    ...scene,
    actor: { ...actor, habit, endsInMs: undefined, credentialAgeMs: undefined },
  }
  return timesOf(scene).map((occurredAt, i) =>
    makeChange(
      then,
      {
        eventId: `past-${i}`,
        occurredAt,
        action: habit.actions[i % habit.actions.length] ?? 'suspend',
        outcome: 'done',
        account: {
          id: `past-account-${i}`,
          ...accountsOf[habit.accounts],
          createdAt: occurredAt - ordinaryAccountAgeMs,
        },
        reason: habit.reason,
      },
      neverKnown,
      {},
    ),
  )
}

const accountsOf: Readonly<Record<Scene['actor']['habit']['accounts'], Omit<Account, 'id'>>> = {
  ordinary: ordinaryAccount,
  notable: { ...ordinaryAccount, followers: 400_000, verified: 'legacy' },
  protected: {
    ...ordinaryAccount,
    followers: 2_000_000,
    verified: 'government',
    protectedClass: ['government'],
  },
}

/** Whether there is anything that the actor did before. */
export function hasPast(scene: Scene): boolean {
  return scene.actor.habit.seen && timesOf(scene).length > 0
}

/** When the acts of the past were done, in order. */
function timesOf(scene: Scene): readonly number[] {
  const now = momentOf(scene)
  const { kind, habit, tenureMs } = scene.actor
  const until = now - (scene.moment.silenceMs ?? 0)
  const gapMs = hourMs / habit.actsAnHour
  const machine = kind === 'automation' || kind === 'system'
  const from = Math.max(
    until - pastDays * dayMs,
    tenureMs === undefined ? Number.NEGATIVE_INFINITY : now - tenureMs,
  )
  const times: number[] = []
  for (let at = until - gapMs, i = 0; at >= from && times.length < actsMax; at -= gapMs, i++) {
    if (machine || isAtWork(at)) times.push(Math.floor(at + jitterShare * gapMs * (fraction(i) - 0.5)))
  }
  return times.toReversed()
}

function isAtWork(at: number): boolean {
  // The first day of the epoch was a Thursday.
  const weekday = (Math.floor(at / dayMs) + 3) % 7
  const timeOfDay = at % dayMs
  return weekday < 5 && timeOfDay >= workBeginsMs && timeOfDay < workEndsMs
}

/** 0, 0.62, 0.24, 0.85: evenly spread and never twice the same (the golden ratio's multiples). */
function fraction(i: number): number {
  return (i * 0.618_033_988_75) % 1
}
