import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isPolicy, readPolicy } from '../../src/core/policy/read-policy.ts'

test('the figures that the README prints of volunteers are of the policy that ships', () => {
  const text = readFileSync('schemas/policies/volunteers.yaml', 'utf8')
  const policy = readPolicy(text, createHash('sha256').update(text).digest('hex'))
  if (!isPolicy(policy)) throw new Error(JSON.stringify(policy))
  // The head of the table of `evaluate`: the name of the policy, and its id beneath.
  const heads = [...readFileSync('README.md', 'utf8').matchAll(/^ +volunteers\n +([0-9a-f]{12})$/gmu)]
  expect(heads.map(([, id]) => id)).toEqual([policy.id])
})
