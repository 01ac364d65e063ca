import { expect, test } from 'vitest'
import type { Circumstances } from '../../../src/core/reversal/circumstances.ts'
import {
  exclusionGate,
  namedOnCase,
  needsClearance,
  needsClearanceWords,
  policyModeFor,
  reasonNotListed,
} from '../../../src/core/reversal/exclusions.ts'

/** As much of the circumstances as this gate looks at. */
const excluded = (part: Partial<Circumstances>) =>
  exclusionGate({
    who: 'machine',
    told: [],
    countermeasure: 'restore',
    exclusion: 'child-safety',
    exclusions: [{ name: 'child-safety', holds: new Set(['child-safety']), preserve: true, sealed: false }],
    holds: [],
    account: 'not-read',
    ...part,
  })

// biome-ignore format: a table for people.
test.each([
  [{ who: 'machine' },                  'excluded: child-safety'],
  [{ who: 'machine', cleared: true },   'excluded: child-safety'],
  [{ who: 'person' },                   'excluded: child-safety'],
  [{ who: 'person', cleared: false },   'excluded: child-safety'],
  [{ who: 'person', cleared: true },    'excluded: child-safety'],
  [{ who: 'person', cleared: true, told: ['erasure'] },                           'excluded: child-safety'],
  [{ who: 'person', cleared: true, told: ['child-safety'] },                      undefined],
  [{ who: 'person', cleared: true, told: ['child-safety'], holds: ['court-77'] }, 'excluded: child-safety, the account is held: court-77'],
  [{ who: 'person', cleared: true, told: ['child-safety', 'the account is held: court-77'], holds: ['court-77'] }, undefined],
  [{ who: 'person', cleared: false, told: ['child-safety'] },                     'excluded: child-safety'],
  [{ who: 'machine', cleared: true, told: ['child-safety'] },                     'excluded: child-safety'],
  [{ exclusion: undefined },            undefined],
  [{ exclusion: reasonNotListed },      "excluded: its reason is not on the policy's list"],
  [{ exclusion: reasonNotListed, countermeasure: 'preserve' }, "excluded: its reason is not on the policy's list"],
  [{ exclusion: 'gone from the policy' }, 'excluded: restricted, ask legal'],
] as const)('%o: %s', (part, says) => {
  expect(excluded(part)).toBe(says)
})

// biome-ignore format: a table for people.
test.each([
  ['restore',  'auto',    undefined,      'restore',  'auto'],
  ['restore',  'auto',    undefined,      'preserve', 'approve'],
  ['restore',  'approve', undefined,      'preserve', 'approve'],
  ['restore',  'observe', undefined,      'restore',  'observe'],
  ['restore',  'observe', undefined,      'preserve', 'observe'],
  ['preserve', 'auto',    'child-safety', 'preserve', 'auto'],
  ['preserve', 'auto',    'child-safety', 'restore',  'approve'],
  ['none',     'observe', 'court-order',  'restore',  'approve'],
] as const)('an alert for %s by %s, exclusion %s: who wants to %s has %s', (countermeasure, mode, exclusion, wanted, expected) => {
  const alert = { countermeasure, mode, ...(exclusion === undefined ? {} : { exclusion }) }
  expect(policyModeFor(alert, wanted)).toBe(expected)
})

// biome-ignore format: a table for people.
test.each([
  [undefined,      'restore',  [],            false],
  [undefined,      'restore',  ['budgets'],   false],
  [undefined,      'restore',  ['exclusion'], true],
  [undefined,      'preserve', ['exclusion'], true],
  ['child-safety', 'restore',  [],            true],
  ['child-safety', 'preserve', [],            false],
  ['child-safety', 'protect',  undefined,     true],
  [undefined,      'restore',  undefined,     false],
] as const)('excluded by %s, to %s, held back by %o: only for who is cleared: %s', (exclusion, wanted, blockedBy, expected) => {
  expect(needsClearance(exclusion === undefined ? {} : { exclusion }, wanted, blockedBy)).toBe(expected)
})

test('what a case names is what the gate names', () => {
  const rules = [{ name: 'gag', holds: new Set<string>(), preserve: true, sealed: true }]
  expect(namedOnCase({ exclusion: 'gag' }, rules)).toEqual({
    what: ['gag'],
    says: 'excluded: restricted, ask legal',
  })
  expect(namedOnCase({ exclusion: reasonNotListed }, rules)?.what).toEqual([
    "its reason is not on the policy's list",
  ])
  expect(namedOnCase({}, rules)).toBeUndefined()
})

test('why a yes is not enough is said in words, and the name of an unknown reason is one of the contract', () => {
  expect(needsClearanceWords).toBe('it is excluded, and takes the yes of somebody who is cleared for that')
  expect(reasonNotListed).toBe('reason-not-listed')
})
