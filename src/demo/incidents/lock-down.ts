import { between, chanceOf, pick, wholeBetween, wordKey } from '../chance.ts'
import { accountsFor, deskAct, moments, ticketId, told, wellKnown } from './cast.ts'
import { pastOf, personFor } from './hands.ts'
import type { Hands, Incident } from './script.ts'

const hands: Hands = { kind: 'employee', teams: ['security'] }

const playedMs = 15_000

/** What a defender does when tools are in wrong hands: lock every verified account until it is over. It must
 *  be noticed, for it is huge; it must not be undone, for it is the cure. */
export const lockDown: Incident = {
  name: 'lock-down',
  hands,
  says: 'The defender locks hundreds of verified accounts, with a ticket and a second person who approved.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('lock-down'))
    const person = personFor(run, {
      ...hands,
      role: 'lead',
      hiredDaysAgo: between(chance, 900, 2400),
    })
    const targets = wholeBetween(chance, 220, 320)
    const accounts = accountsFor(run, targets, (_, chance) => ({
      followers: wellKnown(chance, 700_000),
      verified: chance() < 0.85 ? 'legacy' : 'organisation',
    }))
    const others = run.world.colleagues.approvers(run.startsAt).filter(({ id }) => id !== person.id)
    const approver = pick(chance, others)
    const reason = {
      code: told(run, ['compromised-account', 'investigation']),
      ticketId: ticketId(run),
      assignment: 'routed',
      approvedBy: [approver.id],
      noticeSent: true,
    } as const
    const momentsMs = moments(run, targets, playedMs, [50, 2_000])
    const beats = [...accounts.keys()].map((accountId, nth) => ({
      afterMs: momentsMs[nth] ?? 0,
      act: (at: number) => ({
        ...deskAct(run, person, nth, at, { action: 'lock', accountId, reason }),
        operationId: `lock-down-${run.tag}-${run.startsAt.toString(36)}`,
        operationSize: targets,
      }),
    }))
    return { accounts, history: pastOf(run, person, 21), beats }
  },
}
