import { describe, expect, test } from 'vitest'
import type { Account, AccountChange } from '../../../src/core/change/account-change.ts'
import { alertOf } from '../../../src/core/decision/alert-of.ts'
import { type Known, step } from '../../../src/core/decision/step.ts'
import { complete } from '../../../src/core/reference/complete.ts'
import { ProfileTable } from '../../../src/core/reference/profile-table.ts'
import type { Circumstances } from '../../../src/core/reversal/circumstances.ts'
import { inverseOf } from '../../../src/core/reversal/countermeasures.ts'
import { weigh } from '../../../src/core/reversal/gates.ts'
import { accounts, changeOf, dayMs, hourMs, now, policyOf, shippedPolicy, staff } from '../people.ts'
import { exclusionClaims, exclusionLists, spellings } from './exclusion-matrix.ts'

const policy = shippedPolicy('demo')
const cold: Known = { memory: undefined }
const actor = staff.contractorLastHour
const bad = changeOf({ action: 'deactivate', actor, account: accounts.headOfState })

/** As where no list of reasons helps: the exclusions alone. */
const anyCode = { ...policy, reasons: undefined }

const lists = exclusionLists(now, actor.id)
const claims = exclusionClaims(policy)

describe('the full matrix: whatever reason is given, in whatever state the lists are, somebody is told and nothing is restored', () => {
  test.each(lists)('the list is %s', (_, listFor) => {
    for (const [name, reason, hold] of claims) {
      const change = {
        ...bad,
        account: { ...accounts.headOfState, ...listFor(hold) },
        reason: { code: reason },
      }
      const { decision, assessment } = step(change, cold, policy)
      const row = `${name} by ${reason}: ${assessment.severity} ${decision.mode} ${decision.countermeasure}`
      expect(decision.alerts, row).toBe(true)
      expect(['none', 'preserve'], row).toContain(decision.countermeasure)
      expect(assessment.severity, row).toBe('critical')
      expect(decision.claimedByActorAlone === true || decision.mode === 'observe', row).toBe(true)
      // And a person who asks for the restore is told why not.
      const { blockedBy } = weigh(asked(change, decision.exclusion))
      expect(
        blockedBy.map((block) => block.gate),
        row,
      ).toContain('exclusion')
    }
  })

  test.each(['code', 'policies'] as const)('however the %s is spelt, it excludes the same', (as) => {
    for (const [, reason] of claims) {
      const given = (word: string) => {
        const change = { ...bad, reason: as === 'code' ? { code: word } : { policies: ['x', word] } }
        const { decision, assessment } = step(change, cold, anyCode)
        return { ...decision, severity: assessment.severity }
      }
      const plain = given(reason)
      expect(plain.exclusion, reason).toBeDefined()
      for (const spelling of spellings(reason)) expect(given(spelling), `"${spelling}"`).toEqual(plain)
    }
  })

  test('however a hold is spelt, it excludes the same, and a person is told by the same name', () => {
    const holds = policy.exclusions.flatMap((exclusion) =>
      [...exclusion.holds].map((hold) => [exclusion.name, hold] as const),
    )
    for (const [name, hold] of holds) {
      const held = (word: string) => ({ ...bad, account: { ...accounts.headOfState, holds: [word] } })
      for (const spelling of spellings(hold)) {
        const { decision } = step(held(spelling), cold, policy)
        expect([decision.exclusion, decision.countermeasure], `"${spelling}"`).toEqual([name, 'none'])
        expect(weigh(asked(held(spelling), undefined)).blockedBy, `"${spelling}"`).toEqual(
          weigh(asked(held(hold), undefined)).blockedBy,
        )
      }
    }
  })

  describe('of several the first counts, but a sealed one before those that are not', () => {
    const held = (part: Partial<Account>) => ({
      ...bad,
      account: { ...accounts.headOfState, holds: ['c', 'b', 'a'], ...part },
    })
    const [month, hour] = [now - 30 * dayMs, now - hourMs]
    test.each<[string, AccountChange]>([
      ['that stand on the account', held({ holdsSince: month })],
      ['of which nobody knows how long they stand', held({})],
      ['that were placed an hour ago', held({ holdsSince: hour })],
      ['that the same hand placed', held({ holdsSince: month, holdsBy: actor.id })],
      ['that are claimed by a code and policies', { ...bad, reason: { code: 'a', policies: ['b', 'c'] } }],
      ['that are claimed by policies', { ...bad, reason: { policies: ['c', 'x', 'b', 'a'] } }],
      ['that are claimed by one code', { ...bad, reason: { code: 'any' } }],
    ])('%s', (_, change) => {
      expect(excludedBy(change)).toBe('a')
      expect(excludedBy(change, 'c')).toBe('c')
      expect(excludedBy(change, 'b', 'c')).toBe('b')
      expect(excludedBy(change, 'a', 'b')).toBe('a')
    })

    test('a fresh hold before a claim, unless only the claim is sealed; what has long stood before both', () => {
      const fresh = { ...held({ holdsSince: hour, holds: ['b'] }), reason: { code: 'a' } }
      expect(excludedBy(fresh)).toBe('b')
      expect(excludedBy(fresh, 'a')).toBe('a')
      expect(excludedBy(fresh, 'a', 'b')).toBe('b')
      expect(excludedBy({ ...fresh, account: { ...fresh.account, holdsSince: month } }, 'a')).toBe('b')
    })

    function excludedBy(change: AccountChange, ...sealed: string[]) {
      const exclusions = ['a', 'b', 'c'].map(
        (name) =>
          `  - { name: ${name}, why: x, holds: [${name}], reasons: [${name}, any], sealed: ${sealed.includes(name)} }`,
      )
      const small = policyOf(`ceiling: auto
tiers: [{ name: all, when: "true", modes: { auto: 1 } }]
rules: [{ name: bad, why: x, when: "true", points: 12, severityMin: high }]
exclusions:
${exclusions.join('\n')}
`)
      return step(change, cold, small).decision.exclusion
    }
  })

  test('a misspelt word that folds to no exclusion is on no list either', () => {
    for (const code of ['child-safty', 'csam-report', 'courtorders', 'x child-safety']) {
      const { decision } = step({ ...bad, reason: { code } }, cold, policy)
      expect(decision, code).toMatchObject({ alerts: true, exclusion: 'reason-not-listed', mode: 'observe' })
      expect(step({ ...bad, reason: { code } }, cold, anyCode).decision.mode, code).toBe('auto')
    }
  })

  test('a listed reason is listed however it is spelt, and a code that excludes is one where it is lifted again', () => {
    for (const code of spellings('hateful-conduct'))
      expect(step({ ...bad, reason: { code } }, cold, policy).decision.mode, `"${code}"`).toBe('auto')
    for (const code of spellings('court-order')) {
      const lifted = changeOf({ action: 'unsuspend', actor: staff.oldHand, account: accounts.neighbour })
      const { decision } = step({ ...lifted, reason: { code, ticketId: 'T-1' } }, cold, policy)
      expect(decision.exclusion, `"${code}"`).toBeUndefined()
    }
  })

  test('it is no small matrix', () => {
    expect(claims.length * lists.length).toBeGreaterThan(200)
  })

  test('without any of it the same change is restored: the matrix shows what the reasons do', () => {
    expect(step(bad, cold, policy).decision).toMatchObject({ mode: 'auto', countermeasure: 'restore' })
    expect(weigh(asked(bad, undefined)).blockedBy).toEqual([])
  })

  test('a reason that the policy does not list is told and never restored, whatever the list says', () => {
    const strict = { ...policy, reasons: new Set(['spam']) }
    for (const [, listFor] of lists) {
      const change = {
        ...bad,
        account: { ...accounts.headOfState, ...listFor('legal') },
        reason: { code: 'whim' },
      }
      const { decision } = step(change, cold, strict)
      expect(decision).toMatchObject({ alerts: true })
      expect(['none', 'preserve']).toContain(decision.countermeasure)
      expect(weigh(asked(change, decision.exclusion)).blockedBy.map((block) => block.gate)).toContain(
        'exclusion',
      )
    }
  })
})

describe('a hold keeps the machine away; whether it also keeps people from being told hangs on its age and its hand', () => {
  const held = (part: Partial<Account>) => ({
    ...bad,
    account: { ...accounts.headOfState, holds: ['legal'], ...part },
  })
  // biome-ignore format: a table for people.
  test.each<[string, Partial<Account>, string, boolean]>([
    // placed                                                              -> countermeasure, not believed
    ['a month ago by a colleague', { holdsSince: now - 30 * dayMs, holdsBy: 'legal-1' }, 'none',     false],
    ['a day ago to the second',    { holdsSince: now - dayMs, holdsBy: 'legal-1' },      'none',     false],
    ['nobody knows when',          {},                                                   'none',     false],
    ['23 hours ago',               { holdsSince: now - 23 * hourMs },                    'preserve', true],
    ['a month ago, the same hand', { holdsSince: now - 30 * dayMs, holdsBy: actor.id },  'preserve', true],
    ['by the same, in capitals',   { holdsSince: now - 30 * dayMs, holdsBy: 'Contractor-Last-Hour ' }, 'preserve', true],
  ])('placed %s', (_, part, countermeasure, fresh) => {
    const { decision, assessment } = step(held(part), cold, policy)
    expect(decision).toMatchObject({ alerts: true, countermeasure, exclusion: 'legal-hold' })
    expect(decision.claimedByActorAlone ?? false).toBe(fresh)
    expect(assessment.severity).toBe('critical')
  })

  test('a tool makes no other hand of it, whichever of the two it did', () => {
    const tool = { ...actor, id: 'bot-7', kind: 'automation', onBehalfOf: actor.id } as const
    const month = { holdsSince: now - 30 * dayMs }
    for (const holdsBy of [actor.id, 'bot-7', 'Contractor-last-hour']) {
      const { decision } = step({ ...held({ ...month, holdsBy }), actor: tool }, cold, policy)
      expect(decision, holdsBy).toMatchObject({ exclusion: 'legal-hold', claimedByActorAlone: true })
    }
    const { decision } = step({ ...held({ ...month, holdsBy: 'legal-1' }), actor: tool }, cold, policy)
    expect(decision.claimedByActorAlone).toBeUndefined()
  })

  test('it says that the hold is fresh, and two people with a ticket are believed all the same', () => {
    const change = held({ holdsSince: now - hourMs })
    expect(saysOf(change)).toMatch(/: the hold that stands for "legal-hold" is fresh, or of the same hand/)
    const vouched = { ...change, reason: { ticketId: 'T-1', approvedBy: ['lead-1'] } }
    expect(step(vouched, cold, policy).decision.claimedByActorAlone).toBeUndefined()
  })

  test('placing a hold is told by itself, however routine it looks', () => {
    const routine = {
      action: 'other',
      rawAction: 'place-hold',
      actor: staff.oldHand,
      occurredAt: now,
    } as const
    const placed = { ...accounts.neighbour, holds: ['legal'], holdsSince: now, holdsBy: staff.oldHand.id }
    const { decision, assessment } = step(changeOf({ ...routine, account: placed }), cold, policy)
    expect(decision).toMatchObject({ alerts: true, mode: 'observe', countermeasure: 'none' })
    expect(assessment.severity).toBe('low')
    expect(saysOf(changeOf({ ...routine, account: placed }))).toMatch(/it places a hold/)
    const tool = { ...routine.actor, id: 'bot-7', onBehalfOf: staff.oldHand.id } as const
    for (const [hand, holdsBy] of [
      [routine.actor, 'Old-Hand'],
      [tool, staff.oldHand.id],
      [tool, 'BOT-7'],
    ] as const) {
      const change = changeOf({ ...routine, actor: hand, account: { ...placed, holdsBy } })
      expect(step(change, cold, policy).decision, holdsBy).toMatchObject({ alerts: true, placesHold: true })
    }
    for (const old of [{ holdsSince: now - dayMs }, { holdsBy: 'somebody-else' }, { holds: undefined }]) {
      const { holds, ...rest } = { ...placed, ...old }
      const account = holds === undefined ? rest : { ...rest, holds }
      expect(step(changeOf({ ...routine, account }), cold, policy).decision.alerts).toBe(false)
    }
  })
})

describe('where the event does not say how old a hold is, the profiles of a day before do', () => {
  const keep = policy.keepProfiles
  const at = now - 2 * dayMs
  const profile = (validFrom: number, holds?: string[]) => ({
    id: 'a1',
    validFrom,
    followers: 44_000_000,
    ...(holds === undefined ? {} : { holds }),
  })
  const change = { ...bad, account: { id: 'a1' } }
  const since = (profiles: ReturnType<typeof profile>[], holds?: string[]) => {
    const table = new ProfileTable(keep, 100)
    for (const one of profiles) table.put(one)
    const account = holds === undefined ? change.account : { ...change.account, holds }
    return complete({ ...change, account }, { staff: undefined, accounts: table }).change.account.holdsSince
  }
  test.each([
    ['it stood there before', [profile(at, ['legal'])], undefined, undefined],
    ['it came an hour ago', [profile(at), profile(now - hourMs, ['legal'])], undefined, now - hourMs],
    [
      'another one came an hour ago',
      [profile(at, ['minor']), profile(now - hourMs, ['minor', 'legal'])],
      undefined,
      now - hourMs,
    ],
    ['only the event knows it', [profile(at)], ['legal'], now - dayMs + 1],
    ['nobody knows how it was then', [profile(now - hourMs, ['legal'])], undefined, undefined],
    ['there is none', [profile(at)], undefined, undefined],
  ])('%s', (_, profiles, holds, expected) => {
    expect(since(profiles, holds)).toBe(expected)
  })

  test('an account that was of no note a day before has a fresh hold', () => {
    const table = new ProfileTable(keep, 100)
    table.put({ id: 'other', validFrom: now - 9 * dayMs, followers: 44_000_000 })
    const small = { ...change, account: { id: 'small', holds: ['legal'] } }
    expect(complete(small, { staff: undefined, accounts: table }).change.account.holdsSince).toBe(now)
  })
})

function saysOf(change: AccountChange): string {
  return alertOf(change, cold, policy, step(change, cold, policy), { alertId: 'x', raisedAt: now }).says
}

/** As REVERSE asks the gates where a person wants a restore. */
function asked(change: AccountChange, exclusion: string | undefined): Circumstances {
  return {
    now,
    who: 'person',
    told: [],
    before: {},
    leadsTo: 'active',
    countermeasure: 'restore',
    policyMode: 'auto',
    policyCeiling: 'auto',
    installationCeiling: 'auto',
    inverse: inverseOf[change.action],
    missing: [],
    killSwitch: { on: false },
    breaker: { open: false },
    isHighestTier: true,
    demotedBy: 0,
    targetIsSuspect: false,
    doubts: [],
    budgets: [],
    occurredAt: change.occurredAt,
    maxAgeMs: 120_000,
    outcome: 'done',
    made: { eventId: change.eventId, version: 'v2' },
    guard: 'native',
    account: 'not-read',
    exclusion,
    exclusions: policy.exclusions,
    holds: change.account.holds ?? [],
    cooldownUntil: undefined,
    flap: undefined,
    irreversibleAt: undefined,
    causedByUs: false,
    cannot: undefined,
  }
}
