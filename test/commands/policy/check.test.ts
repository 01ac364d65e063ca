import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkPolicies } from '../../../src/commands/policy/check.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-check-'))
const path = join(folder, 'policy.yaml')
afterAll(() => rmSync(folder, { recursive: true }))

test('without a file it reads the policies that ship, and says in short what each does', async () => {
  const { ok, text } = await checkPolicies([])
  expect(ok).toBe(true)
  expect(text.match(/^\S+ is a policy: /gm)).toEqual([
    'schemas/policies/default.yaml is a policy: ',
    'schemas/policies/demo.yaml is a policy: ',
    'schemas/policies/volunteers.yaml is a policy: ',
  ])
})

test('it names all that is weighed: evidence, and relations with what others did', async () => {
  const { text } = await checkPolicies(['schemas/policies/default.yaml'])
  expect(text.split('\n').slice(-2)).toEqual([
    'evidence     prior, precedent, reason, hand, tenure, dormancy, record, credential, moment, hours, session, blank, justification, assignment, appeal, excuse, unusual, self, containment, canary, tempo, mass, fleet, shape, drift, reach, standing, harm',
    'relations    retaliation, selfUndoing, fight, manyHands, history, network, ghost',
  ])
})

test('it says that nobody has fitted the points yet, or on what and how well', async () => {
  const text = readFileSync('schemas/policies/default.yaml', 'utf8')
  const fitted = 'fitted: { from: 2011-04-28, until: 2015-05-06, changes: 40, notMeant: 30, slope: 0.92 }'
  writeFileSync(path, `${text}\n${fitted}\n`)
  const { text: told } = await checkPolicies(['schemas/policies/default.yaml', path])
  expect(told.match(/^points .*$/gmu)).toEqual([
    'points       not yet calibrated on your history',
    'points       calibrated on your history from 2011-04-28 to 2015-05-06, 40 changes, 30 of them not meant; on what came after, a slope of 0.92 (at 1 a point doubles the odds)',
  ])
})

test('a folder is no policy, and is told as that', async () => {
  expect(await checkPolicies([folder])).toEqual({
    ok: false,
    text: `${folder} cannot be read: it is a folder`,
  })
})

test('every fault of every file is named at once, with its line and column', async () => {
  writeFileSync(
    path,
    "ceiling: sometimes\ntiers:\n  - { name: everyone, when: account.kind != 'network', modes: { auto: 90 } }\nextra: 1\n",
  )
  const { ok, text } = await checkPolicies(['schemas/policies/demo.yaml', path, join(folder, 'none.yaml')])
  expect(ok).toBe(false)
  expect(text.split('\n').slice(-7)).toEqual([
    '',
    `${path}:1:10: ceiling: must be one of observe, approve, veto, auto, but is "sometimes"`,
    `${path}:3:71: tiers[0].modes.auto: must be a number from -50 to 50 (points), but is 90`,
    `${path}:4:1: extra: there is no "extra"; there are ceiling, bands, alertAt, tiers, rules, evidence, families, exclusions, reasons, budgets, contain, demotion, noReturn, ownTeam, ask, keepProfiles, peers, fitted`,
    `3 faults in ${path}`,
    '',
    `${join(folder, 'none.yaml')} cannot be read: there is no such file`,
  ])
})
