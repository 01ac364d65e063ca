import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { describeCause, forPeople } from '../../../src/edges/telemetry/line-writer.ts'

it('shows a person the time of day, how loud, the sentence, then the rest', () => {
  const line =
    '{"level":"warn","time":"2017-11-02T22:58:00.000Z","kind":"KeyIsWrong","offset":7,"by":["a"],"says":"hm"}\n'
  expect(forPeople(line)).toBe('22:58:00.000 WARN  hm offset=7 by=["a"]\n')
})

it('follows causes five deep and no further, even in a circle', () => {
  const error = new Error('round')
  error.cause = error
  expect(describeCause(error).cause).toBe(Array.from({ length: 5 }, () => 'Error: round').join(' <- '))
  expect(describeCause({ status: 503 }).cause).toBe('{ status: 503 }')
  expect(describeCause(undefined)).toEqual({ cause: '' })
})

it('writes JSON lines on standard error by itself, and lets the process end', () => {
  const telemetry = new URL('../../../src/edges/telemetry/telemetry.ts', import.meta.url).href
  const program =
    `const { openTelemetry } = await import(${JSON.stringify(telemetry)});` +
    `openTelemetry({ level: 'info' }).notice({ kind: 'RoleStarted', role: 'detect' })`
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 15_000,
  })
  expect(run.status).toBe(0)
  expect(run.stdout).toBe('')
  expect(JSON.parse(run.stderr)).toMatchObject({ level: 'info', says: 'detect started', role: 'detect' })
})
