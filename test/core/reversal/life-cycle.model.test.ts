import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Effect, Happening, Life, Limits } from '../../../src/core/reversal/life.ts'
import { isAtRest } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { whatStands } from '../../../src/core/reversal/looking.ts'
import type { Command } from '../../../src/core/reversal/reversal.ts'
import { race } from './racing.ts'
import type { Act } from './racing-acts.ts'
import { anyActs, anySetting } from './racing-choices.ts'

/** A platform with guard `native` and everything that can go wrong with it, in simulated time; the machine is
 *  carried by an executor of a few lines, which may be killed at any effect. */

const command: Command = {
  commandId: 'c1',
  alertId: 'alert',
  source: 'demo',
  causeEventId: 'e1',
  accountId: 'a1',
  action: 'reactivate',
  countermeasure: 'restore',
  expectedVersion: 'v2',
  expectedState: 'deactivated',
  issuedAt: 0,
  expiresAt: 30_000,
}

/** What happens to one call or look, in the order in which they come; beyond the list all goes well. */
const faults = [
  'none',
  'lost-request',
  'lost-answer',
  'phantom',
  'late',
  'refused',
  'unreadable',
  'colleague',
  'late-worker',
  'killed',
] as const
type Fault = (typeof faults)[number]

interface World {
  now: number
  version: number
  state: string
  causedBy: string | undefined
  applied: number
  appliedAtVersions: number[]
  sentAt: number[]
  seenRestored: number[]
  late: number[]
}

const timeoutMs = 2_000

function run(script: readonly Fault[], limits: Limits): { world: World; life: Life; confirmedAt?: number } {
  const world: World = {
    now: 0,
    version: 2,
    state: 'deactivated',
    causedBy: 'contractor',
    applied: 0,
    appliedAtVersions: [],
    sentAt: [],
    seenRestored: [],
    late: [],
  }
  const left = [...script]
  let life: Life = { state: 'authorised', says: '', blockedBy: [], expiresAt: command.expiresAt, tries: 0 }
  let happening: Happening = { kind: 'resumed', at: 0 }
  for (let steps = 0; steps < 10_000; steps++) {
    const step = live(life, happening, limits)
    life = step.life
    if (isAtRest(life.state))
      return { world, life, ...(life.state === 'confirmed' ? { confirmedAt: world.now } : {}) }
    expect(step.effects).toHaveLength(1)
    const [effect] = step.effects
    if (effect === undefined) throw new Error('nothing under way')
    happening = happen(world, life, effect, left.shift() ?? 'none')
  }
  throw new Error('it never came to rest')
}

function happen(world: World, life: Life, effect: Effect, fault: Fault): Happening {
  if (effect.do === 'wait') throw new Error('nothing here waits for people')
  world.now += effect.do === 'send' ? 0 : effect.afterMs
  arrive(world)
  if (fault === 'colleague') decide(world, 'suspended', 'colleague')
  if (fault === 'late-worker') decide(world, 'deactivated', 'worker')
  if (fault === 'killed') {
    if (effect.do === 'send' && world.now % 2 === 0) apply(world)
    world.now += 1_500
    return { kind: 'resumed', at: world.now }
  }
  switch (effect.do) {
    case 'weigh':
      world.now += 3
      return fault === 'unreadable'
        ? { kind: 'no-answer', says: 'unreadable', at: world.now }
        : { kind: 'recorded', at: world.now }
    case 'send':
      world.sentAt.push(world.now)
      return { ...send(world, fault), at: world.now }
    case 'look': {
      world.now += fault === 'unreadable' ? timeoutMs : 2
      if (fault === 'unreadable') return { kind: 'found', what: 'unreadable', says: '', at: world.now }
      const { state, causedBy } = world
      const account = {
        accountId: 'a1',
        state,
        version: `v${world.version}`,
        ...(causedBy ? { causedBy } : {}),
      }
      const what = whatStands(command, account, 'active', life.ackedVersion)
      if (what === 'restored') world.seenRestored.push(world.now)
      return { kind: 'found', what, says: state, at: world.now }
    }
    default:
      return effect satisfies never
  }
}

type Answer =
  | { kind: 'acked'; version?: string }
  | { kind: 'no-answer' | 'refused' | 'superseded'; says: string }

function send(world: World, fault: Fault): Answer {
  const silence = { kind: 'no-answer', says: 'silence' } as const
  if (fault === 'late') {
    world.late.push(world.now + 700)
    world.now += timeoutMs
    return silence
  }
  if (fault === 'lost-request' || fault === 'unreadable') {
    world.now += timeoutMs
    return silence
  }
  world.now += 5
  if (fault === 'phantom') return { kind: 'acked', version: 'v99' }
  if (fault === 'refused') return { kind: 'refused', says: 'never' }
  const applied = apply(world)
  if (fault === 'lost-answer') return silence
  return applied ? { kind: 'acked' } : { kind: 'superseded', says: '412' }
}

/** Idempotent by the key, and only on the version that the cause made. */
function apply(world: World): boolean {
  if (world.applied > 0) return true
  if (world.version !== 2) return false
  world.appliedAtVersions.push(world.version)
  world.applied += 1
  decide(world, 'active', command.commandId)
  return true
}

function decide(world: World, state: string, by: string): void {
  world.version += 1
  world.state = state
  world.causedBy = by
}

function arrive(world: World): void {
  for (const at of world.late.splice(0))
    if (at <= world.now) apply(world)
    else world.late.push(at)
}

const anyLimits = fc.record({
  lifeMs: fc.constant(30_000),
  confirmMs: fc.constant(10_000),
  settleMs: fc.constantFrom(0, 0, 3_000),
  mayResend: fc.boolean(),
})
const anyScript = fc.array(fc.constantFrom(...faults), { maxLength: 40 })

test('whatever goes wrong: applied at most once, to the right version, never sent after it expired', () => {
  fc.assert(
    fc.property(anyScript, anyLimits, (script, limits) => {
      const { world } = run(script, limits)
      expect(world.applied).toBeLessThanOrEqual(1)
      expect(world.appliedAtVersions.every((version) => version === 2)).toBe(true)
      expect(world.sentAt.every((at) => at < command.expiresAt)).toBe(true)
      expect(limits.mayResend || world.sentAt.length <= 1).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('whatever goes wrong: confirmed only if it was seen restored, and after settle once more', () => {
  fc.assert(
    fc.property(anyScript, anyLimits, (script, limits) => {
      const { world, confirmedAt } = run(script, limits)
      if (confirmedAt === undefined) return
      expect(world.applied).toBe(1)
      const [first = Number.POSITIVE_INFINITY] = world.seenRestored
      expect(world.seenRestored).toContain(confirmedAt)
      expect(confirmedAt - first).toBeGreaterThanOrEqual(limits.settleMs)
    }),
    { numRuns: 3_000 },
  )
})

test('whatever goes wrong: it comes to an end, at most a minute after it expired', () => {
  fc.assert(
    fc.property(anyScript, anyLimits, (script, limits) => {
      const { world, life } = run(script, limits)
      expect(['confirmed', 'refused', 'superseded', 'escalated', 'expired']).toContain(life.state)
      expect(world.now).toBeLessThan(command.expiresAt + 60_000)
    }),
    { numRuns: 3_000 },
  )
})

test('when nothing goes wrong it is confirmed within milliseconds, by one send', () => {
  const { world, life } = run([], { lifeMs: 30_000, confirmMs: 10_000, settleMs: 0, mayResend: true })
  expect(life.state).toBe('confirmed')
  expect(world.sentAt).toHaveLength(1)
  expect(world.now).toBe(10)
})

test('what only breaks connections is always confirmed in the end', () => {
  const broken = fc.array(
    fc.constantFrom<Fault>('lost-request', 'lost-answer', 'late', 'unreadable', 'killed'),
    {
      maxLength: 8,
    },
  )
  fc.assert(
    fc.property(broken, (script) => {
      const limits = { lifeMs: 30_000, confirmMs: 10_000, settleMs: 0, mayResend: true }
      expect(run(script, limits).life.state).toBe('confirmed')
    }),
    { numRuns: 3_000 },
  )
})

describe('on either guard: owner, staff, automation, lock, hold, delete, people, restarts, limits and faults, all racing', () => {
  const raced = (runs: number) => {
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(anySetting, anyActs, (setting, acts) => {
        const end = race(setting, acts)
        ends.set(end, (ends.get(end) ?? 0) + 1)
      }),
      { numRuns: runs },
    )
    return ends
  }

  const plain = {
    preserves: false,
    excluded: false,
    approvers: 1,
    settleMs: 0,
    mayResend: true,
    flaps: false,
    coolsUntil: 0,
    noReturnAt: undefined,
  } as const
  const yes = { do: 'word', word: 'yes', by: 'jonas', named: true, onShift: true } as const
  const go = { do: 'go', fault: 'none' } as const
  const [hold, lift] = [{ do: 'hold' }, { do: 'lift-hold' }] as const

  describe('a yes that was stopped on its way, after marks had been named to whoever gave it,', () => {
    const setting = { ...plain, mode: 'approve', before: 'suspended' } as const
    const uncleared = { ...yes, by: 'ines' } as const
    const stopped = { do: 'go', fault: 'stopped' } as const
    const named: Act[] = [{ do: 'hold' }, yes, go, yes]
    const held: Act[] = [...named, go, stopped]

    // biome-ignore format: a table for people.
    test.each<[string, readonly Act[], string]>([
      ['and is said once more',                       [...held, yes, go, go],                            'confirmed'],
      ['and is said by somebody not cleared',         [...held, uncleared, go, go],                      'blocked'],
      ['and is not said again',                       [...held, go, go],                                 'blocked'],
      ['and another mark came since',                 [...held, { do: 'other-hold' }, yes, go, go],      'blocked'],
      ['one of which was lifted before it was sent',  [...named, lift, go, stopped, yes, go, go],        'confirmed'],
      ['and such a one is back',                      [...named, lift, go, stopped, hold, yes, go, go],  'blocked'],
      ['and the platform could not be reached',       [...named, go, { do: 'go', fault: 'no-way-there' },
                                                       { do: 'wait', ms: 59_999 }, go, yes, go, go],     'confirmed'],
    ])('%s', (_, acts, end) => {
      for (const guard of ['native', 'log'] as const) expect(race({ ...setting, guard }, acts)).toBe(end)
    })
  })

  describe('a mark that is put on the account after the gates were asked', () => {
    const setting = { ...plain, mode: 'auto', before: 'active' } as const
    const lost = { do: 'go', fault: 'lost-request' } as const
    const wait = (ms: number) => ({ do: 'wait', ms }) as const

    // biome-ignore format: a table for people.
    test.each<[string, readonly Act[], string]>([
      ['stops a call that waited for its turn',       [go, hold, wait(300), go],                         'blocked'],
      ['and a cleared yes that read of it passes it', [go, hold, wait(300), go, yes, go, go, go],        'confirmed'],
      ['and one that was lifted again stops nothing', [go, hold, lift, wait(300), go, go],               'confirmed'],
      ['and what may be lost is not sent again',      [go, lost, hold, go, go, wait(59_999), go, go],    'escalated'],
    ])('%s', (_, acts, end) => {
      for (const guard of ['native', 'log'] as const) expect(race({ ...setting, guard }, acts)).toBe(end)
    })
  })

  test('each decision is the oracle’s, nothing is applied twice or to a later decision, and every end is reached', () => {
    const ends = raced(4_000)
    expect(new Set(ends.keys())).toEqual(
      new Set([
        'proposed',
        'counting',
        'blocked',
        'confirmed',
        'refused',
        'superseded',
        'raced',
        'escalated',
        'vetoed',
        'expired',
      ]),
    )
    expect(ends.get('confirmed')).toBeGreaterThan(200)
  })
})
