import { expect, test } from 'vitest'
import { step } from '../../../src/core/decision/step.ts'
import type { ActorMemory } from '../../../src/core/memory/actor-memory.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { type Outcome, play } from '../../../src/core/policy-table/play.ts'
import { isTable, readTable } from '../../../src/core/policy-table/read-table.ts'
import type { Scene } from '../../../src/core/policy-table/scene.ts'
import { changesOf } from '../../../src/core/policy-table/staged-changes.ts'
import { pastOf } from '../../../src/core/policy-table/staged-past.ts'
import { strangeNames } from '../../../src/core/policy-table/strange-names.ts'
import { tryTable } from '../../../src/core/policy-table/try-table.ts'
import { shippedPolicy } from '../people.ts'

const policy = shippedPolicy('default')
const nothing: ReadonlySet<string> = new Set()
const lastHour = 'contractor  deactivate  head of state  report  last hour'

test('a row comes to what the stream would make of the same past and the same change', () => {
  const scene = sceneOf(lastHour)
  let memory: ActorMemory | undefined
  for (const change of pastOf(scene, nothing)) memory = step(change, { memory }, policy).learned
  const [change] = changesOf(scene, nothing)
  if (change === undefined) throw new Error('the row has no change')
  const { assessment, decision } = step(change, { memory }, policy)
  expect(played(lastHour)).toMatchObject({
    mode: decision.mode,
    severity: assessment.severity,
    scoreCenti: assessment.scoreCenti,
    suspicionCenti: assessment.suspicionCenti,
    tier: decision.tier,
  })
  expect(decision.mode).toBe('auto')
})

test('its bars add up to its score', () => {
  const { bars, scoreCenti } = played(lastHour)
  expect(bars.reduce((sum, { pointsCenti }) => sum + pointsCenti, 0)).toBe(scoreCenti)
})

test('habit speaks for who has a past, and is silent for who has none', () => {
  expect(barsOf(played('employee  deactivate  head of state  report  -'))).toContain('unusual.action')
  expect(barsOf(played('employee used to deactivate  deactivate  head of state  report  -'))).not.toContain(
    'unusual.action',
  )
  expect(barsOf(played('employee never seen  deactivate  head of state  report  -'))).not.toContain(
    'unusual.action',
  )
})

// biome-ignore format: a table for people.
const pasts = [
  // actor                     when                      -> acts   the last of them, in hours before
  ['employee',                 '-',                         800,    0.25],
  ['employee 8 an hour',       '-',                         1600,   0.125],
  ['employee 2 d',             '-',                         36,     0.25],
  ['employee',                 'after 40 d of silence',     800,    0.25 + 960],
  ['employee',                 'Sunday 12:00',              800,    43.25],
  ['volunteer',                'first night',               400,    10.5],
  ['automation',               'first night',               4000,   0.01],
] as const

test.each(pasts)('the past of %s, when %s, is %i acts', (actor, when, acts, hoursBefore) => {
  const scene = sceneOf(`${actor}  suspend  -  -  ${when}`)
  const past = pastOf(scene, nothing)
  expect(Math.abs(past.length - acts)).toBeLessThanOrEqual(acts * 0.05)
  const [change] = changesOf(scene, nothing)
  const times = past.map(({ occurredAt }) => occurredAt)
  const hours = ((change?.occurredAt ?? 0) - (times.at(-1) ?? Number.NaN)) / 3_600_000
  expect(Math.abs(hours - hoursBefore)).toBeLessThan(0.25)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

// biome-ignore format: a table for people.
test.each([
  ['suspend',             undefined],
  ['suspend for good',    'never'],
  ['suspend for 30 d',    Date.UTC(2017, 10, 30, 10)],
  ['for 90 min, suspend', Date.UTC(2017, 9, 31, 11, 30)],
] as const)('who does "%s" on a Tuesday at ten does it until %o', (does, until) => {
  const [change] = changesOf(sceneOf(`employee  ${does}  -  -  -`), nothing)
  expect(change?.until).toBe(until)
})

test('each of many accounts is shut out for so long from its own moment on', () => {
  const changes = changesOf(sceneOf('employee  suspend for 1 h  3 accounts in 3 min  -  -'), nothing)
  expect(changes.map(({ occurredAt, until }) => Number(until) - occurredAt)).toEqual(Array(3).fill(3_600_000))
})

test('who was never seen before has no past', () => {
  expect(pastOf(sceneOf('employee never seen  suspend  -  -  -'), nothing)).toEqual([])
})

test.each(['default', 'volunteers'] as const)(
  'nobody is told of anybody’s ordinary past under %s.yaml',
  (name) => {
    const policy = shippedPolicy(name)
    for (const actor of [
      'employee 6 y',
      'employee 2 d',
      'contractor',
      'volunteer',
      'automation',
      'employee used to protected accounts',
    ]) {
      let memory: ActorMemory | undefined
      const alerts = pastOf(sceneOf(`${actor}  suspend  -  -  -`), nothing).filter((change) => {
        const done = step(change, { memory }, policy)
        memory = done.learned
        return done.decision.alerts
      })
      // Who never saw a protected account meets the first of them as a stranger.
      expect([actor, alerts.length > 1]).toEqual([actor, false])
    }
  },
)

test('a row of many accounts is judged at its gravest, and says which of them was the first to alert', () => {
  const { firstAlert, severity, mode } = played('employee  suspend  69 accounts  report  in 3 min')
  expect(firstAlert).toBeGreaterThan(5)
  expect(firstAlert).toBeLessThanOrEqual(30)
  expect([severity, mode]).not.toContain('info')
})

test('whoever is noticed later than the row says is noticed too late', () => {
  const row = 'employee  suspend  69 accounts  report  in 3 min'
  const { firstAlert = 0 } = played(row)
  const unmet = (by: number) =>
    tried(`actor  does  account  reason  when  ->  alerts\n${row}  ->  by ${by}\n`, policy)[0]?.unmet
  expect(unmet(firstAlert)).toEqual([])
  expect(unmet(firstAlert - 1)).toEqual([
    { column: 'alerts', expected: `by ${firstAlert - 1}`, found: `by ${firstAlert}` },
  ])
})

test('work that grows is told by the climb of somebody whose month is known, and of nobody younger', () => {
  const grown = (actor: string) => played(`${actor}  suspend  700 accounts  report  in 4 d`).rules
  expect(grown('employee')).toContain('slow-climb')
  expect(grown('employee 20 d')).not.toContain('slow-climb')
  expect(played('employee 3 d  suspend  1500 accounts  report  in 3 min').firstAlert).toBeUndefined()
})

// biome-ignore format: a table for people.
test.each([
  ['tier not protcted',          'the policy has no tier "protcted"; did you mean "protected"?'],
  ['rule last-hour-on-protectd', 'the policy has no rule "last-hour-on-protectd"; did you mean "last-hour-on-protected"?'],
  ['exclusion not child-safty',  'the policy has no exclusion "child-safty"; did you mean "child-safety"?'],
  ['countermeasure restor',      'the policy has no countermeasure "restor"; did you mean "restore"?'],
  ['tier not none',              undefined],
  ['rule none',                  undefined],
  ['exclusion reason-not-listed', undefined],
  ['mode auto',                  undefined],
])('of the name in "%s" the policy says: %s', (expected, says) => {
  const [column = '', ...words] = expected.split(' ')
  const table = readTable(`actor  ->  ${column}\nowner  ->  ${words.join(' ')}\n`)
  if (!isTable(table)) throw new Error('the table has faults')
  expect(strangeNames(table, policy)).toEqual(says === undefined ? [] : [{ line: 2, column: 12, says }])
})

test('a reason that is not listed is no exclusion of a policy that lists none', () => {
  const table = readTable('actor  ->  exclusion\nowner  ->  not reason-not-listed\n')
  if (!isTable(table)) throw new Error('the table has faults')
  expect(strangeNames(table, shippedPolicy('volunteers'))).toHaveLength(1)
})

test('what a platform can never know is in no change of it, past or present', () => {
  const hidden = new Set(['actor.hiredAt', 'account.followers', 'reason'])
  const scene = sceneOf('employee 2 d  suspend  44M  ticket+2  -')
  for (const change of [...pastOf(scene, hidden), ...changesOf(scene, hidden)]) {
    expect(change.actor).not.toHaveProperty('hiredAt')
    expect(change.account).not.toHaveProperty('followers')
    expect(change).not.toHaveProperty('reason')
  }
})

// biome-ignore format: a table for people.
const expectations: readonly [string, unknown[]][] = [
  // expected                                                      -> what does not hold
  ['mode auto',              []],
  ['mode not auto',          ['mode: not auto, found auto']],
  ['mode <= veto',           ['mode: <= veto, found auto']],
  ['mode >= veto',           []],
  ['severity high',          ['severity: high, found critical']],
  ['severity >= high',       []],
  ['severity < critical',    ['severity: < critical, found critical']],
  ['tier protected',         []],
  ['tier not protected',     ['tier: not protected, found protected']],
  ['suspicion >= 8',         []],
  ['stakes 12',              []],
  ['stakes > 12',            ['stakes: > 12, found 12.00']],
  ['score < 1.5',            [expect.stringMatching(/^score: < 1.5, found \d\d\.\d\d$/)]],
  ['alerts yes',             []],
  ['alerts by 1',            []],
  ['alerts no',              ['alerts: no, found yes']],
  ['countermeasure restore', []],
  ['countermeasure none',    ['countermeasure: none, found restore']],
  ['exclusion none',         []],
  ['exclusion child-safety', ['exclusion: child-safety, found none']],
  ['rule last-hour-on-protected', []],
  ['rule not last-hour-on-protected', ['rule: not last-hour-on-protected, found last-hour-on-protected']],
]

test.each(expectations)('of a contractor in the last hour, %s', (expected, unmet) => {
  const [column = '', ...words] = expected.split(' ')
  const [result] = tried(
    `actor  does  account  reason  when  ->  ${column}\n${lastHour}  ->  ${words.join(' ')}\n`,
    policy,
  )
  expect(
    result?.unmet.map(({ column, expected, found }) => `${column}: ${expected}, found ${found}`),
  ).toEqual(unmet)
})

function played(given: string): Outcome {
  return play(sceneOf(given), policy, nothing)
}

function sceneOf(given: string): Scene {
  const [result] = tried(`actor  does  account  reason  when  ->  mode\n${given}  ->  auto\n`, policy)
  if (result === undefined) throw new Error('the table has no row')
  return result.row.scene
}

function tried(text: string, by: Policy) {
  const table = readTable(text)
  if (!isTable(table)) throw new Error(table.map(({ says }) => says).join('\n'))
  return tryTable(table, by)
}

function barsOf({ bars }: Outcome): string[] {
  return bars.map(({ name }) => name)
}
