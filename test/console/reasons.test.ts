import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AuditEntry } from '../../src/core/audit/entry.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { alertOn, changeBy } from './people-and-alerts.ts'
import { reversalsOf } from './reversals-on.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

/** A reason that says nothing is none, at whatever door. */
let desk: TestConsole
let dana: Hand
const { waiting, say, told } = reversalsOf(() => desk)

beforeAll(async () => {
  desk = await openTestConsole()
  const people = await peopleOf(desk)
  dana = await people.add('dana', ['approver', 'auditor', 'admin'], 'safety')
}, 60_000)
afterAll(() => desk.close())

const blank = ['', '   ', ' \t\n ', ' ab ', '\u{200b}\u{200b}\u{200b}', '...', 'x'.repeat(2_001)]

/** Every door that wants to know why, and what else it wants. */
const doors = [
  ['/v1/reversals/r/approve', { commandHash: 'h' }],
  ['/v1/reversals/r/veto', { commandHash: 'h' }],
  ['/v1/reversals/r/acknowledge', { commandHash: 'h' }],
  ['/v1/reversals/r/extend', { commandHash: 'h' }],
  ['/v1/reversals/r/hand-over', { commandHash: 'h', toRole: 'approver' }],
  ['/v1/alerts/a/reverse', {}],
  ['/v1/alerts/a/contain', {}],
  ['/v1/alerts/a/contain/withdraw', {}],
  ['/v1/alerts/a/lift', {}],
  ['/v1/limits/breaker/close', {}],
  ['/v1/limits/demotions/end', { scope: 'tier everyone' }],
  ['/v1/kill-switch', { on: true }],
  ['/v1/kill-switch', { on: false }],
  ['/v1/cases/c/reveal', {}],
  ['/v1/checks/00000000-0000-4000-8000-000000000001/approve', { cause: '0'.repeat(48) }],
  ['/v1/checks/00000000-0000-4000-8000-000000000001/refuse', { cause: '0'.repeat(48) }],
] as const

it.each(doors)('%s with %o takes no blank for a reason', async (path, body) => {
  for (const reason of blank) {
    const answer = await dana.post(path, { ...body, reason })
    expect([reason, answer.status]).toEqual([reason, 400])
  }
  // It was the reason and nothing else.
  expect((await dana.post(path, { ...body, reason: ' a drill ' })).status).not.toBe(400)
})

it('no other door has a reason of its own making', () => {
  const folder = join(import.meta.dirname, '../../src/console/http')
  const wanted = /^\s*(?:properties: \{ .*)?reason: (?!reasonText)(?:\{ type|text\(|words\()/mu
  for (const name of readdirSync(folder))
    expect([name, wanted.test(readFileSync(join(folder, name), 'utf8'))]).toEqual([name, false])
})

it('the blanks around a reason are gone before anybody reads it', async () => {
  const of = await waiting('proposed')
  expect((await say(dana, 'approve', of, { reason: '  the owner called \n' })).status).toBe(200)
  expect(await told(of)).toMatchObject([{ reason: 'the owner called' }])
  const account = { id: 'revealed' }
  await desk.cases.takeAlerts([alertOn(changeBy('d.keller', { account }))], desk.clock.now())
  const [found] = await desk.cases.list({ order: 'newest', limit: 1 })
  await dana.post(`/v1/cases/${found?.caseId ?? ''}/reveal`, { reason: '  a complaint  ' })
  const rows = await desk.audit.rowsAbout([found?.caseId ?? ''], 100)
  const entries = rows.map(({ body }): AuditEntry => JSON.parse(body))
  const revealed = entries.find(({ deed }) => deed === 'actors-revealed') as AuditEntry
  expect(await desk.audit.unseal(revealed)).toMatchObject({ why: 'a complaint' })
})

it('an order, a ticket and a note are not blank either', async () => {
  const body = { source: 'desk', accountId: 'a1', action: 'suspend', expiresAt: desk.clock.now() + 60_000 }
  const asked = (more: object) => dana.post('/v1/preauthorisations', { ...body, ...more })
  const good = { order: ' AG 12/345 ', ticket: 'LEGAL-7' }
  for (const nothing of ['', '   ', '\u{200b}', '-'])
    for (const name of ['order', 'ticket'])
      expect((await asked({ ...good, [name]: nothing })).status).toBe(400)
  expect((await asked(good)).status).toBe(201)
  expect(await desk.preauthorisations.standing(desk.clock.now())).toMatchObject([{ order: 'AG 12/345' }])
  const noted = (note: string) =>
    dana.post('/v1/cases/c/verdict', { verdict: 'meant', note }, { 'if-match': '"1"' })
  expect([(await noted('   ')).status, (await noted('a note')).status]).toEqual([400, 404])
})
