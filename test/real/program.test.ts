import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncidentResult } from '../../src/demo/incidents/play.ts'
import { type RunningProgram, runProgram, startProgram } from './running-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-program-'))
let program: RunningProgram

beforeAll(async () => {
  program = await startProgram(folder)
}, 120_000)

afterAll(() => {
  program.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function play(incident: string, ...more: string[]): Promise<IncidentResult> {
  const { port } = new URL(program.address)
  const { code, out, err } = await runProgram([
    'demo',
    incident,
    '--json',
    '--port',
    port,
    '--data',
    folder,
    ...more,
  ])
  if (code !== 0) throw new Error(`${incident} ended with ${code}: ${err}`)
  return JSON.parse(out) as IncidentResult
}

describe('the program on its embedded defaults', () => {
  it('says where the console and the metrics are, and how to stop', () => {
    expect(program.said()).toMatch(
      /console +http:\/\/127\.0\.0\.1:\d+\/#key=\S+\n +metrics +http:\/\/127\.0\.0\.1:\d+\/metrics\n +stop +Ctrl-C/,
    )
  })

  it('lives, takes part and can be measured', async () => {
    expect((await fetch(`${program.address}/healthz`)).status).toBe(200)
    expect((await fetch(`${program.address}/readyz`)).status).toBe(200)
    const metrics = await (await fetch(`${program.address}/metrics`)).text()
    expect(metrics).toMatch(/^countermand_changes_assessed_total [1-9]/m)
  })

  it('shows its page to anybody and its data to nobody without a session', async () => {
    expect((await fetch(`${program.address}/`)).status).toBe(200)
    expect((await fetch(`${program.address}/v1/cases`)).status).toBe(401)
    expect((await fetch(`${program.address}/v1/demo`)).status).toBe(401)
  })

  it('keeps the token of the demo to its owner', () => {
    expect(statSync(join(folder, 'demo.token')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'ingest.secret')).mode & 0o777).toBe(0o600)
  })

  it('restores the account of 2017 within 3 s: one alert, one command, one restore, again and again', {
    timeout: 60_000,
  }, async () => {
    for (let run = 0; run < 5; run += 1) {
      const { alerts, commands, reversals, secondsToConfirmed } = await play('last-day-2017')
      expect(alerts).toMatchObject([{ severity: 'critical', mode: 'auto', countermeasure: 'restore' }])
      expect(commands).toHaveLength(1)
      expect(reversals).toMatchObject([{ countermeasure: 'restore', state: 'confirmed' }])
      expect(secondsToConfirmed).toBeLessThan(3)
    }
  })

  it('keeps the data and restores nothing where the reason is the safety of a child', {
    timeout: 60_000,
  }, async () => {
    const { alerts, commands, reversals, secondsToConfirmed } = await play(
      'last-day-2017',
      '--reason',
      'child-safety',
    )
    const [alert] = alerts
    expect(alert).toMatchObject({ severity: 'critical' })
    expect(alert!.raisedAt - alert!.occurredAt).toBeLessThan(1000)
    expect(commands.map(({ action }) => action)).toEqual(['preserve'])
    expect(reversals.filter(({ state }) => state === 'confirmed')).toMatchObject([
      { countermeasure: 'preserve' },
    ])
    expect(secondsToConfirmed).toBeNull()
  })

  it('prints nothing of what a court has sealed, however it is spelt', { timeout: 60_000 }, async () => {
    for (const reason of ['court-order', 'Court Order']) {
      const result = await play('last-day-2017', '--reason', reason)
      expect(result.alerts).toMatchObject([{ exclusion: 'restricted, ask legal', severity: 'critical' }])
      expect(result.secondsToConfirmed).toBeNull()
      expect(JSON.stringify(result)).not.toMatch(/court/i)
    }
  })

  it('sees the defender lock hundreds of accounts, and reverses none', { timeout: 120_000 }, async () => {
    const { alerts, commands, reversals } = await play('lock-down')
    expect(alerts.length).toBeGreaterThan(0)
    expect(commands).toEqual([])
    expect(reversals).toEqual([])
  })

  it('has every state of every reversal in a sound record, while it runs', { timeout: 60_000 }, async () => {
    const verified = await runProgram(['audit', 'verify', '--data', folder, '--json'])
    expect([verified.code, JSON.parse(verified.out)]).toMatchObject([0, { sound: true, faults: [] }])
    const { out } = await runProgram(['audit', 'export', '--data', folder])
    const deeds = out.split('\n').flatMap((line) => /"deed":"([\w-]+)"/.exec(line)?.[1] ?? [])
    expect(deeds.slice(0, 2)).toEqual(['policy-loaded', 'started'])
    const confirmed = out
      .split('\n')
      .filter((line) => /"reversal-moved"/.test(line) && /"confirmed"/.test(line))
    expect(confirmed.length).toBeGreaterThanOrEqual(6)
    expect(new Set(confirmed).size).toBe(confirmed.length)
  })

  it('lets a person in who was added while it runs, and names no member of the staff to them', {
    timeout: 60_000,
  }, async () => {
    const added = await runProgram(
      ['people', 'add', 'dana', '--role', 'analyst', '--data', folder],
      {},
      'a secret of twelve or more\n',
    )
    expect(added).toMatchObject({ code: 0, out: 'dana may sign in as analyst\n' })
    const headers = { origin: program.address, 'content-type': 'application/json' }
    const body = JSON.stringify({ person: 'dana', secret: 'a secret of twelve or more' })
    const answer = await fetch(`${program.address}/v1/session`, { method: 'POST', headers, body })
    expect(answer.status).toBe(201)
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const { cases } = (await (
      await fetch(`${program.address}/v1/cases`, { headers: { cookie } })
    ).json()) as {
      cases: { actorId: string; top: { says: string } }[]
    }
    const named = cases.filter(({ actorId }) => actorId !== '')
    expect(named.length).toBeGreaterThan(0)
    for (const { actorId, top } of named) {
      expect(actorId).toMatch(/^actor-[0-9a-f]{10}$/)
      expect(top.says.split(' ')).toContain(actorId)
    }
  })

  it('refuses a second program on the same data in a sentence', { timeout: 60_000 }, async () => {
    const { code, err } = await runProgram(['start', '--port', '0', '--data', folder])
    expect(code).toBe(1)
    expect(err).toMatch(/held by another running countermand: stop that one, or name another data folder/)
  })

  it('drains within 10 s of Ctrl-C with code 0, and goes on where it was', { timeout: 120_000 }, async () => {
    const { code, tookMs } = await program.interrupt()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(10_000)
    program = await startProgram(folder)
    expect(program.said()).not.toContain('% of')
    const { secondsToConfirmed } = await play('last-day-2017')
    expect(secondsToConfirmed).toBeLessThan(3)
    expect((await runProgram(['audit', 'verify', '--data', folder])).code).toBe(0)
  })
})

describe('a start that cannot be', () => {
  it('names every wrong setting and every fault of the policy with its line, and leaves nothing behind', async () => {
    const elsewhere = join(folder, 'never')
    const policy = join(folder, 'faulty.yaml')
    writeFileSync(
      policy,
      'ceiling: sometimes\nbands: { low: 2, medium: 1, high: 10, critical: 14 }\ntiers: []\n',
    )
    const { code, err } = await runProgram([
      'start',
      '--data',
      elsewhere,
      '--port',
      '99999',
      '--policy',
      policy,
    ])
    expect(code).toBe(1)
    expect(err).toContain('--port: "99999" is not a whole number from 0 to 65535')
    expect(err).toMatch(/faulty\.yaml:1: ceiling/)
    expect(err).toMatch(/faulty\.yaml:2: bands/)
    expect(() => statSync(elsewhere)).toThrow(/ENOENT/)
  })
})
