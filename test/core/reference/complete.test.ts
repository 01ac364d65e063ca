import { describe, expect, it, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { alertOf } from '../../../src/core/decision/alert-of.ts'
import { step } from '../../../src/core/decision/step.ts'
import type { AccountProfile } from '../../../src/core/reference/account-profile.ts'
import { complete, filledPaths } from '../../../src/core/reference/complete.ts'
import { keepDefaults } from '../../../src/core/reference/keep-profiles.ts'
import { ProfileTable } from '../../../src/core/reference/profile-table.ts'
import type { StaffRecord } from '../../../src/core/reference/staff-record.ts'
import { StaffTable } from '../../../src/core/reference/staff-table.ts'
import { changeOf, dayMs, hourMs, minuteMs, now, staff as people, shippedPolicy } from '../people.ts'

const contractor: StaffRecord = {
  id: 'st-12',
  validFrom: now - 30 * dayMs,
  kind: 'contractor',
  team: 'support',
  hiredAt: now - 300 * dayMs,
  leavesAt: now + 40 * minuteMs,
}
const headOfState: AccountProfile = {
  id: 'acc-77',
  validFrom: now - 400 * dayMs,
  handle: 'head',
  followers: 44_000_000,
  verified: 'government',
  protectedClass: ['head-of-state', 'government'],
}

function tablesOf(staff: readonly StaffRecord[], accounts: readonly AccountProfile[]) {
  const [people, profiles] = [new StaffTable(), new ProfileTable(keepDefaults, 1000)]
  for (const record of staff) people.put(record)
  for (const profile of accounts) profiles.put(profile)
  return { staff: people, accounts: profiles }
}

/** Says only who and whom. */
function bare(otherwise: Partial<AccountChange> = {}): AccountChange {
  return changeOf({
    action: 'deactivate',
    actor: { id: 'st-12', kind: 'unknown' },
    account: { id: 'acc-77' },
    ...otherwise,
  })
}

describe('a change that says only who and whom', () => {
  const tables = tablesOf([contractor], [headOfState])

  it('takes the employment of whoever a tool acts for, and the rest from the tool', () => {
    const ownDates = { hiredAt: now - dayMs, accessEndsAt: now + minuteMs, credentialChangedAt: now - hourMs }
    const tool: StaffRecord = { id: 'tool', validFrom: now - 30 * dayMs, team: 'tools', ...ownDates }
    const both = tablesOf([contractor, tool], [])
    const by = (kind: 'automation' | 'system', onBehalfOf?: string) =>
      complete(bare({ actor: { id: 'tool', kind, ...(onBehalfOf && { onBehalfOf }) } }), both).change.actor
    const { hiredAt, leavesAt } = contractor
    const alone = { id: 'tool', kind: 'automation', team: 'tools' }
    expect(by('automation')).toEqual({ ...alone, ...ownDates })
    expect(by('automation', 'tool')).toEqual({ ...alone, ...ownDates, onBehalfOf: 'tool' })
    expect(by('automation', 'nobody-known')).toEqual({ ...alone, onBehalfOf: 'nobody-known' })
    expect(by('automation', 'st-12')).toEqual({ ...alone, onBehalfOf: 'st-12', hiredAt, leavesAt })
    expect(by('system', 'st-12')).toEqual({
      ...alone,
      ...ownDates,
      kind: 'system',
      onBehalfOf: 'st-12',
    })
  })

  it('takes the same where only the table knows that it is a tool', () => {
    const ownDates = { hiredAt: now - dayMs, accessEndsAt: now + minuteMs, credentialChangedAt: now - hourMs }
    const tool: StaffRecord = { id: 'tool', validFrom: now - 30 * dayMs, kind: 'automation', ...ownDates }
    const both = tablesOf([contractor, tool], [headOfState])
    const policy = shippedPolicy('demo')
    const by = (kind: 'automation' | 'unknown', onBehalfOf?: string) => {
      const { change, filled } = complete(
        bare({ actor: { id: 'tool', kind, ...(onBehalfOf && { onBehalfOf }) } }),
        both,
      )
      return { actor: change.actor, step: step(change, { memory: undefined, filled }, policy) }
    }
    for (const whom of [undefined, 'tool', 'nobody-known', 'st-12']) {
      const [told, known] = [by('automation', whom), by('unknown', whom)]
      expect(known.actor, whom).toEqual(told.actor)
      expect(known.step.assessment, whom).toEqual(told.step.assessment)
      expect(known.step.decision, whom).toEqual(told.step.decision)
    }
    expect(by('unknown', 'st-12').actor).not.toHaveProperty('accessEndsAt')
    expect(by('unknown', 'st-12').actor.leavesAt).toBe(contractor.leavesAt)
  })

  it('is as near to the last hour where a tool does it for the person, and no louder where one who stays has it done', () => {
    const policy = shippedPolicy('demo')
    const settled = { id: 'st-13', validFrom: now - 30 * dayMs, hiredAt: now - 2000 * dayMs }
    const all = tablesOf([contractor, settled], [headOfState])
    const by = (actor: AccountChange['actor']) => {
      const { change, filled } = complete(bare({ actor, reason: { code: 'abuse', reportId: 'R-1' } }), all)
      return step(change, { memory: undefined, filled }, policy)
    }
    const pointsOf = ({ assessment }: ReturnType<typeof by>, name: string) =>
      assessment.findings.find(({ bar }) => bar.name === name)?.pointsCenti
    const tool = { id: 'tool', kind: 'automation' } as const
    const byHand = by({ id: 'st-12', kind: 'unknown' })
    const leaving = by({ ...tool, onBehalfOf: 'st-12' })
    expect(pointsOf(leaving, 'tenure.lastHour')).toBe(pointsOf(byHand, 'tenure.lastHour'))
    expect(leaving.decision).toMatchObject({ alerts: true, mode: 'approve' })
    const forNobody = by(tool).assessment
    expect(by({ ...tool, onBehalfOf: 'st-13' }).assessment).toEqual(forNobody)
    expect(by({ ...tool, onBehalfOf: 'nobody-known' }).assessment).toEqual(forNobody)
    expect(by({ ...tool, kind: 'system', onBehalfOf: 'st-12' }).assessment.suspicionCenti).toBe(
      forNobody.suspicionCenti,
    )
  })

  it('is completed with who the actor and the account were', () => {
    const { change, filled } = complete(bare(), tables)
    expect(change.actor).toEqual({
      id: 'st-12',
      kind: 'contractor',
      team: 'support',
      hiredAt: contractor.hiredAt,
      leavesAt: contractor.leavesAt,
    })
    const { validFrom: _, ...facts } = headOfState
    expect(change.account).toEqual(facts)
    expect(filled?.paths).toEqual([
      'account.handle',
      'account.followers',
      'account.verified',
      'account.protectedClass',
      'actor.kind',
      'actor.team',
      'actor.hiredAt',
      'actor.leavesAt',
    ])
  })

  it('alerts as it would have, had the event said all of it, and the alert shows where the facts are from', () => {
    const policy = shippedPolicy('demo')
    const { change, filled } = complete(bare(), tables)
    const known = { memory: undefined, filled }
    const stepped = step(change, known, policy)
    const told = step(change, { memory: undefined }, policy)
    expect(stepped.assessment.scoreCenti).toBe(told.assessment.scoreCenti)
    expect(stepped.decision).toMatchObject({ mode: 'auto', missing: [] })
    const alert = alertOf(change, known, policy, stepped, { alertId: 'a', raisedAt: now })
    expect(alert.fromTables).toContain('actor.leavesAt')
    expect(
      alertOf(change, { memory: undefined }, policy, told, { alertId: 'a', raisedAt: now }),
    ).not.toHaveProperty('fromTables')
  })

  it('keeps what the event says itself, though the tables say otherwise', () => {
    const told = bare({
      actor: { id: 'st-12', kind: 'employee', leavesAt: now + 200 * dayMs },
      account: { id: 'acc-77', followers: 180, verified: 'none' },
    })
    const { change, filled } = complete(told, tables)
    expect(change.actor).toMatchObject({ kind: 'employee', leavesAt: now + 200 * dayMs, team: 'support' })
    expect(change.account).toMatchObject({ followers: 180, verified: 'none', handle: 'head' })
    expect(filled?.paths).not.toContain('account.followers')
  })

  it('is left as it is where a table does not know the person, or is not there', () => {
    const stranger = bare({ actor: { id: 'nobody', kind: 'unknown' } })
    expect(complete(stranger, { ...tables, accounts: undefined })).toEqual({
      change: stranger,
      filled: undefined,
    })
    expect(complete(bare(), { staff: undefined, accounts: undefined }).filled).toBeUndefined()
  })
})

describe('what was in force when it was asked for', () => {
  const renewed = { ...contractor, validFrom: now + minuteMs, leavesAt: now + 200 * dayMs }
  const grown = { ...headOfState, validFrom: now + minuteMs, followers: 45_000_000 }
  const tables = tablesOf([contractor, renewed], [headOfState, grown])

  test.each([
    // when the change occurred, was asked for, arrived -> end of contract, followers
    ['before both', now, undefined, undefined, contractor.leavesAt, 44_000_000],
    ['to the millisecond', now + minuteMs, undefined, undefined, renewed.leavesAt, 45_000_000],
    ['asked before, done after', now + hourMs, now, undefined, contractor.leavesAt, 45_000_000],
    ['a time ahead of its arrival', now + hourMs, undefined, now, contractor.leavesAt, 44_000_000],
    ['asked only after it was done', now, now + hourMs, undefined, contractor.leavesAt, 44_000_000],
    ['asked after it arrived', now + hourMs, now + hourMs, now, contractor.leavesAt, 44_000_000],
    ['before anything was known', now - 500 * dayMs, undefined, undefined, undefined, undefined],
  ])('%s', (_, occurredAt, requestedAt, arrivedAt, leavesAt, followers) => {
    const change = bare({ occurredAt, ...(requestedAt !== undefined && { requestedAt }) })
    const completed = complete(change, tables, arrivedAt).change
    expect(completed.actor.leavesAt).toBe(leavesAt)
    expect(completed.account.followers).toBe(followers)
  })

  it('is not what held more than a quarter of a year before: nobody waits for so long', () => {
    const first = { ...contractor, validFrom: now - 300 * dayMs, leavesAt: now + 65 * dayMs }
    const second = { ...contractor, validFrom: now - 90 * dayMs, leavesAt: now + 5 * dayMs }
    const long = tablesOf([first, second, contractor], [])
    const endOf = (days: number) =>
      complete(bare({ requestedAt: now - days * dayMs }), long).change.actor.leavesAt
    expect([29, 31, 89, 365, 500].map(endOf)).toEqual([
      contractor.leavesAt,
      ...[31, 89, 365, 500].map(() => second.leavesAt),
    ])
  })

  it('is what held when it was done for whom the table did not know as of then: nobody dates himself a stranger', () => {
    const known = tablesOf([contractor, { ...renewed, validFrom: now - hourMs }], [])
    const endOf = (id: string, askedDays: number) =>
      complete(
        bare({
          actor: id === 'tool' ? { id, kind: 'automation', onBehalfOf: 'st-12' } : { id, kind: 'unknown' },
          requestedAt: now - askedDays * dayMs,
        }),
        known,
      ).change.actor.leavesAt
    for (const id of ['st-12', 'tool'])
      expect([29, 31, 365].map((days) => endOf(id, days))).toEqual([
        contractor.leavesAt,
        renewed.leavesAt,
        renewed.leavesAt,
      ])
    expect(endOf('nobody-known', 31)).toBeUndefined()
  })

  it('is the same whichever version came first', () => {
    const turned = tablesOf([renewed, contractor], [grown, headOfState])
    expect(complete(bare(), turned).change.account.followers).toBe(44_000_000)
    expect(complete(bare(), turned).change.actor.leavesAt).toBe(contractor.leavesAt)
  })
})

describe('an account that is not kept', () => {
  const neighbour: AccountProfile = {
    id: 'acc-9',
    validFrom: now - 100 * dayMs,
    followers: 180,
    verified: 'none',
  }
  const tables = tablesOf([contractor], [headOfState, neighbour])
  const small = bare({ account: { id: 'acc-9' } })

  it('is known to be below the standing: neither unknown nor without followers', () => {
    const { change, filled } = complete(small, tables)
    expect(change.account).toEqual({ id: 'acc-9' })
    expect(filled).toMatchObject({ followersUnder: 100_000 })
    expect(filledPaths(filled!)).toContain('account.followers<100000')
  })

  it('does not hold a mode back for want of its standing, as one that nobody knows does', () => {
    const policy = { ...shippedPolicy('demo'), alertAt: { suspicionCenti: 0, scoreCenti: 0 } }
    const { change, filled } = complete(small, tables)
    const bounded = step(change, { memory: undefined, filled }, policy)
    expect(bounded.decision.missing).not.toContain('account.standing')
    expect(bounded.assessment.findings.filter(({ bar }) => bar.name === 'reach')).toEqual([])
    const nobodyKnows = step(change, { memory: undefined }, policy)
    expect(nobodyKnows.decision.missing).toContain('account.standing')
    expect(nobodyKnows.assessment.findings.some(({ bar, unknown }) => bar.name === 'reach' && unknown)).toBe(
      true,
    )
  })

  it('keeps its own number where the event says it', () => {
    const told = bare({ account: { id: 'acc-9', followers: 181 } })
    expect(complete(told, tables).filled?.followersUnder).toBeUndefined()
  })
})

it('an employee of the tables is asked for no more than one that the event describes', () => {
  const tables = tablesOf([{ ...people.oldHand, validFrom: now - dayMs }], [])
  const { change } = complete(bare({ actor: { id: 'old-hand', kind: 'unknown' } }), tables)
  expect(change.actor).toEqual({ ...people.oldHand })
})
