import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testPolicies } from '../../src/commands/policy/test.ts'
import { isTable, readTable } from '../../src/core/policy-table/read-table.ts'
import { tryTable } from '../../src/core/policy-table/try-table.ts'
import { printedBy } from '../commands/printed.ts'
import { shippedPolicy } from '../core/people.ts'

const names = readdirSync('schemas/policies').filter((name) => name.endsWith('.yaml'))

test.each(names)('every row of the table beside %s holds', async (name) => {
  const path = `schemas/policies/${name.replace('.yaml', '.test.txt')}`
  const { exit, printed } = await printedBy(() => testPolicies([path], {}))
  expect(printed).toEqual([
    expect.stringMatching(/^schemas\/policies\/\w+\.test\.txt: \d+ rows, all hold \(policy \w{12}\)$/),
  ])
  expect(exit).toBe(0)
})

test('the table by which the README explains tables holds under the policy that ships', () => {
  const readme = readFileSync('schemas/policies/README.md', 'utf8')
  const table = readTable(/## Table tests[\s\S]*?```\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
  if (!isTable(table)) throw new Error(table.map(({ says }) => says).join('\n'))
  const results = tryTable(table, shippedPolicy('default'))
  expect(results.map(({ row, unmet }) => [row.line, unmet])).toEqual([
    [5, []],
    [6, []],
    [7, []],
    [8, []],
  ])
})
