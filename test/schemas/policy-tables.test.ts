import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testPolicies } from '../../src/commands/policy/test.ts'
import { printedBy } from '../commands/printed.ts'

const names = readdirSync('schemas/policies').filter((name) => name.endsWith('.yaml'))

test.each(names)('every row of the table beside %s holds', async (name) => {
  const path = `schemas/policies/${name.replace('.yaml', '.test.txt')}`
  const { exit, printed } = await printedBy(() => testPolicies([path], {}))
  expect(printed).toEqual([
    expect.stringMatching(/^schemas\/policies\/\w+\.test\.txt: \d+ rows, all hold \(policy \w{12}\)$/),
  ])
  expect(exit).toBe(0)
})
