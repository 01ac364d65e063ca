import { between, chanceOf, pick, wholeBetween, wordKey } from '../chance.ts'
import { minuteMs } from '../world/act.ts'
import { tagOf } from '../world/population.ts'
import { mergeInOrder } from '../world/world.ts'
import { accountsFor, bySize, deskAct, moments, told, wellKnown } from './cast.ts'
import { pastOf, personFor } from './hands.ts'
import { type Beat, type Hands, type Incident, playMsMax } from './script.ts'

const hands: Hands = { kind: 'employee', teams: ['support'] }

const targets = 130
/** What opens an account to other hands; first the order in which it was done in 2020. */
const takeovers = [
  ['change-email', 'disable-mfa', 'reset-password'],
  ['disable-mfa', 'change-email', 'reset-password'],
  ['reset-password', 'change-email', 'disable-mfa'],
] as const

/** 15 July 2020: four members of staff are talked out of their credentials; whoever has them opens 130
 *  notable accounts through the support tool. Hours then, seconds here: the pace is the demo's. */
export const hijackedTools: Incident = {
  name: 'tools-2020',
  hands,
  says: 'Four stolen staff credentials take over 130 notable accounts through the support tool.',
  script(run) {
    const chance = chanceOf(run.seed, wordKey('tools'))
    const credentials = told(run, [4, 2, 3, 5])
    const median = run.varied ? bySize(chance, 300_000, 3_000_000) : 1_500_000
    const accounts = accountsFor(run, targets, (_, chance) => ({
      followers: wellKnown(chance, median),
      verified: 'legacy',
    }))
    const people = Array.from({ length: credentials }, (_, nth) =>
      personFor(run, {
        ...hands,
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
    const usedAfterMs = wholeBetween(chance, 5 * minuteMs, 90 * minuteMs)
    const changedAt = run.startsAt - usedAfterMs * (run.varied ? between(chance, 1, 8) : 1)

    const inOrder = told(run, takeovers)
    const deeds = [...accounts.keys()].flatMap((accountId, nth) => {
      // The last step is not always needed: some passwords were known already.
      const steps = inOrder.slice(0, chance() < 0.5 ? 3 : 2)
      return steps.map((action) => ({
        action,
        accountId,
        person: people[nth % credentials] ?? pick(chance, people),
      }))
    })
    const reason = { code: told(run, ['owner-request', 'lost-device', 'compromised-account']) }
    const momentsMs = moments(run, deeds.length, playMsMax - 2_000, [2_000, 180_000])
    const beats: Beat[] = deeds.map(({ action, accountId, person }, nth) => ({
      afterMs: momentsMs[nth] ?? 0,
      act: (at) => {
        const act = deskAct(run, person, nth, at, { action, accountId, reason })
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
