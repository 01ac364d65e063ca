import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findTable, readTable } from '../../../src/edges/files/tables.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-tables-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a list of robots is read once each, and empty fields are nobody', async () => {
  const path = join(folder, 'robots.csv')
  writeFileSync(path, 'actor,since\nrob-1,2016\nrob-2,\n,2017\nrob-1,2018\n')
  expect(await readTable(path, 'actor')).toEqual(new Set(['rob-1', 'rob-2']))
})

test('a list in JSON lines may hold numbers', async () => {
  const path = join(folder, 'robots.ndjson')
  writeFileSync(path, '{"actor":7}\n{"actor":"rob-2"}\n')
  expect(await readTable(path, 'actor')).toEqual(new Set(['7', 'rob-2']))
})

test('a list that can be read only in part is refused: it would take robots for people', async () => {
  const path = join(folder, 'broken.csv')
  writeFileSync(path, 'actor,since\nrob-1,2016\nrob-2\n')
  const says = `line 3 of ${path} has no column "actor" that can be read`
  await expect(readTable(path, 'actor')).rejects.toMatchObject({ code: 'file-unreadable', message: says })
  await expect(readTable(path, 'robot')).rejects.toMatchObject({ code: 'file-unreadable' })
})

test('a list is looked for beside the mapping, then beside the input', () => {
  const places = { mapping: join(folder, 'mappings', 'm.yaml'), input: join(folder, 'input', 'a.csv') }
  for (const name of ['mappings', 'input']) mkdirSync(join(folder, name))
  expect(findTable('list.csv', places)).toBe(undefined)
  writeFileSync(join(folder, 'input', 'list.csv'), 'actor\n')
  expect(findTable('list.csv', places)).toBe(join(folder, 'input', 'list.csv'))
  expect(findTable('list.csv', { mapping: places.mapping })).toBe(undefined)
  writeFileSync(join(folder, 'mappings', 'list.csv'), 'actor\n')
  expect(findTable('list.csv', places)).toBe(join(folder, 'mappings', 'list.csv'))
})
