import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { demoRoutes } from '../../src/demo/routes.ts'
import { runProgram, runUnread } from '../real/running-program.ts'

/** As `countermand … | head` leaves a command: whoever read it has gone. */

const folder = mkdtempSync(join(tmpdir(), 'countermand-unread-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const history = join(folder, 'history.ndjson')
const change = (nth: number) => ({
  eventId: `e${nth}`,
  source: 'desk',
  occurredAt: 1_700_000_000_000 + nth,
  action: 'deactivate',
  account: { id: `a${nth}`, followers: 44_000_000, verified: 'government' },
  actor: { id: 'x', kind: 'contractor', leavesAt: 1_700_000_000_000 + nth + 1_000 },
})
writeFileSync(history, Array.from({ length: 500 }, (_, nth) => `${JSON.stringify(change(nth))}\n`).join(''))

test('a demo whose outcome nobody reads ends without a word', async () => {
  const app = Fastify()
  const played = {
    incident: 'last-day-2017',
    alerts: [],
    commands: [],
    reversals: [],
    secondsToConfirmed: null,
  }
  const demo = {
    token: { matches: () => true },
    ratePerSecond: () => 20,
    setRate: () => undefined,
    play: async () => played,
  }
  demoRoutes(app, demo, { permit: () => false, notice: () => undefined })
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  writeFileSync(join(folder, 'demo.token'), 'token\n')
  const args = ['demo', 'last-day-2017', '--json', '--port', port, '--data', folder]
  expect(await runUnread(args)).toEqual({ code: 0, err: '' })
  await app.close()
}, 30_000)

test.each([
  ['decisions', ['--out', '-']],
  ['scores', ['--scores', '-']],
])(
  'a replay whose %s nobody reads ends without a word',
  async (_, flags) => {
    expect(await runUnread(['replay', history, ...flags])).toEqual({ code: 0, err: '' })
  },
  30_000,
)

test('a replay that was to write a file too says that it did not', async () => {
  const args = ['replay', history, '--out', '-', '--scores', join(folder, 'scores.csv')]
  expect(await runUnread(args)).toEqual({ code: 1, err: '- cannot be written: nobody reads it any more\n' })
}, 30_000)

test('an export of the record that nobody reads ends without a word', async () => {
  const add = ['people', 'add', 'ada', '--role', 'analyst', '--data', folder]
  expect((await runProgram(add, {}, 'a secret of twelve or more\n')).code).toBe(0)
  expect(await runUnread(['audit', 'export', '--data', folder])).toEqual({ code: 0, err: '' })
}, 30_000)

test('what a command found out is its exit code, whether anybody reads the rest or not', async () => {
  const policy = join(folder, 'faulty.yaml')
  writeFileSync(policy, 'version: 99\n')
  expect((await runUnread(['policy', 'check', policy])).code).toBe(1)
}, 30_000)
