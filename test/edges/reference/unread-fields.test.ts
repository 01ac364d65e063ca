import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { keepDefaults } from '../../../src/core/reference/keep-profiles.ts'
import { accountKind, staffKind } from '../../../src/edges/reference/table-kind.ts'
import { watchFields } from '../../../src/edges/reference/unread-fields.ts'

const accounts = accountKind(() => keepDefaults, 10)

function toldOf(kind: { readonly fields: readonly string[] }, ...records: unknown[]): string[] {
  const told: string[] = []
  const watch = watchFields(kind, (says) => told.push(says))
  for (const record of records) watch(record)
  return told
}

describe('a field that a table does not have', () => {
  it.each([
    ['staff', staffKind, 'hireAt', /^`hireAt` is not read: did you mean "hiredAt"\?$/],
    ['accounts', accounts, 'folowers', /^`folowers` is not read: did you mean "followers"\?$/],
    ['staff', staffKind, 'salary', /^`salary` is not read: there are id, source, validFrom, .*accessEndsAt/],
    ['accounts', accounts, 'x'.repeat(200), /^`x{100}` is not read/],
  ])('of %s is told, with what may be meant', (_, kind, name, says) => {
    expect(toldOf(kind, { id: 'a', [name]: 1 })).toEqual([expect.stringMatching(says)])
  })

  it('is told once, and after twenty no more', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`own${i}`, i]))
    expect(toldOf(staffKind, { hireAt: 1 }, { hireAt: 2 }, { id: 'a' }, 'no record')).toHaveLength(1)
    expect(toldOf(staffKind, many, { hireAt: 1 })).toHaveLength(20)
  })

  it.each([
    ['staff-record', staffKind],
    ['account-profile', accounts],
  ])('is none that the schema %s has', (name, { fields }) => {
    const schema = JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as { properties: object }
    expect(fields.toSorted()).toEqual(Object.keys(schema.properties).toSorted())
  })
})
