import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { environment, readCondition } from '../../../src/core/policy/expression.ts'
import { type Facts, facts, laterFacts, pointsFacts } from '../../../src/core/policy/facts.ts'
import { accounts, changeOf, now, nth, reasons, shippedPolicy, staff, stepThrough } from '../people.ts'

// biome-ignore format: a table for people.
const cases: readonly (readonly [string, boolean])[] = [
  ["action == 'suspend' && effect == 'restricts'",                                      true],
  ["account.protectedClass.exists(c, c in ['elected', 'government'])",                  true],
  ["account.protectedClass.all(c, c != 'government')",                                  false],
  ['account.followers >= 10000000',                                                     true],
  ['account.followers == 44000000',                                                     true],
  ['actor.hoursToExit < 1 && !(size(reason.approvedBy) > 0)',                           true],
  ["size(reason.approvedBy) == 0 || actor.kind == 'owner'",                             true],
  ["reason.code.startsWith('imp') && reason.code.contains('person')",                   true],
  ["reason.code.endsWith('x')",                                                         false],
  ["label('queue') == 'night'",                                                         true],
  ["label('missing') == ''",                                                            true],
  ["'legal' in account.holds",                                                          false],
  ['known.followers && !known.mfa',                                                     true],
  ['suspicion + stakes == score',                                                       true],
  ['score - stakes * 2 > -100',                                                         true],
  ["tier != 'everyone'",                                                                true],
  ['size(account.id) == 13',                                                            true],
  ['actor.tenureDays > 100.5',                                                          true],
]

const change = changeOf({
  account: accounts.headOfState,
  actor: staff.contractorLastHour,
  reason: reasons.report,
  labels: { queue: 'night' },
})

describe('an expression', () => {
  test.each(cases)('%s is %s', (text, expected) => {
    expect(conditionOf(text).holds(factsOf(change))).toBe(expected)
  })

  test('means what the CEL library says it means, whatever the change', () => {
    const some = fc.record({
      followers: fc.integer({ min: 0, max: 100_000_000 }),
      protectedClass: fc.array(fc.constantFrom('elected', 'government', 'media'), { maxLength: 3 }),
      holds: fc.array(fc.constantFrom('legal', 'minor'), { maxLength: 2 }),
      code: fc.constantFrom('impersonation', 'spam', 'x'),
      approvedBy: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    })
    fc.assert(
      fc.property(
        some,
        fc.constantFrom(...cases),
        ({ followers, protectedClass, holds, code, approvedBy }, [text]) => {
          // `label` is the one function that only our own evaluator knows the answer of.
          if (text.includes('label(')) return
          const seen = factsOf({
            ...change,
            account: { ...change.account, followers, protectedClass, holds },
            reason: { code, approvedBy },
          })
          expect(conditionOf(text).holds(seen)).toBe(environment.parse(text)(contextOf(seen)))
        },
      ),
    )
  })
})

describe('an expression for one tier', () => {
  const atom = fc.constantFrom(
    "tier == 'protected'",
    "tier != 'notable'",
    "'notable' == tier",
    "tier in ['protected', 'notable']",
    "tier.startsWith('p')",
    'account.followers > 5',
    'known.mfa',
    'true',
    'false',
    "account.holds.exists(tier, tier == 'legal')",
  )
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      atom,
      fc
        .tuple(tie('tree'), fc.constantFrom('&&', '||', '==', '!='), tie('tree'))
        .map(([left, op, right]) => `((${left}) ${op} (${right}))`),
      fc.tuple(tie('tree'), fc.constantFrom('&&', '||'), atom, atom).map(
        // Without brackets: chains.
        ([left, op, ...rest]) => [left, ...rest].join(` ${op} `),
      ),
      tie('tree').map((inner) => `!(${inner})`),
    ),
  }))

  test('holds where the whole one holds, and where the CEL library says so', () => {
    fc.assert(
      fc.property(
        tree,
        fc.constantFrom('protected', 'notable', 'none'),
        fc.nat(10),
        (text, tier, followers) => {
          const seen = { ...factsOf({ ...change, account: { ...change.account, followers } }), tier }
          const condition = conditionOf(text)
          expect(condition.inTier(tier)?.(seen) ?? false).toBe(condition.holds(seen))
          expect(condition.holds(seen)).toBe(environment.parse(text)(contextOf(seen)))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ["tier == 'protected' && account.followers > 5", true],
    ["account.followers > 5 && !(tier in ['notable'])", true],
    ["known.mfa && tier == 'notable'", false],
    ["tier == 'notable' && (known.mfa || account.followers > 5)", false],
  ])('%s may hold in the tier protected: %s', (text, may) => {
    expect(conditionOf(text).inTier('protected') !== undefined).toBe(may)
  })
})

test.each<[string, string[]]>([
  ['pace.climb >= 2.15 && actor.hoursToExit > 720.0', ['actor.hoursToExit', 'pace.climb']],
  ["account.protectedClass.exists(c, c in ['elected'])", ['account.protectedClass']],
  ["!(size(reason.approvedBy) > 0) || tier == 'protected'", ['reason.approvedBy', 'tier']],
  ["label('pace.climb') == ''", []],
])('%s reads %j', (text, names) => {
  expect([...conditionOf(text).reads].toSorted()).toEqual(names)
})

test('nothing reads otherwise in hindsight that is not said to', () => {
  const steps = stepThrough(
    Array.from({ length: 30 }, (_, i) =>
      changeOf({
        eventId: `e${i}`,
        action: 'deactivate',
        account: nth(accounts.headOfState, i),
        actor: staff.contractorLastHour,
        occurredAt: now + i * 1_000,
      }),
    ),
    shippedPolicy('demo'),
  )
  const memory = steps.at(-1)?.learned
  const seen = (since: typeof memory) => ({ ...factsOf(change), sight: new Sight(change, { memory: since }) })
  const moved = Object.entries(facts).flatMap(([object, fields]) =>
    Object.entries(fields)
      .filter(([, { read }]) => read(seen(undefined), '') !== read(seen(memory), ''))
      .map(([name]) => `${object}.${name}`),
  )
  expect(moved.length).toBeGreaterThan(10)
  expect(moved.filter((name) => !laterFacts.includes(name))).toEqual([])
})

test('every fact whose words speak of suspicion reads points of it', () => {
  const speaking = Object.entries(facts).flatMap(([object, fields]) =>
    Object.entries(fields)
      .filter(([, { says }]) => says.includes('suspicion'))
      .map(([name]) => (object === '' ? name : `${object}.${name}`)),
  )
  expect(speaking).toEqual(pointsFacts)
})

// biome-ignore format: a table for people.
test.each([
  ["account.kind.matches('(a+)+$')",                                          'matches() is not allowed'],
  ['account.holds.exists(h, account.protectedClass.exists(c, c == h))',       'inside another'],
  ['account.followers / 2.0 > 3.0',                                           '"/" is not allowed'],
  ["account.holds[0] == 'legal'",                                             '"[]" is not allowed'],
  ["int('3') == 3",                                                           'int() is not allowed'],
  ['acount.followers > 1',                                                    'Unknown variable: acount; did you mean "account"?'],
  ['reason.kode == "x"',                                                      'did you mean "reason.code"?'],
  ['account.followers',                                                       'must be true or false'],
  ['account.followers >',                                                     'Unexpected'],
  [`${'!'.repeat(3000)}true`,                                                 'longer than 2000'],
  [`${'('.repeat(900)}true${')'.repeat(900)}`,                                'maxDepth'],
])('%s is refused when the policy is read', (text, says) => {
  const read = readCondition(text)
  expect(typeof read === 'string' ? read : 'it was read').toContain(says)
})

test('every fact can be read of a change that knows nothing', () => {
  const bare = factsOf({
    eventId: 'e',
    source: 's',
    occurredAt: 0,
    action: 'other',
    outcome: 'done',
    account: { id: 'a' },
    actor: { id: 'b', kind: 'unknown' },
  })
  for (const [object, fields] of Object.entries(facts)) {
    for (const [name, fact] of Object.entries(fields)) {
      const value = fact.read(bare, '')
      const type = Array.isArray(value) ? 'list<string>' : typeOf[typeof value]
      expect(`${object}.${name} ${type}`).toBe(`${object}.${name} ${fact.type}`)
      expect(value).not.toBeNaN()
    }
  }
})

const typeOf: Readonly<Record<string, string>> = { string: 'string', number: 'double', boolean: 'bool' }

function conditionOf(text: string) {
  const read = readCondition(text)
  if (typeof read === 'string') throw new Error(read)
  return read
}

function factsOf(of: AccountChange): Facts {
  return {
    sight: new Sight(of, { memory: undefined }),
    tier: 'protected',
    suspicionCenti: 150,
    stakesCenti: 1_200,
  }
}

/** The same facts, laid out for the library. */
function contextOf(seen: Facts): Record<string, unknown> {
  const values = (fields: (typeof facts)[string]) =>
    Object.fromEntries(Object.entries(fields).map(([name, fact]) => [name, fact.read(seen, '')]))
  const { '': alone, ...objects } = facts
  return {
    ...values(alone ?? {}),
    ...Object.fromEntries(Object.entries(objects).map(([name, fields]) => [name, values(fields)])),
  }
}
