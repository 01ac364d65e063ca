import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { CaseDetail } from '../../src/core/case/case-detail.ts'
import type { IncidentResult } from '../../src/demo/incidents/play.ts'
import { type RunningProgram, runProgram, startProgram } from './running-program.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

it.each(['http', 'topic'])(
  'the hand of 2017 is contained over HTTP where commands go by %s, acts no more, and is lifted again',
  { timeout: 240_000 },
  async (way) => {
    const folder = mkdtempSync(join(tmpdir(), 'countermand-contain-'))
    folders.push(folder)
    const program = await startProgram(folder, { flags: ['--demo-way', way, '--demo-rate', '1'] })
    try {
      const desk = await signedIn(program)
      const first = await play(program, folder)
      expect(first.reversals).toMatchObject([{ state: 'confirmed' }])
      const [alert] = first.alerts
      if (alert === undefined) throw new Error('nothing was alerted')
      const actorId = alert.change?.actor.id
      expect(actorId).toMatch(/^actor-/)

      expect((await desk.post(`/v1/alerts/${alert.alertId}/contain`)).status).toBe(200)
      await expect
        .poll(desk.standing, { timeout: 15_000 })
        .toMatchObject([{ actorId, state: 'contained', askedBy: ['analyst'] }])

      // The same people and accounts once more: what they set out to do is refused, and nothing needs to be undone.
      const second = await play(program, folder)
      expect(second.alerts.map(({ change }) => [change?.actor.id, change?.outcome])).toEqual([
        [actorId, 'refused'],
      ])
      expect([second.commands, second.reversals]).toEqual([[], []])

      expect((await desk.post(`/v1/alerts/${alert.alertId}/lift`)).status).toBe(200)
      await expect.poll(desk.standing, { timeout: 15_000 }).toEqual([])
      const found = await desk.caseOf(actorId ?? '')
      expect(found?.containments).toMatchObject([{ actorId, state: 'lifted', says: 'seen free again' }])
      expect(found?.history.map(({ did, note }) => [did, note])).toEqual([
        ['asked-to-contain', 'stop them until we know'],
        ['asked-to-lift', 'stop them until we know'],
      ])
    } finally {
      await program.interrupt()
    }
  },
)

async function play(program: RunningProgram, folder: string): Promise<IncidentResult> {
  const { port } = new URL(program.address)
  const flags = ['--json', '--seed', '7', '--port', port, '--data', folder]
  const { code, out, err } = await runProgram(['demo', 'last-day-2017', ...flags])
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out)
}

/** Whoever opens the one-time link, as the page asks for them. */
async function signedIn({ address, signInLink }: RunningProgram) {
  const key = signInLink.split('#key=')[1]
  const json = { 'content-type': 'application/json', origin: address }
  const session = await fetch(`${address}/v1/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ key }),
  })
  const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const get = async (path: string) => (await fetch(`${address}${path}`, { headers: { cookie } })).json()
  return {
    post: (path: string) =>
      fetch(`${address}${path}`, {
        method: 'POST',
        headers: { ...json, cookie, 'idempotency-key': crypto.randomUUID() },
        body: JSON.stringify({ reason: 'stop them until we know' }),
      }),
    standing: async () => ((await get('/v1/containments')) as { containments: unknown[] }).containments,
    async caseOf(actorId: string): Promise<CaseDetail | undefined> {
      const { cases } = (await get('/v1/cases')) as {
        cases: { caseId: string; actorId: string; kind: string }[]
      }
      const found = cases.findLast((one) => one.actorId === actorId && one.kind === 'change')
      return found && ((await get(`/v1/cases/${found.caseId}`)) as CaseDetail)
    },
  }
}
