import { movedOn } from '../../../src/core/reversal/account-gate.ts'
import { countdownSpared, mayActAlone } from '../../../src/core/reversal/acting-alone.ts'
import { beginCountdown, endsTooLate } from '../../../src/core/reversal/countdown.ts'
import { exclusionGate, exclusionsAgainst } from '../../../src/core/reversal/exclusions.ts'
import { type GateName, namedBy, sentence, weigh, weighUntold } from '../../../src/core/reversal/gates.ts'
import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import { type Effect, type Happening, isAtRest, type Life } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { yesesAt } from '../../../src/core/reversal/life-waiting.ts'
import { whatLogShows, whatStands } from '../../../src/core/reversal/looking.ts'
import { refusalOf } from '../../../src/core/reversal/may-speak.ts'
import type { Command } from '../../../src/core/reversal/reversal.ts'
import { takenBackFrom } from '../../../src/core/reversal/taken-back.ts'
import { dueAt } from '../../../src/core/reversal/waiting-steps.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'
import { type Act, deeds, type Fault, happeningOf } from './racing-acts.ts'
import { calm } from './racing-calm.ts'
import {
  clearedPeople,
  confirmMs,
  lifeMs,
  Oracle,
  proposedMs,
  type Setting,
  waitMs,
} from './racing-oracle.ts'
import { actAs, arrive, arriveLate, causeVersion, newPlatform, shown } from './racing-platform.ts'

const timeoutMs = 2_000
const change = aChange({
  occurredAt: 0,
  actor: { id: 'contractor', kind: 'contractor', team: 'support' },
})
const plainAlert = anAlert(change, { rules: ['last-hour'] })
const excludedAlert = { ...plainAlert, exclusion: 'child-safety' }

function commandFor({ guard, preserves, noReturnAt = lifeMs }: Setting): Command {
  return {
    commandId: 'c1',
    alertId: plainAlert.alertId,
    source: 'demo',
    causeEventId: 'cause',
    accountId: 'a1',
    action: 'reactivate',
    countermeasure: preserves ? 'preserve' : 'restore',
    ...(guard === 'native' ? { expectedVersion: `v${causeVersion}` } : {}),
    expectedState: 'deactivated',
    issuedAt: 0,
    expiresAt: Math.min(lifeMs, noReturnAt),
  }
}

/** Runs a race to its end and throws where the machine and the oracle part, or where anything happens that may
 *  never happen. Answers how it ended. */
export function race(setting: Setting, acts: readonly Act[]): Life['state'] {
  const { guard, noReturnAt } = setting
  const platform = newPlatform(guard, setting.preserves)
  const oracle = new Oracle(setting, platform)
  const command = commandFor(setting)
  let { excluded } = setting
  const authors = ['author']
  const mayResend = setting.mayResend && guard === 'native'
  const limits = {
    lifeMs,
    confirmMs,
    settleMs: setting.settleMs,
    mayResend,
    ...(noReturnAt === undefined ? {} : { noReturnAt }),
  }
  let now = 0
  let killSwitch = false
  let spent = false
  let said = 0
  let last: Happening | undefined
  let life = beginning(setting)
  let pending: Effect | undefined = isAtRest(life.state) ? undefined : { do: 'weigh', afterMs: 0 }

  function feed(happening: Happening): void {
    const step = live(life, happening, limits)
    life = step.life
    const [effect] = step.effects
    if (isAtRest(life.state)) pending = undefined
    else if (effect !== undefined && effect.do !== 'wait') pending = effect
    else if (pending === undefined) throw new Error('a life has fallen asleep')
  }

  function act(one: Act): void {
    switch (one.do) {
      case 'word':
        return speak(one)
      case 'later-alert': {
        const { approvers } = one
        // It names nothing to what is under way, or has ended.
        const isOpen = isAtRest(life.state) && (life.state !== 'escalated' || life.untouched === true)
        const excludes = one.excludes && isOpen
        const ruleOf = isOpen ? one.ruleOf : undefined
        if (ruleOf !== undefined) authors.push(ruleOf)
        const names = excludes && !excluded ? { what: ['child-safety'], says: '' } : undefined
        excluded ||= excludes
        // What is excluded is raised by nothing but in what a yes takes.
        const to = excluded ? undefined : one.to
        oracle.raised(to, approvers, { excludes, ruleOf }, now)
        const alert = excluded ? excludedAlert : plainAlert
        const { countermeasure } = command
        const takesBack = isOpen ? takenBackFrom(life, { alert, authors, countermeasure }) : []
        const more = {
          takesBack,
          ...(to === undefined ? {} : { to }),
          ...(names === undefined ? {} : { names }),
        }
        return feed({ kind: 'raised', waitMs, approvers, ...more, at: now })
      }
      case 'wait':
        now += one.ms
        arriveLate(platform, now)
        oracle.timeIs(now)
        if ((dueAt(life) ?? Number.POSITIVE_INFINITY) <= now) feed({ kind: 'due', at: now })
        return undefined
      case 'go':
        return go(one.fault)
      case 'crash':
        if (pending?.do === 'send' && now % 2 === 0) arrive(platform)
        oracle.startedAgain(now)
        pending = undefined
        return isAtRest(life.state) ? undefined : feed({ kind: 'resumed', at: now })
      case 'kill-switch':
        killSwitch = !killSwitch
        return undefined
      case 'budget':
        spent = !spent
        return undefined
      case 'sighted':
        // Only what is ours and came true comes back; and with guard `log` only the log can show who came first.
        if (platform.appliedTo.length === 0 || guard === 'log') return undefined
        oracle.sighted(now)
        return feed({ kind: 'sighted', at: now })
      case 'again':
        // The same message once more, whatever it was: the oracle need not even know.
        return last === undefined ? undefined : feed({ ...last, at: now })
      case 'owner':
      case 'staff':
      case 'automation':
      case 'lock':
      case 'hold':
      case 'other-hold':
      case 'lift-hold':
      case 'delete':
        return actAs(platform, one.do)
      default:
        return one satisfies never
    }
  }

  function speak({ word, by, named, onShift }: Extract<Act, { do: 'word' }>): void {
    const alert = excluded ? excludedAlert : plainAlert
    oracle.says(word, by, now, named, onShift)
    said += 1
    const instruction: Instruction = {
      instructionId: `i${said}`,
      alertId: alert.alertId,
      source: 'demo',
      accountId: 'a1',
      countermeasure: command.countermeasure,
      by,
      at: now,
      do: deeds[word],
      cleared: clearedPeople.has(by),
      team: by === 'teammate' ? 'support' : 'trust',
      onShift,
      ...(named ? { commandHash: 'h1' } : {}),
      ...(word === 'hand-over' ? { toPerson: 'jonas' } : {}),
      ...(word === 'take-over' ? { toPerson: by } : {}),
    }
    if (refusalOf(instruction, { now, alert, life, commandHash: 'h1', authors }) !== undefined) return
    last = happeningOf(word, by, `i${said}`, now)
    feed(last)
  }

  function go(fault: Fault): void {
    const effect = pending
    if (effect === undefined || effect.do === 'wait') return
    if (effect.do !== 'send') now += effect.afterMs
    arriveLate(platform, now)
    if (effect.do === 'send') return guard === 'log' ? sendByLog(fault) : send(fault)
    now += fault === 'dark' ? timeoutMs : 2
    if (effect.do === 'weigh') {
      const happening = weighed(fault)
      oracle.weighed(now, fault === 'dark', { killSwitch: isStopped(fault), spent })
      return feed(happening)
    }
    oracle.looked(now, fault === 'dark')
    if (fault === 'dark' || platform.gone)
      return feed({ kind: 'found', what: 'unreadable', says: '', at: now })
    const account = shown(platform, command.commandId)
    const { log } = account
    const what =
      log === undefined
        ? whatStands(command, account, 'active', life.ackedVersion)
        : whatLogShows(command, { ...account, log }, (entry) => entry.actor === 'us', 'active').what
    return feed({ kind: 'found', what, says: account.state, at: now })
  }

  function isStopped(fault: Fault): boolean {
    return killSwitch || fault === 'stopped'
  }

  function weighed(fault: Fault): Happening {
    if (fault === 'dark') return { kind: 'no-answer', says: 'silence', at: now }
    const account = platform.gone ? 'unreadable' : shown(platform, command.commandId)
    const who = life.by === undefined ? 'machine' : 'person'
    const c = countdownSpared(
      {
        ...calm({ ...setting, excluded }, command),
        now,
        who,
        cleared: life.cleared === true,
        told: life.told ?? [],
        account,
        budgets: [{ budget: 'of 10 a minute', left: spent ? 0 : 1 }],
        killSwitch: isStopped(fault) ? drill : { on: false },
        flap: setting.flaps ? { approvals: yesesAt(life, now) } : undefined,
      },
      life,
    )
    const moved = movedOn(c)
    if (moved !== undefined) return { kind: 'superseded', says: moved, at: now }
    const { granted, blockedBy } = weigh(c)
    const all = weighUntold(c)
    const [by, named] = [all.map((one) => one.gate), namedBy(c, all)]
    if (blockedBy.length > 0) return { kind: 'blocked', by, says: '', named, at: now }
    if (who === 'machine' && !mayActAlone(granted, life)) throw new Error('nobody let the machine act')
    if (all.length === 0) return { kind: 'recorded', at: now }
    return { kind: 'recorded', despite: sentence(all), passed: { gates: by, what: named }, at: now }
  }

  function send(fault: Fault): void {
    if (fault === 'dark' || platform.gone) return unseen()
    now += 2
    const excluded = excludedSince()
    if (excluded !== undefined)
      return life.state === 'intent' ? heldBack('exclusion', excluded) : answer('silence')
    // The last look: a first send that it stops was never sent, and a second one may have been.
    if (isStopped(fault)) return life.state === 'intent' ? heldBack() : answer('silence')
    if (now >= life.expiresAt) return unsent()
    if (fault === 'no-way-there') return neverLeft()
    return call(fault)
  }

  /** Look, call and nothing between: where the look fails nothing is sent, and it is tried again. */
  function sendByLog(fault: Fault): void {
    if (fault === 'dark' || platform.gone) {
      now += timeoutMs
      return now < life.expiresAt ? undefined : unsent()
    }
    now += 2
    if (platform.entries.length > 0) return answer('superseded')
    const excluded = excludedSince()
    if (excluded !== undefined) return heldBack('exclusion', excluded)
    if (isStopped(fault)) return heldBack()
    if (now >= life.expiresAt) return unsent()
    if (fault === 'no-way-there') return neverLeft()
    if (fault === 'beaten') actAs(platform, 'staff')
    return call(fault)
  }

  /** What the account shows beyond what whoever's yes it is was told of. */
  function excludedSince(): readonly string[] | undefined {
    const c = {
      ...calm({ ...setting, excluded }, command),
      account: shown(platform, command.commandId),
      who: life.by === undefined ? ('machine' as const) : ('person' as const),
      cleared: life.cleared === true,
      told: life.told ?? [],
    }
    const isClosed = exclusionGate(c) !== undefined
    if (isClosed !== oracle.isExcluded) throw new Error('machine and oracle part on what excludes it')
    return isClosed ? exclusionsAgainst(c).map(({ name }) => name) : undefined
  }

  function heldBack(by: GateName = 'kill-switch', named: readonly string[] = []): void {
    oracle.heldBack(by === 'exclusion')
    feed({ kind: 'blocked', by: [by], says: 'held back', named, at: now })
  }

  /** The account cannot be looked at before the call: what was never sent is tried again. */
  function unseen(): void {
    now += timeoutMs
    if (life.state !== 'intent') return answer('silence')
    return now < life.expiresAt ? undefined : unsent()
  }

  /** It is tried again while nothing of it was ever sent; else it is looked what became of the first. */
  function neverLeft(): void {
    now += 300
    return life.state === 'intent' && now < life.expiresAt ? undefined : unsent()
  }

  function unsent(): void {
    oracle.answered('too-late', now)
    feed({ kind: 'unsent', says: 'not sent in time', at: now })
  }

  function call(fault: Fault): void {
    if (platform.sentAt.length > 0 && !mayResend) throw new Error('sent twice without a key')
    if (now >= (life.by === undefined ? (noReturnAt ?? now + 1) : now + 1))
      throw new Error('the machine sent it after the point of no return')
    platform.sentAt.push(now)
    if (fault === 'late') platform.late.push(now + 700)
    if (fault === 'late' || fault === 'lost-request' || fault === 'dark') {
      now += timeoutMs
      return answer('silence')
    }
    now += 5
    if (fault === 'phantom') return answer('acked')
    if (fault === 'refused') return answer('refused')
    const arrived = arrive(platform)
    return answer(fault === 'lost-answer' ? 'silence' : arrived)
  }

  function answer(what: 'acked' | 'refused' | 'superseded' | 'silence'): void {
    oracle.answered(what, now)
    if (what === 'acked') return feed({ kind: 'acked', version: 'v99', at: now })
    return feed({ kind: what === 'silence' ? 'no-answer' : what, says: '', at: now })
  }

  function check(one: Act): void {
    const says = `after ${JSON.stringify(one)} at ${now}`
    if (life.state !== oracle.state)
      throw new Error(`${says}: ${life.state}, the oracle says ${oracle.state}`)
    if (platform.appliedTo.length > 1) throw new Error(`${says}: applied twice`)
    // Whoever knows no versions may be beaten by a moment: then it must never be said to have worked.
    const undidLater = platform.appliedTo.some((version) => version !== causeVersion)
    if (undidLater && (guard === 'native' || life.state === 'confirmed'))
      throw new Error(`${says}: a later decision was undone`)
  }

  for (const one of acts) {
    act(one)
    check(one)
  }
  // Whatever it was, with nobody in its way any more it comes to rest, within a minute of its end.
  const endsBy = Math.max(now, life.expiresAt) + 60_000
  while (!isAtRest(life.state)) {
    act({ do: 'go', fault: 'none' })
    check({ do: 'go', fault: 'none' })
    if (now > endsBy) throw new Error('it does not come to rest')
  }
  return life.state
}

function beginning({ mode, approvers, noReturnAt }: Setting): Life {
  const rest = {
    says: '',
    blockedBy: [],
    expiresAt: Math.min(lifeMs, noReturnAt ?? lifeMs),
    tries: 0,
    approvers,
  }
  if (mode === 'auto') return { ...rest, state: 'authorised' }
  if (mode === 'approve') return { ...rest, state: 'proposed', lapsesAt: proposedMs }
  const countdown = beginCountdown(0, waitMs)
  return endsTooLate(countdown, noReturnAt)
    ? { ...rest, state: 'escalated', untouched: true, countdown }
    : { ...rest, state: 'counting', countdown }
}

const drill = { on: true, by: 'ines', why: 'drill' } as const
