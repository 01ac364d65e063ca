import type { AccountState } from '../../core/reversal/account-state.ts'
import { exclusionGate, exclusionsAgainst } from '../../core/reversal/exclusions.ts'
import { type GateName, helpsASuspectWords } from '../../core/reversal/gates.ts'
import type { Happening } from '../../core/reversal/life.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { helpsASuspect, whoWants } from './gather.ts'
import type { Performing } from './performing.ts'
import { lookAtKillSwitch } from './switch-look.ts'

/** What stops a call that was written down, right before it goes out. */

export interface Held {
  readonly kind: 'held'
  readonly by: GateName
  readonly says: string
  readonly named?: readonly string[]
}

export function heldBlock({ by, says, named = [] }: Held, at: number): Happening {
  return { kind: 'blocked', by: [by], says, named, at }
}

/** The last look: at the kill switch, and, where no person has asked for it, at whom it would help. Budgets, breaker
 *  and cooldown were taken with the intent, and the account itself is compared by the guard. */
export async function heldBack(
  performing: Performing,
  { alert, command, life }: LedgerEntry,
): Promise<Held | undefined> {
  const held = (by: GateName, says: string) => ({ kind: 'held', by, says: `held back: ${says}` }) as const
  // The switch comes last: nothing lies between its answer and the call.
  const { change } = alert
  const isAlone = whoWants(life) === 'machine' && change !== undefined
  if (isAlone && (await helpsASuspect(performing, { ...alert, change }, command)))
    return held('mode', helpsASuspectWords)
  const killSwitch = await lookAtKillSwitch(performing)
  if (killSwitch === 'unreadable')
    return held('kill-switch', 'the kill switch cannot be read, which counts as on')
  return killSwitch.on
    ? held('kill-switch', `${killSwitch.by} turned the kill switch on: ${killSwitch.why}`)
    : undefined
}

/** An exclusion that the account shows, and whoever's yes it is was not told of. */
export function excludedSince(
  { policy }: Performing,
  { alert, command, life }: LedgerEntry,
  account: AccountState,
): Held | undefined {
  const circumstances = {
    account,
    holds: alert.change?.account.holds ?? [],
    exclusion: alert.exclusion,
    exclusions: policy.current().exclusions,
    countermeasure: command.countermeasure,
    who: whoWants(life),
    cleared: life.cleared === true,
    told: life.told ?? [],
  }
  const says = exclusionGate(circumstances)
  if (says === undefined) return undefined
  return {
    kind: 'held',
    by: 'exclusion',
    says,
    named: exclusionsAgainst(circumstances).map(({ name }) => name),
  }
}
