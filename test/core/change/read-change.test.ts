import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import * as words from '../../../src/core/change/account-change.ts'
import { actions } from '../../../src/core/change/actions.ts'
import { timeMsMax, timeMsMin } from '../../../src/core/change/change-limits.ts'
import { isUnreadable, readChange } from '../../../src/core/change/read-change.ts'
import { inOneSpelling } from '../../../src/core/spelling/folded.ts'

const suspension = {
  eventId: 'ev-1',
  source: 'demo',
  occurredAt: 1_509_663_420_000,
  action: 'suspend',
  account: { id: 'acc-1' },
  actor: { id: 'st-1', kind: 'employee' },
}

function faultsOf(input: unknown): readonly string[] {
  const read = readChange(input)
  return isUnreadable(read) ? read.faults.map(({ at, says }) => `${at}: ${says}`) : []
}

test('a suspension without its source takes that of the mapping, and one with its own keeps it', () => {
  const { source, ...anonymous } = suspension
  expect(readChange(anonymous, { source: 'wiki' })).toEqual({
    ...suspension,
    source: 'wiki',
    outcome: 'done',
  })
  expect(readChange({ ...anonymous, source }, { source: 'wiki' })).toMatchObject({ source: 'demo' })
})

test('everything that is wrong with a suspension is said at once, with what was seen and what is allowed', () => {
  const faults = faultsOf({ ...suspension, eventId: '', actor: { id: 1.5, kind: 'wizard' }, scope: 'moon' })
  expect(faults).toEqual([
    'eventId: must be given',
    'actor.id: 1.5: a number here must be whole and at most 9007199254740991; write longer ids as texts',
    'actor.kind: "wizard": one of employee contractor volunteer automation owner system unknown is meant',
    'scope: "moon": one of global community country is meant',
  ])
})

test('a stranger cannot fill the dead letter with faults, nor with one long name', () => {
  const labels = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`l${i}`, i]))
  const faults = faultsOf({ ...suspension, labels })
  expect(faults.length).toBe(51)
  expect(faults[50]).toBe('the whole: and 10 faults more')
  const [long] = faultsOf({ ...suspension, labels: { ['x'.repeat(1_000_000)]: 1 } })
  expect(long?.length).toBeLessThan(400)
})

test('no followers are no followers, whichever zero a platform writes', () => {
  const read = readChange(JSON.parse(JSON.stringify(suspension).replace('"acc-1"', '"acc-1","followers":-0')))
  expect(read).toMatchObject({ account: { followers: 0 } })
})

test('the change shares nothing with what came in', () => {
  const approvers = ['st-2']
  const labels = { queue: 'spam' }
  const read = readChange({ ...suspension, reason: { approvedBy: approvers }, labels })
  approvers.push('st-3')
  labels.queue = 'other'
  expect(read).toMatchObject({ reason: { approvedBy: ['st-2'] }, labels: { queue: 'spam' } })
})

test('200,000 lists in each other are too deep, and cost neither the stack nor the time', () => {
  const nested: unknown = JSON.parse(
    `{"eventId":"ev-1","extra":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
  )
  const read = readChange(nested)
  expect(isUnreadable(read) && read.unreadable).toBe('too-deep')
})

test('an object with a prototype of its own making is not led astray by it', () => {
  expect(faultsOf(Object.create({ ...suspension }))).toEqual([])
  expect(faultsOf(JSON.parse('{"__proto__":{"eventId":"ev-1"}}'))).toContain(
    '__proto__: a field of this name is never allowed',
  )
})

describe('whether an unreadable change may have taken an account away', () => {
  test.each([
    ['deactivate', true],
    ['suspend', true],
    ['lock', true],
    ['restrict', true],
    ['delete', true],
    ['anonymise', true],
    ['unverify', true],
    ['reactivate', false],
    ['rename', false],
    ['export-data', false],
    ['other', false],
    ['obliterate', true],
    [7, true],
    [undefined, true],
    [{ deactivate: true }, true],
  ])('%o -> %o', (action, expected) => {
    const read = readChange({ ...suspension, action, occurredAt: 'soon' })
    expect(isUnreadable(read) && read.mayRestrict).toBe(expected)
  })
})

const token = fc.string({ minLength: 1, maxLength: 30 })
const time = fc.integer({ min: timeMsMin, max: timeMsMax })
const list = fc.array(token, { minLength: 1, maxLength: 5 })
const web = token.map((path) => `https://tool.example/${encodeURIComponent(path.toWellFormed())}`)
const label = token.filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name))

/** Any change that is allowed, with any of its fields left out. */
const anyChange = fc.record(
  {
    eventId: token,
    source: token,
    occurredAt: time,
    requestedAt: time,
    action: fc.constantFrom(...actions),
    rawAction: token,
    until: fc.oneof(time, fc.constant('never')),
    scope: fc.constantFrom(...words.scopes),
    outcome: fc.constantFrom(...words.outcomes),
    operationId: token,
    operationSize: fc.integer({ min: 1 }),
    causedBy: token,
    account: fc.record(
      {
        id: token,
        kind: fc.constantFrom(...words.accountKinds),
        handle: token,
        followers: fc.maxSafeNat(),
        verified: fc.constantFrom(...words.verifications),
        protectedClass: list.map((classes) => classes.map(inOneSpelling)),
        holds: list,
        createdAt: time,
        stateBefore: token,
        stateAfter: token,
        version: token,
      },
      { requiredKeys: ['id'] },
    ),
    actor: fc.record(
      {
        id: token,
        kind: fc.constantFrom(...words.actorKinds),
        role: token,
        roleSince: time,
        team: token,
        hiredAt: time,
        leavesAt: time,
        accessEndsAt: time,
        credentialChangedAt: time,
        onBehalfOf: token,
      },
      { requiredKeys: ['id', 'kind'] },
    ),
    origin: fc.record(
      { tool: token, sessionId: token, network: token, device: token, mfa: fc.boolean(), credential: token },
      { requiredKeys: [] },
    ),
    reason: fc.record(
      {
        code: token,
        policies: list,
        ticketId: token,
        reportId: token,
        assignment: fc.constantFrom(...words.assignments),
        note: token,
        approvedBy: list,
        statementId: token,
        noticeSent: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    links: fc.record({ account: web, report: web, ticket: web, log: web }, { requiredKeys: [] }),
    labels: fc.dictionary(label, token, { minKeys: 1, maxKeys: 5 }),
  },
  { requiredKeys: ['eventId', 'source', 'occurredAt', 'action', 'outcome', 'account', 'actor'] },
)

describe('whatever comes', () => {
  test('a change that is allowed is read as it is, and again after JSON', () => {
    fc.assert(
      fc.property(anyChange, (change) => {
        const read = readChange(change)
        expect(read).toEqual(change satisfies Partial<AccountChange>)
        expect(readChange(JSON.parse(JSON.stringify(read)))).toEqual(read)
      }),
      { numRuns: 300 },
    )
  })

  test('any JSON is a change or says what is wrong with it, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = readChange(value)
        expect(!isUnreadable(read) || read.faults.length > 0).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('any JSON in the place of any field leaves a change that survives, or a dead letter', () => {
    const field = fc.constantFrom(
      'eventId',
      'occurredAt',
      'until',
      'account',
      'actor',
      'reason',
      'links',
      'labels',
    )
    fc.assert(
      fc.property(anyChange, field, fc.jsonValue(), (change, name, value) => {
        const read = readChange({ ...change, [name]: value })
        const again = isUnreadable(read) ? read : readChange(JSON.parse(JSON.stringify(read)))
        expect(again).toEqual(read)
      }),
      { numRuns: 500 },
    )
  })
})
