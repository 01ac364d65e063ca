import { between, chanceOf, pick, wholeBetween, wordKey } from '../../../src/demo/chance.ts'
import { accountsFor, bySize, deskAct, moments, ticketId } from '../../../src/demo/incidents/cast.ts'
import { pastOf, personFor } from '../../../src/demo/incidents/hands.ts'
import type { Beat, Incident, Run } from '../../../src/demo/incidents/script.ts'
import { type Act, dayMs, hourMs, minuteMs } from '../../../src/demo/world/act.ts'
import { personActs } from '../../../src/demo/world/person-acts.ts'
import { accountIdOf, accountNumberFor, accountNumberOf, known } from '../../../src/demo/world/population.ts'
import type { Person } from '../../../src/demo/world/staff.ts'
import { clearedRoutine } from './season.ts'

/** Honest work, each the twin of an incident: as near to it as honest work comes. */
export const innocents: readonly Incident[] = [
  {
    name: 'last-hour',
    says: 'A contractor works through ordinary reports in the last hour of the job.',
    hands: { kind: 'contractor', teams: ['support', 'trust-and-safety'] },
    script(run) {
      const chance = chanceOf(run.seed, wordKey('last-hour'))
      const person = personFor(run, {
        ...this.hands,
        role: '',
        hiredDaysAgo: between(chance, 100, 500),
        endsInMs: 55 * minuteMs,
      })
      return {
        accounts: new Map(),
        history: pastOf(run, person, 21),
        beats: reports(run, person, 6, 8 * minuteMs),
      }
    },
  },
  {
    name: 'renewed-contract',
    says: 'A contract that would have ended today was renewed some days ago; the work goes on as before.',
    hands: { kind: 'contractor', teams: ['support', 'trust-and-safety'] },
    script(run) {
      const chance = chanceOf(run.seed, wordKey('renewed'))
      const renewedAt = run.startsAt - between(chance, 2, 14) * dayMs
      const endedAt = run.startsAt + wholeBetween(chance, 0, 8) * hourMs
      const person = personFor(run, { ...this.hands, role: '', hiredDaysAgo: between(chance, 150, 500) })
      const asKnown = (act: Act): Act => {
        const leavesAt = act.occurredAt < renewedAt ? endedAt : endedAt + 180 * dayMs
        return { ...act, actor: { ...act.actor, leavesAt, accessEndsAt: leavesAt } }
      }
      const beats = asUsual(run, person).map(({ afterMs, act }) => ({
        afterMs,
        act: (at: number) => asKnown(act(at)),
      }))
      return { accounts: new Map(), history: pastOf(run, person, 21).map(asKnown), beats }
    },
  },
  {
    name: 'keen-newcomer',
    says: 'Somebody in the first weeks works through 120 reports in a shift.',
    hands: { kind: 'employee', teams: ['trust-and-safety'] },
    script(run) {
      const hiredDaysAgo = between(chanceOf(run.seed, wordKey('keen')), 3, 25)
      const person = personFor(run, { ...this.hands, role: '', hiredDaysAgo })
      return {
        accounts: new Map(),
        history: pastOf(run, person, 26),
        beats: reports(run, person, 120, 4 * minuteMs),
      }
    },
  },
  {
    name: 'back-from-leave',
    says: 'An old hand comes back after most of a year and goes on as before.',
    hands: { kind: 'employee', teams: ['trust-and-safety', 'support'] },
    script(run) {
      const chance = chanceOf(run.seed, wordKey('leave'))
      const person = personFor(run, { ...this.hands, role: '', hiredDaysAgo: between(chance, 900, 2000) })
      const silentDays = wholeBetween(chance, 200, 330)
      return {
        accounts: new Map(),
        history: pastOf(run, person, silentDays + 20, silentDays),
        beats: asUsual(run, person),
      }
    },
  },
  {
    name: 'lawful-takedown',
    says: 'Accounts of note and office are taken down with a ticket and two approvals.',
    hands: { kind: 'employee', teams: ['escalations'] },
    script(run) {
      const chance = chanceOf(run.seed, wordKey('lawful'))
      const person = personFor(run, { ...this.hands, role: '', hiredDaysAgo: between(chance, 400, 2000) })
      const accounts = accountsFor(run, 3, (_, chance) => ({
        followers: Math.floor(bySize(chance, 200_000, 60_000_000)),
        verified: 'government',
        protectedClass: pick(chance, [['elected'], ['government'], ['head-of-state', 'government']]),
      }))
      const reason = {
        code: pick(chance, ['abuse', 'ban-evasion']),
        ticketId: ticketId(run),
        approvedBy: approvers(run, person),
        assignment: 'routed',
        noticeSent: true,
      } as const
      const momentsMs = moments(run, 3, 0, [5 * minuteMs, hourMs])
      const beats = [...accounts.keys()].map((accountId, nth) => ({
        afterMs: momentsMs[nth] ?? 0,
        act: (at: number) => deskAct(run, person, nth, at, { action: 'suspend', accountId, reason }),
      }))
      return { accounts, history: pastOf(run, person, 21), beats }
    },
  },
  {
    name: 'usual-list',
    says: 'Who works off a list of 69 every working day, with a ticket and two approvals, does it again.',
    hands: { kind: 'employee', teams: ['trust-and-safety'] },
    script(run) {
      const chance = chanceOf(run.seed, wordKey('list'))
      const person = personFor(run, { ...this.hands, role: '', hiredDaysAgo: between(chance, 400, 2000) })
      const past = pastOf(run, person, 21)
      const days = new Map(
        past.map((act) => [Math.floor((act.occurredAt - run.startsAt) / dayMs), act.occurredAt]),
      )
      const lists = [...days.values()].flatMap((at, day) =>
        list(run, person, at + minuteMs, 1_000 * (day + 1)),
      )
      const history = [...past, ...lists].filter(({ occurredAt }) => occurredAt < run.startsAt)
      const beats = list(run, person, run.startsAt, 0).map((act) => ({
        afterMs: act.occurredAt - run.startsAt,
        act: () => act,
      }))
      return { accounts: new Map(), history, beats }
    },
  },
]

function approvers(run: Run, person: Person): string[] {
  const able = run.world.colleagues.approvers(run.startsAt).filter(({ id }) => id !== person.id)
  return able.slice(0, 2).map(({ id }) => id)
}

/** One list: 69 ordinary accounts in three minutes. */
function list(run: Run, person: Person, startsAt: number, firstNth: number): Act[] {
  const chance = chanceOf(run.seed, wordKey('list'), startsAt)
  const reason = {
    code: 'spam',
    ticketId: ticketId(run),
    approvedBy: approvers(run, person),
    assignment: 'routed',
    noticeSent: true,
  } as const
  return Array.from({ length: 69 }, (_, nth) => {
    const accountId = accountIdOf(accountNumberFor('ordinary', chance))
    const act = deskAct(run, person, firstNth + nth, startsAt + nth * 2_600, {
      action: 'suspend',
      accountId,
      reason,
    })
    return { ...act, labels: { routine: clearedRoutine } }
  })
}

/** Ten hours of work as this person does it, from whatever is done next: ordinary accounts, with what stands
 *  behind each act. Late in a shift that may be another day's. */
function asUsual(run: Run, person: Person): Beat[] {
  const acts = personActs(person, run.world.colleagues, run.startsAt, run.startsAt + 7 * dayMs)
    .filter(
      ({ accountId, reason }) =>
        (accountNumberOf(accountId) ?? 0) >= known && (reason?.reportId ?? reason?.ticketId) !== undefined,
    )
    .sort((a, b) => a.occurredAt - b.occurredAt)
  const until = (acts[0]?.occurredAt ?? run.startsAt) + 10 * hourMs
  return acts
    .filter(({ occurredAt }) => occurredAt < until)
    .map((act) => ({ afterMs: act.occurredAt - run.startsAt, act: () => act }))
}

/** So many ordinary accounts suspended on reports, one about every `pauseMs`. */
function reports(run: Run, person: Person, count: number, pauseMs: number): Beat[] {
  const chance = chanceOf(run.seed, wordKey(run.tag), wordKey('reports'))
  const momentsMs = moments(run, count, 0, [pauseMs * 0.9, pauseMs])
  return momentsMs.map((afterMs, nth) => {
    const accountId = accountIdOf(accountNumberFor('ordinary', chance))
    const code = pick(chance, ['spam', 'spam', 'abuse', 'harassment', 'impersonation'])
    const reason = { code, reportId: `R-${run.tag}${nth}`, assignment: 'routed', noticeSent: true } as const
    return {
      afterMs,
      act: (at: number) => deskAct(run, person, nth, at, { action: 'suspend', accountId, reason }),
    }
  })
}
