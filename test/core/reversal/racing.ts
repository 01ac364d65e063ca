import fc from 'fast-check'
import { movedOn } from '../../../src/core/reversal/account-gate.ts'
import { countdownSpared, mayActAlone } from '../../../src/core/reversal/acting-alone.ts'
import type { Circumstances } from '../../../src/core/reversal/circumstances.ts'
import { beginCountdown } from '../../../src/core/reversal/countdown.ts'
import { inverseOf } from '../../../src/core/reversal/countermeasures.ts'
import { weigh } from '../../../src/core/reversal/gates.ts'
import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import { type Effect, type Happening, isAtRest, type Life } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { dueAt, yesesAt } from '../../../src/core/reversal/life-waiting.ts'
import { whatStands } from '../../../src/core/reversal/looking.ts'
import { refusalOf } from '../../../src/core/reversal/may-speak.ts'
import type { Command } from '../../../src/core/reversal/reversal.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'
import { confirmMs, lifeMs, Oracle, proposedMs, type Setting, waitMs } from './racing-oracle.ts'
import {
  actAs,
  arrive,
  arriveLate,
  causeVersion,
  newPlatform,
  type Other,
  others,
  shown,
} from './racing-platform.ts'

/** One thing that happens in a race for one account. */
export type Act =
  | { readonly do: Other | 'crash' | 'kill-switch' | 'sighted' | 'again' }
  | {
      readonly do: 'word'
      readonly word: Word
      readonly by: Speaker
      readonly named: boolean
      readonly onShift: boolean
    }
  | { readonly do: 'lift'; readonly to: 'veto' | 'auto' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'go'; readonly fault: Fault }

const words = ['yes', 'no', 'acknowledge', 'extend', 'hand-over'] as const
type Word = (typeof words)[number]
const speakers = ['ines', 'jonas', 'contractor', 'teammate', 'author'] as const
type Speaker = (typeof speakers)[number]
const faults = ['none', 'lost-request', 'lost-answer', 'phantom', 'late', 'refused', 'dark'] as const
type Fault = (typeof faults)[number]

const timeoutMs = 2_000
const alert = anAlert(
  aChange({ occurredAt: 0, actor: { id: 'contractor', kind: 'contractor', team: 'support' } }),
  { rules: ['last-hour'] },
)
const command: Command = {
  commandId: 'c1',
  alertId: alert.alertId,
  source: 'demo',
  causeEventId: 'e1',
  accountId: 'a1',
  action: 'reactivate',
  countermeasure: 'restore',
  expectedVersion: `v${causeVersion}`,
  expectedState: 'deactivated',
  issuedAt: 0,
  expiresAt: lifeMs,
}

/** Runs a race to its end and throws where the machine and the oracle part, or where anything happens that may
 *  never happen. Answers how it ended. */
export function race(setting: Setting, acts: readonly Act[]): Life['state'] {
  const platform = newPlatform()
  const oracle = new Oracle(setting, platform)
  const limits = { lifeMs, confirmMs, settleMs: setting.settleMs, mayResend: setting.mayResend }
  let now = 0
  let killSwitch = false
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
      case 'lift':
        oracle.lifted(one.to, now)
        return feed({ kind: 'lifted', to: one.to, waitMs, at: now })
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
      case 'sighted':
        // Only what is ours and came true comes back.
        if (platform.appliedTo.length === 0) return undefined
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
      case 'lift-hold':
      case 'delete':
        return actAs(platform, one.do)
      default:
        return one satisfies never
    }
  }

  function speak({ word, by, named, onShift }: Extract<Act, { do: 'word' }>): void {
    oracle.says(word, by, now, named, onShift)
    said += 1
    const instruction: Instruction = {
      instructionId: `i${said}`,
      alertId: alert.alertId,
      source: 'demo',
      accountId: 'a1',
      countermeasure: 'restore',
      by,
      at: now,
      do: ({ yes: 'approve', no: 'veto' } as const)[word as 'yes'] ?? (word as 'extend'),
      team: by === 'teammate' ? 'support' : 'trust',
      onShift,
      ...(named ? { commandHash: 'h1' } : {}),
      ...(word === 'hand-over' ? { toPerson: 'jonas' } : {}),
    }
    if (refusalOf(instruction, { now, alert, life, commandHash: 'h1', authors: ['author'] }) !== undefined)
      return
    last = happeningOf(word, by, `i${said}`, now)
    feed(last)
  }

  function go(fault: Fault): void {
    const effect = pending
    if (effect === undefined || effect.do === 'wait') return
    if (effect.do !== 'send') now += effect.afterMs
    arriveLate(platform, now)
    if (effect.do === 'send') return send(fault)
    now += fault === 'dark' ? timeoutMs : 2
    if (effect.do === 'weigh') {
      const happening = weighed(fault === 'dark')
      oracle.weighed(now, fault === 'dark', killSwitch)
      return feed(happening)
    }
    oracle.looked(now, fault === 'dark')
    if (fault === 'dark' || platform.gone)
      return feed({ kind: 'found', what: 'unreadable', says: '', at: now })
    const account = shown(platform, command.commandId)
    const what = whatStands(command, account, 'active', life.ackedVersion)
    return feed({ kind: 'found', what, says: account.state, at: now })
  }

  function weighed(isDark: boolean): Happening {
    if (isDark) return { kind: 'no-answer', says: 'silence', at: now }
    const account = platform.gone ? 'unreadable' : shown(platform, command.commandId)
    const who = life.by === undefined ? 'machine' : 'person'
    const c = countdownSpared(
      {
        ...calm(),
        now,
        who,
        account,
        killSwitch: killSwitch ? drill : { on: false },
        flap: setting.flaps ? { approvals: yesesAt(life, now) } : undefined,
      },
      life,
    )
    const moved = movedOn(c)
    if (moved !== undefined) return { kind: 'superseded', says: moved, at: now }
    const { granted, blockedBy } = weigh(c)
    if (blockedBy.length > 0)
      return { kind: 'blocked', by: blockedBy.map((one) => one.gate), says: '', at: now }
    if (who === 'machine' && !mayActAlone(granted, life)) throw new Error('nobody let the machine act')
    return { kind: 'recorded', at: now }
  }

  function send(fault: Fault): void {
    // A second send asks the kill switch first.
    if (life.state !== 'intent' && killSwitch) return answer('silence')
    if (now >= life.expiresAt) {
      oracle.answered('too-late', now)
      return feed({ kind: 'too-late', at: now })
    }
    if (platform.sentAt.length > 0 && !setting.mayResend) throw new Error('sent twice without a key')
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
    if (platform.appliedTo.some((version) => version !== causeVersion))
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

function beginning(setting: Setting): Life {
  const { mode, approvers } = setting
  const rest = { says: '', blockedBy: [], expiresAt: lifeMs, tries: 0, approvers }
  if (mode === 'auto') return { ...rest, state: 'authorised' }
  if (mode === 'approve') return { ...rest, state: 'proposed', lapsesAt: proposedMs }
  return { ...rest, state: 'counting', countdown: beginCountdown(0, waitMs) }
}

function happeningOf(word: Word, by: string, id: string, at: number): Happening {
  const said = { by, id, at }
  if (word === 'yes') return { ...said, kind: 'agreed', saidAt: at }
  if (word === 'hand-over') return { ...said, kind: 'handed-over', to: { person: 'jonas' } }
  return { ...said, kind: ({ no: 'vetoed', acknowledge: 'acknowledged', extend: 'extended' } as const)[word] }
}

const drill = { on: true, by: 'ines', why: 'drill' } as const

/** Nothing stands against it; later alerts may have lifted it, so the policy grants all that any of them does. */
function calm(): Omit<Circumstances, 'now' | 'who' | 'account' | 'killSwitch' | 'flap'> {
  return {
    countermeasure: 'restore',
    policyMode: 'auto',
    policyCeiling: 'auto',
    installationCeiling: 'auto',
    inverse: inverseOf.deactivate,
    missing: [],
    breaker: { open: false },
    isHighestTier: false,
    demotedBy: 0,
    targetIsSuspect: false,
    doubts: [],
    irreversibleAt: undefined,
    budgets: [],
    occurredAt: 0,
    maxAgeMs: Number.MAX_SAFE_INTEGER / 2,
    outcome: 'done',
    made: { eventId: 'cause', version: `v${causeVersion}`, state: 'deactivated' },
    guard: 'native',
    exclusion: undefined,
    exclusions: [{ name: 'child-safety', holds: new Set(['child-safety']), preserve: true, sealed: false }],
    holds: [],
    cooldownUntil: undefined,
    causedByUs: false,
    cannot: undefined,
  }
}

export const anySetting: fc.Arbitrary<Setting> = fc.record({
  mode: fc.constantFrom('auto', 'veto', 'approve'),
  approvers: fc.constantFrom(1, 2),
  settleMs: fc.constantFrom(0, 3_000),
  mayResend: fc.boolean(),
  flaps: fc.boolean(),
})

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('go' as const),
      fault: fc.constantFrom('none', 'none', 'none', ...faults),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('word' as const),
      word: fc.constantFrom('yes', 'yes', 'yes', ...words),
      by: fc.constantFrom('ines', 'jonas', ...speakers),
      named: fc.constantFrom(true, true, true, false),
      onShift: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 400, 5_000, 59_999, 60_001, 120_000, 300_000, proposedMs),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('lift' as const), to: fc.constantFrom('veto', 'auto') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...others,
        'crash',
        'crash',
        'kill-switch',
        'kill-switch',
        'sighted',
        'sighted',
        'again',
        'again',
      ),
    }),
  },
)

/** Long enough for a proposal, a restart, a race and an end. */
export const anyActs: fc.Arbitrary<readonly Act[]> = fc.array(anyAct, { maxLength: 60, size: 'max' })
