import { between, chanceOf, pick, wholeBetween, wordKey } from '../chance.ts'
import { minuteMs } from '../world/act.ts'
import { tagOf } from '../world/population.ts'
import { mergeInOrder } from '../world/world.ts'
import { accountsFor, deskAct, pastOf, personFor, wellKnown } from './cast.ts'
import { type Beat, type Incident, playMsMax } from './script.ts'

const credentials = 4
const targets = 130
/** What opens an account to other hands, in the order in which it was done in 2020. */
const takeover = ['change-email', 'disable-mfa', 'reset-password'] as const

/** 15 July 2020: four members of staff are talked out of their credentials; whoever has them opens 130
 *  notable accounts through the support tool. Hours then, seconds here: the pace is the demo's. */
export const hijackedTools: Incident = {
  name: 'tools-2020',
  says: 'Four stolen staff credentials take over 130 notable accounts through the support tool.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('tools'))
    const accounts = accountsFor(run, targets, (_, chance) => ({
      followers: wellKnown(chance, 1_500_000),
      verified: 'legacy',
    }))
    const people = Array.from({ length: credentials }, (_, nth) =>
      personFor(run, {
        kind: 'employee',
        team: 'support',
        role: 'agent',
        hiredDaysAgo: between(chance, 300, 1500),
        nth,
      }),
    )
    const elsewhere = {
      tool: 'support-console',
      network: `vpn-${tagOf(run.seed, run.startsAt)}`,
      device: `device-${tagOf(run.seed, wordKey('intruder'))}`,
      mfa: true,
    }
    const changedAt = run.startsAt - wholeBetween(chance, 5 * minuteMs, 90 * minuteMs)

    const deeds = [...accounts.keys()].flatMap((accountId, nth) => {
      // The last step is not always needed: some passwords were known already.
      const steps = takeover.slice(0, chance() < 0.5 ? 3 : 2)
      return steps.map((action) => ({
        action,
        accountId,
        person: people[nth % credentials] ?? pick(chance, people),
      }))
    })
    const beats: Beat[] = deeds.map(({ action, accountId, person }, nth) => ({
      afterMs: Math.floor((nth * (playMsMax - 2_000)) / deeds.length),
      act: (at) => {
        const act = deskAct(run, person, nth, at, { action, accountId, reason: { code: 'owner-request' } })
        return {
          ...act,
          actor: { ...act.actor, credentialChangedAt: changedAt },
          origin: { ...elsewhere, sessionId: `s-${tagOf(person.key, run.startsAt)}` },
        }
      },
    }))
    return { accounts, history: mergeInOrder(...people.map((person) => pastOf(run, person, 14))), beats }
  },
}
