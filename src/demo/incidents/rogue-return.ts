import { between, chanceOf, wholeBetween, wordKey } from '../chance.ts'
import { accountsFor, deskAct, pastOf, personFor, wellKnown } from './cast.ts'
import type { Incident } from './script.ts'

const targets = 8

/** An old hand whose account has been silent for most of a year comes back and turns on the well known. */
export const rogueReturn: Incident = {
  name: 'rogue-return',
  says: 'A reviewer silent for most of a year comes back and suspends eight notable accounts one after another.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('rogue-return'))
    const person = personFor(run, {
      kind: 'employee',
      team: 'trust-and-safety',
      role: 'agent',
      hiredDaysAgo: between(chance, 900, 2000),
    })
    const accounts = accountsFor(run, targets, (_, chance) => ({
      followers: wellKnown(chance, 900_000),
      verified: 'legacy',
    }))
    const silentDays = wholeBetween(chance, 200, 330)
    const beats = [...accounts.keys()].map((accountId, nth) => ({
      afterMs: nth * 2_000,
      act: (at: number) =>
        deskAct(run, person, nth, at, {
          action: 'suspend',
          accountId,
          reason: { code: 'abuse', assignment: 'self-picked' },
        }),
    }))
    return { accounts, history: pastOf(run, person, silentDays + 20, silentDays), beats }
  },
}
