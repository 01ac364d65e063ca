import { between, chanceOf, logNormal, wordKey } from '../chance.ts'
import { accountsFor, deskAct, moments, ticketId, told } from './cast.ts'
import { personFor, plainPastOf } from './hands.ts'
import type { Hands, Incident } from './script.ts'

const hands: Hands = { kind: 'employee', teams: ['trust-and-safety', 'support'] }

const targets = 69
/** In event time. It is played in a twelfth of it, so that nobody has to wait, but every change carries the
 *  moment at which the mistake's own pace would have put it: the first lies three minutes back, the last is
 *  now. Tempo is judged by event time, and so sees the true three minutes; none is dated ahead. */
const spanMs = 180_000
const playedMs = 15_000

/** An honest mistake: a list of accounts pasted into the wrong box. */
export const massMistake: Incident = {
  name: 'mass-mistake',
  hands,
  says: 'An experienced reviewer pastes the wrong list and suspends 69 accounts in three minutes, honestly.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('mass-mistake'))
    const person = personFor(run, {
      ...hands,
      role: 'senior-agent',
      hiredDaysAgo: between(chance, 700, 1800),
    })
    const accounts = accountsFor(run, targets, (_, chance) => ({
      kind: 'person',
      followers: Math.floor(Math.min(90_000, logNormal(chance, 600, 1.6))),
      verified: chance() < 0.06 ? 'legacy' : 'none',
      protectedClass: [],
    }))
    const reason = {
      code: told(run, ['spam', 'abuse', 'ban-evasion', 'impersonation']),
      ticketId: ticketId(run),
      assignment: 'self-picked',
    } as const
    const momentsMs = moments(run, targets, (playedMs * targets) / (targets - 1), [1_300, 4_000])
    const beats = [...accounts.keys()].map((accountId, nth) => ({
      afterMs: momentsMs[nth] ?? 0,
      act: (at: number) => {
        // Varied, it is told in simulated time, at its own pace.
        const backMs = run.varied ? 0 : Math.floor((1 - nth / (targets - 1)) * (spanMs - playedMs))
        return deskAct(run, person, nth, at - backMs, { action: 'suspend', accountId, reason })
      },
    }))
    return { accounts, history: plainPastOf(run, person, 21), beats }
  },
}
