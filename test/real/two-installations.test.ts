import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { schemasFolder } from '../../src/edges/files/shipped.ts'
import { type AccountServer, startAccountServer } from '../roles/reverse/account-server.ts'
import { type RunningProgram, startProgram } from './running-program.ts'

/** Two whole installations that somebody set up over one platform by accident: each with a log, a store, groups and
 *  secrets of its own, each told of every change, each with leave to act. Nothing but the platform could keep them
 *  from undoing twice, and nothing but their commands could let it. */
const accounts = Array.from({ length: 12 }, (_, i) => `a${i}`)
const secret = `whsec_${Buffer.from('the secret of both, 32 bytes big').toString('base64')}`
const folder = mkdtempSync(join(tmpdir(), 'countermand-twice-'))
const programs: RunningProgram[] = []
let platform: AccountServer

beforeAll(async () => {
  platform = await startAccountServer()
  writeFileSync(join(folder, 'shop.yaml'), mappingOf(platform.url))
  for (const name of ['one', 'other'])
    programs.push(
      await startProgram(join(folder, name), {
        flags: ['--demo', 'off', '--mapping', join(folder, 'shop.yaml'), '--policy', demoPolicy],
        environment: { COUNTERMAND_INGEST_SECRET: secret },
      }),
    )
}, 120_000)

afterAll(async () => {
  for (const program of programs) program.kill()
  await platform.close()
  rmSync(folder, { recursive: true, force: true })
})

const demoPolicy = join(schemasFolder, 'policies', 'demo.yaml')

it('two whole installations over one platform restore each account once', { timeout: 120_000 }, async () => {
  // Now and then an answer is lost, so that one of them must find out what became of its command.
  platform.faults = ['slow', 'lost-answer', 'slow', 'error-with-effect']
  for (const id of accounts) {
    platform.change(id, 'active', 'owner')
    const { version } = platform.change(id, 'deactivated', `contractor-${id}`)
    const body = JSON.stringify(lastHour(id, `v${version}`))
    const taken = await Promise.all(programs.map(({ address }) => deliver(address, body, `${id}/${version}`)))
    expect(taken).toEqual([202, 202])
  }
  const ends = await Promise.all(programs.map(ended))

  expect(platform.applied.map(({ accountId }) => accountId).sort()).toEqual([...accounts].sort())
  for (const id of accounts) expect(platform.accounts.get(id)).toMatchObject({ state: 'active', version: 3 })
  // Both made the same command of the same change.
  for (const id of accounts)
    expect(new Set(platform.calls.filter((call) => call.accountId === id).map(({ key }) => key)).size).toBe(1)
  const confirmed = ends.map((end) => end.confirmed)
  expect(ends.map((end) => end.confirmed + end.superseded)).toEqual([accounts.length, accounts.length])
  expect((confirmed[0] ?? 0) + (confirmed[1] ?? 0)).toBeGreaterThanOrEqual(accounts.length)
})

/** How many ended how, when all have. */
async function ended({ address }: RunningProgram) {
  const endBy = performance.now() + 60_000
  for (;;) {
    const text = await (await fetch(`${address}/metrics`)).text()
    const count = (state: string) =>
      Number(
        new RegExp(
          `^countermand_reversals_total\\{state="${state}",countermeasure="restore"\\} (\\d+)`,
          'm',
        ).exec(text)?.[1] ?? 0,
      )
    const end = { confirmed: count('confirmed'), superseded: count('superseded') }
    if (end.confirmed + end.superseded >= accounts.length) return end
    if (performance.now() > endBy) throw new Error(`not all have ended: ${JSON.stringify(end)}\n${text}`)
    await pause(100)
  }
}

async function deliver(address: string, body: string, id: string): Promise<number> {
  const at = new Date()
  const answer = await fetch(`${address}/v1/changes`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
    body,
  })
  return answer.status
}

/** The last hour of 2017, by another hand each time: one hand has a budget of its own. */
function lastHour(id: string, version: string) {
  const now = Date.now()
  return {
    eventId: `${id}/${version}`,
    source: 'shop',
    occurredAt: now,
    action: 'deactivate',
    account: {
      id,
      followers: 44_000_000,
      verified: 'government',
      protectedClass: ['head-of-state'],
      stateBefore: 'active',
      stateAfter: 'deactivated',
      version,
    },
    actor: {
      id: `contractor-${id}`,
      kind: 'contractor',
      team: 'support',
      hiredAt: now - 300 * 86_400_000,
      leavesAt: now + 1_800_000,
    },
    reason: { code: 'impersonation', reportId: `r-${id}` },
  }
}

function mappingOf(url: string): string {
  return `source: shop
keyedBy: actor
platform:
  baseUrl: ${url}
  serviceActor: countermand
  guard: native
  settleMs: 0
  timeoutMs: 1000
  read: { method: GET, url: '/accounts/\${account.id}', stateAt: state, versionAt: version, causedByAt: causedBy, holdsAt: holds }
  reverse:
    reactivate:
      url: '/accounts/\${account.id}/reactivate'
      headers: { If-Match: '"\${command.expectedVersion}"', Idempotency-Key: '\${command.id}' }
`
}
