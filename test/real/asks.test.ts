import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Question } from '../../src/core/ask/question.ts'
import type { CaseDetail } from '../../src/core/case/case-detail.ts'
import type { Alert } from '../../src/core/decision/alert.ts'
import type { IncidentResult } from '../../src/demo/incidents/play.ts'
import { type RunningProgram, runProgram, startProgram } from './running-program.ts'

/** The running program, whose demo's tool asks before people act on accounts of note. A machine that is busy with other
 *  things may be slower than the 50 ms that the tool waits; then it goes by its own default, and is asked once more. */

const folder = mkdtempSync(join(tmpdir(), 'countermand-asks-'))
const tries = 8
let program: RunningProgram
let cookie: string

beforeAll(async () => {
  program = await startProgram(folder, { flags: ['--demo-asks', 'on', '--demo-rate', '5'] })
  cookie = await signIn()
}, 120_000)

afterAll(() => {
  program.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function signIn(): Promise<string> {
  const answer = await fetch(`${program.address}/v1/session`, {
    method: 'POST',
    headers: { origin: program.address, 'content-type': 'application/json' },
    body: JSON.stringify({ key: program.signInLink.split('#key=')[1] }),
  })
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

async function play(incident: string, seed: number): Promise<IncidentResult> {
  const { port } = new URL(program.address)
  const flags = ['--json', '--port', port, '--data', folder, '--seed', String(seed)]
  const { code, out, err } = await runProgram(['demo', incident, ...flags])
  if (code !== 0) throw new Error(`${incident} ended with ${code}: ${err}`)
  return JSON.parse(out) as IncidentResult
}

const get = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${program.address}${path}`, { headers: { cookie } })).json()) as T

async function waiting(): Promise<readonly Question[]> {
  return (await get<{ checks: readonly Question[] }>('/v1/checks')).checks
}

async function say(opinion: 'approve' | 'refuse', { checkId, cause }: Question): Promise<number> {
  const answer = await fetch(`${program.address}/v1/checks/${checkId}/${opinion}`, {
    method: 'POST',
    headers: {
      cookie,
      origin: program.address,
      'content-type': 'application/json',
      'idempotency-key': `${opinion}-${checkId}`,
    },
    body: JSON.stringify({ cause, reason: 'looked at it' }),
  })
  return answer.status
}

async function alerts(): Promise<readonly Alert[]> {
  const { cases } = await get<{ cases: readonly { caseId: string }[] }>('/v1/cases')
  const details = await Promise.all(cases.map(({ caseId }) => get<CaseDetail>(`/v1/cases/${caseId}`)))
  return details.flatMap((detail) => detail.alerts)
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${program.address}/metrics`)).text()
  return Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what} did not come`)
    await pause(100)
  }
}

it('2017 does not happen: the tool is told to hold, and nobody has anything to undo', {
  timeout: 180_000,
}, async () => {
  for (let seed = 1; seed <= tries; seed++) {
    const { alerts: raised, commands } = await play('last-day-2017', seed)
    const [question] = await waiting()
    // It was too slow, so the change was scored as always, and undone.
    if (question === undefined) continue
    expect([raised, commands]).toEqual([[], []])
    expect(question).toMatchObject({ state: 'held', severity: 'critical' })
    expect(question.says).toMatch(/^contractor .* would deactivate /)
    expect(await say('approve', question)).toBe(409)
    return
  }
  expect.fail(`the tool was never answered within 50 ms in ${tries} tries`)
})

it('what a second person says yes to is done, arrives as approved and alerts nobody; a no is obeyed', {
  timeout: 240_000,
}, async () => {
  const asksOf = async (seed: number) => {
    await play('rogue-return', seed)
    const seen = await alerts()
    // One that was answered too late has been done already.
    return (await waiting()).filter(
      ({ state, change }) =>
        state === 'waiting' && !seen.some((alert) => alert.change?.account.id === change.account.id),
    )
  }
  let questions: readonly Question[] = []
  for (let seed = 1; seed <= tries && questions.length < 2; seed++) questions = await asksOf(seed)
  const [yes, no] = questions
  expect([await say('approve', yes!), await say('refuse', no!)]).toEqual([200, 200])
  await until(
    async () => (await metric('countermand_approvals_used_total')) === 1,
    'the change that was approved',
  )
  await pause(1_500)
  const seen = await alerts()
  const on = ({ change }: Question) =>
    seen.filter((alert) => alert.change?.account.id === change.account.id && alert.kind !== 'hindsight')
  // Where it alerts all the same, for what else the same hand did, it is said that it was approved.
  for (const alert of on(yes!))
    expect(alert.bars.map(({ observed }) => observed)).toContain('approved before by a second person')
  expect(on(no!)).toEqual([])
  expect(await metric('countermand_questions_answered_total{opinion="refused"}')).toBe(1)
})
