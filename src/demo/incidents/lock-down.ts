import { between, chanceOf, pick, wholeBetween, wordKey } from '../chance.ts'
import { accountsFor, deskAct, pastOf, personFor, ticketId, wellKnown } from './cast.ts'
import type { Incident } from './script.ts'

const playedMs = 15_000

/** What a defender does when tools are in wrong hands: lock every verified account until it is over. It must
 *  be noticed, for it is huge; it must not be undone, for it is the cure. */
export const lockDown: Incident = {
  name: 'lock-down',
  says: 'The defender locks hundreds of verified accounts, with a ticket and a second person who approved.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('lock-down'))
    const person = personFor(run, {
      kind: 'employee',
      team: 'security',
      role: 'lead',
      hiredDaysAgo: between(chance, 900, 2400),
    })
    const targets = wholeBetween(chance, 220, 320)
    const accounts = accountsFor(run, targets, (_, chance) => ({
      followers: wellKnown(chance, 700_000),
      verified: chance() < 0.85 ? 'legacy' : 'organisation',
    }))
    const approver = pick(chance, run.world.colleagues.approvers(run.startsAt))
    const reason = {
      code: 'compromised-account',
      ticketId: ticketId(run),
      assignment: 'routed',
      approvedBy: [approver.id],
      noticeSent: true,
    } as const
    const beats = [...accounts.keys()].map((accountId, nth) => ({
      afterMs: Math.floor((nth * playedMs) / targets),
      act: (at: number) => ({
        ...deskAct(run, person, nth, at, { action: 'lock', accountId, reason }),
        operationId: `lock-down-${run.tag}-${run.startsAt.toString(36)}`,
        operationSize: targets,
      }),
    }))
    return { accounts, history: pastOf(run, person, 21), beats }
  },
}
