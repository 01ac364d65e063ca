import type { Alert } from '../../core/decision/alert.ts'
import { notTakenBack } from '../../core/reversal/account-gate.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import type { Circumstances } from '../../core/reversal/circumstances.ts'
import {
  beginCountdown,
  endsTooLate,
  endsTooLateWords,
  waitSecondsDefault,
} from '../../core/reversal/countdown.ts'
import { inverseOf } from '../../core/reversal/countermeasures.ts'
import { namedOnCase } from '../../core/reversal/exclusions.ts'
import { grantedMode, namedBy, sentence, type Weighed, weigh } from '../../core/reversal/gates.ts'
import type { Life } from '../../core/reversal/life.ts'
import { beforeNoReturn } from '../../core/reversal/no-return.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { ReversalPolicy } from '../../core/reversal/reversal-policy.ts'
import { type Undoing, undoingOf } from '../../core/reversal/undoing.ts'
import { countdownWords } from '../../core/reversal/waiting-steps.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { commandHashOf, commandIdOf, sweepIdOf } from '../ids.ts'
import type { ReverseEdges, ReverseSettings } from './edges.ts'
import { gather } from './gather.ts'

/** What an alert leads to, before anything is written or done.
 *
 *  the policy grants   ceilings leave   a gate says no     -> state
 *  observe             -                -                     nothing: the alert says all there is to say
 *  auto                auto             no                    authorised
 *  auto, veto          auto, veto       yes                   blocked
 *  auto, veto          auto, veto       only age, hindsight   proposed: too old for the machine, not for people
 *  auto, veto          veto             no                    counting: done at the deadline, unless …
 *  auto, veto          veto             no, but it would end  escalated: somebody must say yes before
 *                                       after the point of no return
 *  auto, veto, approve approve          no                    proposed: waits for a person
 *  auto, veto, approve observe          yes (mode)            blocked: would have
 *
 *  What an exclusion keeps that rests on the actor's own words is blocked beside that: it goes to people who are
 *  cleared for it. Of everything else that is excluded they may ask from its case (`keptEntry`).
 */
export async function propose(
  edges: ReverseEdges,
  settings: ReverseSettings,
  alert: Alert,
  partition: number,
): Promise<readonly LedgerEntry[]> {
  const own = alert.mode === 'observe' ? undefined : undoingOf(alert)
  const kept = keptBy(alert)
  const isMeant = kept !== undefined && (isClaimed(alert) || (await isKnown(edges, alert, kept)))
  const entries: LedgerEntry[] = []
  for (const undoing of [own, isMeant ? kept : undefined])
    if (undoing !== undefined) entries.push(await entryFor(edges, settings, alert, undoing, partition))
  return entries
}

/** The policy keeps the data only of what nobody but the actor claims to be excluded. What facts or two people bear
 *  out is right far oftener than not, and hundreds of such may come at once. */
function isClaimed({ countermeasure }: Alert): boolean {
  return countermeasure === 'preserve'
}

/** An earlier alert on the change was not excluded, or was asked about: then this one is about the same. */
async function isKnown({ ledger }: ReverseEdges, alert: Alert, { action }: Undoing): Promise<boolean> {
  return (await ledger.find(commandIdOf(alert.source, alert.eventId, action))) !== undefined
}

/** What would undo the change, if it were not excluded. */
function keptBy(alert: Alert): Undoing | undefined {
  const inverse = alert.change && inverseOf[alert.change.action]
  if (alert.exclusion === undefined || inverse === undefined) return undefined
  return undoingOf(alert, inverse.countermeasure)
}

/** For whoever asks about what is excluded, and was not proposed; `undefined` where nothing is. */
export async function keptEntry(
  edges: ReverseEdges,
  settings: ReverseSettings,
  alert: Alert,
  partition: number,
): Promise<LedgerEntry | undefined> {
  const kept = keptBy(alert)
  if (kept === undefined) return undefined
  const entry = await entryFor(edges, settings, alert, kept, partition)
  return { ...entry, life: asOnCase(edges, alert, entry.life) }
}

/** Where a person asks from its case, nothing else was named to them than what stands there. */
export function asOnCase({ policy }: Pick<ReverseEdges, 'policy'>, alert: Alert, life: Life): Life {
  const { named: _named, ...rest } = life
  const named = namedOnCase(alert, policy.current().exclusions)
  return named === undefined ? rest : { ...rest, named: { ...named, at: alert.raisedAt } }
}

/** `undoing` is the alert's own, or what a person wants instead. */
export async function entryFor(
  edges: ReverseEdges,
  settings: ReverseSettings,
  alert: Alert,
  undoing: Undoing,
  partition: number,
): Promise<LedgerEntry> {
  const command = commandFor(alert, undoing, settings.lifeMs, edges.clock.now())
  const made = madeBy(command)
  const asMachine = await gather(edges, settings, alert, undoing, {}, 'not-read', made)
  const policy = edges.policy.current()
  const { approvers = 1, waitSeconds = waitSecondsDefault } =
    policy.tiers.find((tier) => tier.name === alert.tier) ?? {}
  const authors = authorsOf(policy, alert)
  const notBroughtBack = lostFor(edges, command)
  return {
    command,
    alert,
    life: {
      ...beginning(alert, asMachine, waitSeconds * 1000, command.issuedAt + settings.proposedMs),
      expiresAt: command.expiresAt,
      tries: 0,
      ...(approvers === 1 ? {} : { approvers }),
    },
    version: 1,
    at: command.issuedAt,
    granted: grantedMode(asMachine),
    partition,
    commandHash: commandHashOf(command),
    ...(authors.length === 0 ? {} : { authors }),
    ...(notBroughtBack.length === 0 ? {} : { notBroughtBack }),
    ...(alert.kind === 'hindsight' && alert.change !== undefined
      ? { sweepId: sweepIdOf(alert.source, alert.change.actor.id, alert.decidedAt) }
      : {}),
  }
}

/** Said to whoever decides, before they do. Keeping data brings nothing back, and so lacks nothing. */
function lostFor(
  { platforms }: ReverseEdges,
  { source, action, countermeasure }: Command,
): readonly string[] {
  if (countermeasure === 'preserve') return []
  return platforms.get(source)?.spec.notBroughtBack?.[action] ?? []
}

/** Who wrote the rules that decided. */
export function authorsOf(policy: ReversalPolicy, alert: Pick<Alert, 'rules'>): readonly string[] {
  const rules = policy.rules ?? []
  return rules.flatMap(({ name, author }) =>
    author !== undefined && alert.rules.includes(name) ? [author] : [],
  )
}

/** The state that the causing change made, as the command knows it. */
export function madeBy({ causeEventId, expectedState, expectedVersion }: Command): Circumstances['made'] {
  return {
    eventId: causeEventId,
    ...(expectedState === undefined ? {} : { state: expectedState }),
    ...(expectedVersion === undefined ? {} : { version: expectedVersion }),
  }
}

/** Beside an account that has moved on: in words, that nobody has taken back what the change did. */
export function takenBackBy(
  { alert: { change }, command }: LedgerEntry,
  account: AccountState,
): { readonly notTakenBack?: string } {
  if (change === undefined) return {}
  const cause = { actorId: change.actor.id, stateBefore: change.account.stateBefore }
  const says = notTakenBack({ account, made: madeBy(command) }, cause)
  return says === undefined ? {} : { notTakenBack: says }
}

type Beginning = Omit<Life, 'expiresAt' | 'tries'>

/** What will wait for a person is weighed as a person's: too old for the machine is not too old for them. */
function beginning(alert: Alert, asMachine: Circumstances, waitMs: number, lapsesAt: number): Beginning {
  const asPerson: Circumstances = { ...asMachine, who: 'person' }
  const actsAlone = ['auto', 'veto'].includes(grantedMode(asMachine))
  const { granted, blockedBy } = weigh(actsAlone ? asMachine : asPerson)
  // What was meant is not even proposed; a person may still ask for it.
  if (asMachine.intended !== undefined && blockedBy.every((block) => block.gate !== 'intended'))
    return blocked(asMachine, [...blockedBy, { gate: 'intended', says: asMachine.intended }])
  // What hindsight brings in is old by nature.
  const isOnlyOld = alert.kind !== 'change' && blockedBy.every((block) => block.gate === 'age')
  if (blockedBy.length > 0 && !isOnlyOld) return blocked(asMachine, blockedBy)
  const proposed = { state: 'proposed', blockedBy: [], lapsesAt } as const
  if (blockedBy.length > 0) {
    const says = `waits for a person's yes: ${blockedBy.map((block) => block.says).join('; ')}`
    return { ...proposed, says }
  }
  switch (granted) {
    case 'auto':
      return { state: 'authorised', blockedBy: [], says: 'the policy lets the machine act' }
    case 'veto': {
      const countdown = beginCountdown(asMachine.now, waitMs)
      if (endsTooLate(countdown, asMachine.irreversibleAt))
        return { state: 'escalated', blockedBy: [], countdown, untouched: true, says: endsTooLateWords }
      return { state: 'counting', blockedBy: [], countdown, says: countdownWords(countdown) }
    }
    case 'approve':
      return { ...proposed, says: "waits for a person's yes" }
    case 'observe':
      throw new Error('the mode gate lets nothing through that is granted observe')
    default:
      return granted satisfies never
  }
}

function blocked(c: Circumstances, by: Weighed['blockedBy']): Beginning {
  const says = sentence(by)
  return {
    state: 'blocked',
    blockedBy: by.map((block) => block.gate),
    says,
    named: { what: namedBy(c, by), says, at: c.now },
  }
}

function commandFor(alert: Alert, undoing: Undoing, lifeMs: number, issuedAt: number): Command {
  const { change } = alert
  if (change === undefined) throw new Error(`alert ${alert.alertId} has no change to undo`)
  const { id, version, stateAfter } = change.account
  const { action, countermeasure } = undoing
  return {
    commandId: commandIdOf(
      change.source,
      change.eventId,
      countermeasure === 'preserve' ? 'preserve' : action,
    ),
    alertId: alert.alertId,
    source: change.source,
    causeEventId: change.eventId,
    ...(change.labels === undefined ? {} : { causeLabels: change.labels }),
    accountId: id,
    action,
    countermeasure,
    ...(version === undefined ? {} : { expectedVersion: version }),
    ...(stateAfter === undefined ? {} : { expectedState: stateAfter }),
    issuedAt,
    expiresAt: beforeNoReturn(issuedAt + lifeMs, change.irreversibleAt),
  }
}
