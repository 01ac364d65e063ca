import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { comparePolicies } from '../../../src/core/policy/compare.ts'
import { isPolicy, readPolicy } from '../../../src/core/policy/read-policy.ts'

const shipped = readFileSync(new URL('../../../schemas/policies/default.yaml', import.meta.url), 'utf8')

test('a policy that is only written differently says the same', () => {
  const rewritten = shipped
    .replaceAll(/^ *#.*\n/gmu, '')
    .replace('bands: { low: 2,', 'bands:\n  { low: 2.0,')
    .replace(
      "tier == 'protected' && actor.hoursToExit < 1 &&",
      '(tier  ==  "protected" && (actor.hoursToExit < 1.0)) &&',
    )
    .replace('reasons: [court-order, authority-order', 'reasons: [authority-order, court-order')
    .replace('  harm.breadth: 1\n', '')
  expect(rewritten).not.toBe(shipped)
  expect(differences(shipped, rewritten)).toEqual([])
})

// biome-ignore format: a table for people.
test.each([
  // in the policy                     becomes                                -> what: before -> after
  ['ceiling: observe',                 'ceiling: veto',                       ['ceiling: observe -> veto']],
  ['critical: 14 }',                   'critical: 13.5 }',                    ['bands critical: 14.00 -> 13.50']],
  ['{ suspicion: 1, score: 6 }',       '{ score: 6.5 }',                      ['alertAt score: 6.00 -> 6.50']],
  ['modes: { approve: 4, veto: 9 }',   'modes: { approve: 4, auto: 11 }',     ['tier notable, veto: from 9.00 -> -', 'tier notable, auto: - -> from 11.00']],
  ['modes: { approve: 4, veto: 9 }',   'modes: { approve: 4, veto: 9 }\n    approvers: 2\n    waitSeconds: 300', ['tier notable, approvers: 1 -> 2', 'tier notable, waitSeconds: 120 -> 300']],
  ['forbid: [veto, auto]',             'forbid: [veto, auto]\n    author: ines', ['rule two-others-agreed, author: - -> ines']],
  ["when: account.kind != 'network'",  "when: account.kind == 'person'",      ["tier everyone, when: account.kind != 'network' -> account.kind == 'person'"]],
  ['severityMin: high',                'severityMin: critical\n    points: 1', ['rule back-on-notable, severityMin: high -> critical', 'rule back-on-notable, points: - -> 1.00']],
  ['forbid: [veto, auto]',             'forbid: [auto]',                      ['rule two-others-agreed, forbid: auto, veto -> auto']],
  ['tenure.lastHour: 5',               'tenure.lastHour: 4',                  ['evidence tenure.lastHour: 5.00 -> 4.00']],
  ['pace: 0.35',                       'pace: 0.5',                           ['families pace: 0.35 -> 0.50']],
  ['reasons: [terrorism]',             'reasons: [terrorism, terror]',        ['exclusion terrorism, reasons: terrorism -> terror, terrorism']],
  ['sealed: true',                     'sealed: false',                       ['exclusion court-order, sealed: yes -> no']],
  ['perHour: 50',                      'perHour: 60',                         ['budgets perHour: 50 -> 60']],
  ['hold: critical, holdMinutes: 15',  'hold: never, holdMinutes: 5',         ['ask hold: critical -> never', 'ask holdMinutes: 15 -> 5']],
])('where "%s" becomes "%s"', (text, becomes, expected) => {
  expect(shipped).toContain(text)
  expect(differences(shipped, shipped.replace(text, becomes))).toEqual(expected)
})

test('a rule, an exclusion and a list of reasons that are new are told with all that they say', () => {
  const anyCode = shipped.replace(/\nreasons: \[[^\]]+\]\n/u, '\n')
  const more = `${anyCode}\nreasons: [spam, abuse]\n`.replace(
    'exclusions:\n',
    'exclusions:\n  - { name: election, why: the vote is on, holds: [ballot], when: "account.followers > 5" }\n',
  )
  expect(differences(anyCode, more)).toEqual([
    'exclusion election: - -> 1st',
    'exclusion election, why: - -> the vote is on',
    'exclusion election, holds: - -> ballot',
    'exclusion election, when: - -> account.followers > 5',
    'exclusion election, preserve: - -> yes',
    'exclusion election, sealed: - -> no',
    'reasons: any -> abuse, spam',
  ])
})

test('two tiers that change places are a new order, and nothing else', () => {
  const parts = shipped.split(/(?=^ {2}- name: notable)|(?=^ {2}- name: everyone)|(?=^# What no sum)/mu)
  const [head, notable, everyone, ...rest] = parts
  expect(differences(shipped, [head, everyone, notable, ...rest].join(''))).toEqual([
    'tiers, order: protected, notable, everyone -> protected, everyone, notable',
  ])
})

function differences(before: string, after: string): string[] {
  return comparePolicies(read(before), read(after)).map(
    ({ what, before, after }) => `${what}: ${before} -> ${after}`,
  )
}

function read(text: string) {
  const policy = readPolicy(text, '0123456789abcdef')
  if (!isPolicy(policy)) throw new Error(policy.map(({ line, says }) => `${line}: ${says}`).join('\n'))
  return policy
}
