import { between, chanceOf, logNormal, wordKey } from '../chance.ts'
import { accountsFor, deskAct, personFor, plainPastOf, ticketId } from './cast.ts'
import type { Incident } from './script.ts'

const targets = 69
/** In event time. It is played in a twelfth of it, so that nobody has to wait, but every change carries the
 *  moment at which the mistake's own pace would have put it: the first lies three minutes back, the last is
 *  now. Tempo is judged by event time, and so sees the true three minutes; none is dated ahead. */
const spanMs = 180_000
const playedMs = 15_000

/** An honest mistake: a list of accounts pasted into the wrong box. */
export const massMistake: Incident = {
  name: 'mass-mistake',
  says: 'An experienced reviewer pastes the wrong list and suspends 69 accounts in three minutes, honestly.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('mass-mistake'))
    const person = personFor(run, {
      kind: 'employee',
      team: 'trust-and-safety',
      role: 'senior-agent',
      hiredDaysAgo: between(chance, 700, 1800),
    })
    const accounts = accountsFor(run, targets, (_, chance) => ({
      kind: 'person',
      followers: Math.floor(Math.min(90_000, logNormal(chance, 600, 1.6))),
      verified: chance() < 0.06 ? 'legacy' : 'none',
      protectedClass: [],
    }))
    const reason = { code: 'spam', ticketId: ticketId(run), assignment: 'self-picked' } as const
    const beats = [...accounts.keys()].map((accountId, nth) => {
      const share = nth / (targets - 1)
      return {
        afterMs: Math.floor(share * playedMs),
        act: (at: number) => {
          const occurredAt = at - Math.floor((1 - share) * (spanMs - playedMs))
          return deskAct(run, person, nth, occurredAt, { action: 'suspend', accountId, reason })
        },
      }
    })
    return { accounts, history: plainPastOf(run, person, 21), beats }
  },
}
