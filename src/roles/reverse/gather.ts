import type { AccountChange } from '../../core/change/account-change.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import { type Budget, budgetsFor } from '../../core/reversal/budgets.ts'
import type { Circumstances } from '../../core/reversal/circumstances.ts'
import { didWhatWasAsked } from '../../core/reversal/claim.ts'
import { mayBeFrozen } from '../../core/reversal/contain.ts'
import { policyModeFor } from '../../core/reversal/exclusions.ts'
import type { Life } from '../../core/reversal/life.ts'
import { yesesAt } from '../../core/reversal/life-waiting.ts'
import { beforeOf, leadsToOf } from '../../core/reversal/stood-before.ts'
import type { Undoing } from '../../core/reversal/undoing.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { StoreStanding } from '../../ports/ledger.ts'
import type { ConfiguredPlatform } from '../../ports/platform.ts'
import { containIdOf } from '../ids.ts'
import type { ReverseEdges, ReverseSettings } from './edges.ts'
import { intendedBecause } from './intended.ts'
import { lookAtKillSwitch } from './switch-look.ts'

/** All that the gates look at, as it stands now; `life` is as far as it has come, and empty before it begins. A store
 *  that cannot say how the switches stand says that they are on. */
export async function gather(
  edges: ReverseEdges,
  settings: ReverseSettings,
  alert: Alert,
  undoing: Undoing,
  life: Pick<Life, 'by' | 'yeses' | 'cleared' | 'told'>,
  account: AccountState | 'not-read' | 'unreadable',
  made: Circumstances['made'],
): Promise<Circumstances> {
  const { change } = alert
  if (change === undefined) throw new Error(`alert ${alert.alertId} has no change to undo`)
  const policy = edges.policy.current()
  const platform = edges.platforms.get(alert.source)
  const now = edges.clock.now()
  const [standing, killSwitch, causedByUs, intended, targetIsSuspect] = await Promise.all([
    edges.ledger
      .standing({
        now,
        source: alert.source,
        accountId: change.account.id,
        budgets: drawnOn(edges, alert),
        mayUseReserve: mayUseReserve(edges, alert),
        eventId: change.eventId,
        actorId: change.actor.id,
        tier: alert.tier,
        rules: alert.rules,
        cooldownMs: settings.cooldownMs,
      })
      .catch(() => undefined),
    lookAtKillSwitch(edges),
    isOurs(edges, change),
    intendedBecause(edges, alert),
    helpsASuspect(edges, { ...alert, change }, undoing),
  ])
  const { flaps, ...stands } = standing ?? darkness
  return {
    ...stands,
    flap: flaps ? { approvals: yesesAt(life, now) } : undefined,
    killSwitch: standing === undefined ? 'unreadable' : killSwitch,
    isHighestTier: mayUseReserve(edges, alert),
    targetIsSuspect,
    doubts: edges.watch.doubts(),
    irreversibleAt: change.irreversibleAt,
    now,
    who: whoWants(life),
    cleared: life.cleared === true,
    told: life.told ?? [],
    countermeasure: undoing.countermeasure,
    policyMode: policyModeFor(alert, undoing.countermeasure),
    policyCeiling: policy.ceiling,
    installationCeiling: settings.ceiling,
    inverse: undoing.inverse,
    missing: alert.missing,
    occurredAt: change.occurredAt,
    maxAgeMs: platform?.spec.maxAgeMs ?? 0,
    outcome: change.outcome,
    before: beforeOf(change.account, alert.fromTables),
    leadsTo: leadsToOf(platform?.spec, undoing.action),
    made,
    guard: platform?.guard ?? 'none',
    account,
    exclusion: alert.exclusion,
    exclusions: policy.exclusions,
    holds: change.account.holds ?? [],
    causedByUs,
    intended,
    cannot: whyNot(alert.source, platform, undoing),
  }
}

export function whoWants({ by }: Pick<Life, 'by'>): Circumstances['who'] {
  return by === undefined ? 'machine' : 'person'
}

/** Every budget that undoing this change draws on. */
export function drawnOn(edges: ReverseEdges, alert: Alert): readonly Budget[] {
  const { source, rules, change } = alert
  return budgetsFor(edges.policy.current().budgets, { source, actorId: change?.actor.id ?? '', rules })
}

export function mayUseReserve(edges: ReverseEdges, alert: Alert): boolean {
  return alert.tier === edges.policy.current().tiers[0]?.name
}

const darkness: StoreStanding = {
  breaker: 'unreadable',
  budgets: [],
  cooldownUntil: undefined,
  demotedBy: 0,
  flaps: false,
}

/** Whether the account belongs to somebody who is the actor of a grave open case, or whom people have contained, by
 *  what is known this moment: giving it back would help the wrong side. A suspect's does not count where the hand
 *  that stopped it was itself suspected before: a thief must not disarm us by having his victims flagged. That this
 *  very act is flagged makes no suspect of the hand: whether the table has read that yet is chance. */
export async function helpsASuspect(
  { suspects, containments, clock }: Pick<ReverseEdges, 'suspects' | 'containments' | 'clock'>,
  alert: Pick<Alert, 'source' | 'eventId' | 'decidedAt'> & { readonly change: AccountChange },
  { countermeasure }: Pick<Undoing, 'countermeasure'>,
): Promise<boolean> {
  if (countermeasure !== 'restore') return false
  const { source, account, actor } = alert.change
  const known = suspects.asOf(clock.now())
  if (known.has(source, account.id) && !known.hadBefore(alert, actor.id)) return true
  try {
    const containment = await containments?.find(containIdOf(source, account.id))
    return containment !== undefined && mayBeFrozen(containment.life)
  } catch (cause) {
    // Nobody can tell: then people decide.
    if (cause instanceof EdgeError) return true
    throw cause
  }
}

/** Whether we caused this change: not because it says so, for ids of commands go out with every undoing and
 *  anybody may name one, but because our own service account did to this account what that command asks. */
async function isOurs(edges: ReverseEdges, change: AccountChange): Promise<boolean> {
  const { causedBy, source, account, actor, action } = change
  if (causedBy === undefined || actor.id !== edges.platforms.get(source)?.spec.serviceActor) return false
  const command = (await edges.ledger.find(causedBy))?.command
  return (
    command?.source === source && command.accountId === account.id && didWhatWasAsked({ action }, command)
  )
}

function whyNot(
  source: string,
  platform: ConfiguredPlatform | undefined,
  undoing: Undoing,
): string | undefined {
  if (platform === undefined) return `no platform is configured for the source ${source}`
  if (undoing.countermeasure === 'preserve')
    return platform.spec.preserve === undefined ? 'the platform cannot preserve' : undefined
  return platform.spec.calls[undoing.action] === undefined
    ? `the platform has no call for ${undoing.action}`
    : undefined
}
