import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runProgram } from '../real/running-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-people-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const add = (id: string, ...roles: readonly string[]) =>
  runProgram(['people', 'add', id, '--role', ...roles, '--data', folder], {}, 'a secret of twelve or more\n')

test('nobody is given a hand in cases and the record of it; an auditor may look at cases all the same', {
  timeout: 60_000,
}, async () => {
  for (const roles of [
    ['auditor', 'approver'],
    ['analyst,auditor'],
    ['auditor', 'cleared'],
    ['admin', 'auditor'],
  ]) {
    const { code, out, err } = await add('ada', ...roles)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^nobody is \w+ and auditor: whoever acts does not also read over the record\n$/u)
  }
  expect(await add('ada', 'auditor', 'viewer')).toMatchObject({
    code: 0,
    out: 'ada may sign in as viewer, auditor\n',
  })
})
