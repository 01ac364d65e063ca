import { expect, test } from 'vitest'
import { assignPartitions } from '../../../src/edges/log/assignment.ts'

// Members with what they own until now, and what they get.
const table = `
  partitions  members                     -> shares
  4           a                           -> a:0123
  4           a:0123 b                    -> a:01 b:23
  4           a:0123 b c                  -> a:01 b:2 c:3
  3           a b                         -> a:02 b:1
  2           a:0 b:0                     -> a:0 b:1
  4           a:01 b:23                   -> a:01 b:23
  4           b:23                        -> b:0123
  5           a:012 b:34 c                -> a:01 b:34 c:2
  2           a:0 b:1 c                   -> a:0 b:1 c:
  2           a:57 b                      -> a:0 b:1
  0           a b                         -> a: b:`

const rows = table.trim().split('\n').slice(1)

test.each(rows.map((row) => row.trim()))('%s', (row) => {
  const [, partitions, members, shares] = /^(\d+)\s+(.*?)\s*->\s*(.*)$/.exec(row) ?? []
  const claims = (members ?? '').split(/\s+/).map((member) => {
    const [id = '', owned = ''] = member.split(':')
    return { id, owns: owned.split('').map(Number) }
  })
  const given = assignPartitions(claims, Number(partitions))
  expect([...given].map(([id, numbers]) => `${id}:${numbers.join('')}`).join(' ')).toBe(shares)
})
