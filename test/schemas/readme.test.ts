import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isPolicy, readPolicy } from '../../src/core/policy/read-policy.ts'
import { gates } from '../../src/core/reversal/gates.ts'

test('the figures that the README prints of volunteers are of the policy that ships', () => {
  const text = readFileSync('schemas/policies/volunteers.yaml', 'utf8')
  const policy = readPolicy(text, createHash('sha256').update(text).digest('hex'))
  if (!isPolicy(policy)) throw new Error(JSON.stringify(policy))
  // The head of the table of `evaluate`: the name of the policy, and its id beneath.
  const heads = [...readFileSync('README.md', 'utf8').matchAll(/^ +volunteers\n +([0-9a-f]{12})$/gmu)]
  expect(heads.map(([, id]) => id)).toEqual([policy.id])
})

test('the table of gates in the README has every gate, and no other', () => {
  const [, table = ''] =
    /^\| Gate \| Closes \| Opens \|\n\|[- |]+\n((?:\|.*\n)+)/mu.exec(readFileSync('README.md', 'utf8')) ?? []
  const named = table.split('\n').flatMap((row) => {
    const [, cell = ''] = row.split(' | ', 1)[0]?.split('| ') ?? []
    return [...cell.matchAll(/`([a-z-]+)`/gu)].map(([, name = '']) => name)
  })
  expect(new Set(named)).toEqual(new Set(gates.map(({ name }) => name)))
  expect(named.length).toBe(gates.length)
})
