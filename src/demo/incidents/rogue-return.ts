import { between, chanceOf, wholeBetween, wordKey } from '../chance.ts'
import { accountsFor, deskAct, moments, told, wellKnown } from './cast.ts'
import { pastOf, personFor } from './hands.ts'
import type { Hands, Incident } from './script.ts'

const hands: Hands = { kind: 'employee', teams: ['trust-and-safety', 'support'] }

const targets = 8

/** An old hand whose account has been silent for most of a year comes back and turns on the well known. */
export const rogueReturn: Incident = {
  name: 'rogue-return',
  hands,
  says: 'A reviewer silent for most of a year comes back and suspends eight notable accounts one after another.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('rogue-return'))
    const person = personFor(run, {
      ...hands,
      role: 'agent',
      hiredDaysAgo: between(chance, 900, 2000),
    })
    const accounts = accountsFor(run, targets, (_, chance) => ({
      followers: wellKnown(chance, 900_000),
      verified: 'legacy',
    }))
    const silentDays = wholeBetween(chance, 200, 330)
    const momentsMs = moments(run, targets, targets * 2_000, [2_000, 300_000])
    const action = told(run, ['suspend', 'deactivate', 'lock'])
    const code = told(run, ['abuse', 'spam', 'harassment', 'impersonation'])
    const beats = [...accounts.keys()].map((accountId, nth) => ({
      afterMs: momentsMs[nth] ?? 0,
      act: (at: number) =>
        deskAct(run, person, nth, at, {
          action,
          accountId,
          reason: { code, assignment: 'self-picked' },
        }),
    }))
    return { accounts, history: pastOf(run, person, silentDays + 20, silentDays), beats }
  },
}
