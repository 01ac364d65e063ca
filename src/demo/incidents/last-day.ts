import { between, type Chance, chanceOf, pick, wholeBetween, wordKey } from '../chance.ts'
import { dayMs, minuteMs } from '../world/act.ts'
import type { Profile } from '../world/population.ts'
import { accountsFor, bySize, castId, deskAct, reportId, told } from './cast.ts'
import { personFor, plainPastOf } from './hands.ts'
import type { Hands, Incident, Run, Script } from './script.ts'

const hands: Hands = { kind: 'contractor', teams: ['support', 'trust-and-safety'] }

/** 2 November 2017: a support contractor on the last day of the job deactivates a head of state's account,
 *  in answer to an ordinary report. Access ends within the hour. */
export const lastDay: Incident = {
  name: 'last-day-2017',
  hands,
  says: 'A support contractor, in the last hour of the job, deactivates the account of a head of state with 44 million followers.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('last-day'))
    const endsInMs = wholeBetween(chance, 8 * minuteMs, 55 * minuteMs)
    return deactivation(run, endsInMs, {})
  },
}

/** The same, asked for while the access still held, carried out after it had ended: what counts is when it
 *  was asked. */
export const delayed: Incident = {
  name: 'delayed-2017',
  hands,
  says: 'The same deactivation, asked for in the last minutes of the contract and carried out after it had ended.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('delayed'))
    const endedMs = wholeBetween(chance, 5 * minuteMs, 50 * minuteMs)
    const askedMs = endedMs + wholeBetween(chance, 2 * minuteMs, 20 * minuteMs)
    return deactivation(run, -endedMs, { requestedAt: run.startsAt - askedMs })
  },
}

function deactivation(run: Run, endsInMs: number, when: { requestedAt?: number }): Script {
  const chance = chanceOf(run.seed, wordKey('deactivation'))
  const person = personFor(run, {
    ...hands,
    role: 'agent',
    hiredDaysAgo: between(chance, 240, 500),
    endsInMs,
  })
  const accounts = accountsFor(run, 1, (_, chance) => ({
    kind: 'person',
    createdAt: run.startsAt - 3_000 * dayMs,
    ...standing(run, chance),
  }))
  const reason = {
    code: told(run, ['impersonation', 'abuse', 'harassment', 'hateful-conduct', 'spam']),
    reportId: reportId(run),
    assignment: told(run, ['routed', 'routed', 'self-picked']),
  }
  const history = plainPastOf(run, person, 21)
  return {
    accounts,
    history,
    beats: [
      {
        afterMs: 0,
        act: (at) => ({
          ...deskAct(run, person, 0, at, { action: 'deactivate', accountId: castId(run, 0), reason }),
          ...when,
        }),
      },
    ],
  }
}

type Standing = Pick<Profile, 'followers' | 'verified' | 'protectedClass'>

/** 44 million followers and an office; varied, between 5 and 80 million, and one of the offices there are. */
function standing(run: Run, chance: Chance): Standing {
  const asItWas: Standing = {
    followers: 44_000_000 + wholeBetween(chance, -400_000, 400_000),
    verified: 'government',
    protectedClass: ['head-of-state', 'government'],
  }
  if (!run.varied) return asItWas
  const followers = Math.floor(bySize(chance, 5_000_000, 80_000_000))
  return { followers, ...pick(chance, offices) }
}

const offices: readonly Omit<Standing, 'followers'>[] = [
  { verified: 'government', protectedClass: ['head-of-state', 'government'] },
  { verified: 'government', protectedClass: ['head-of-state'] },
  { verified: 'government', protectedClass: ['government'] },
  { verified: 'legacy', protectedClass: ['head-of-state'] },
  { verified: 'legacy', protectedClass: ['elected'] },
  { verified: 'organisation', protectedClass: ['government'] },
]
