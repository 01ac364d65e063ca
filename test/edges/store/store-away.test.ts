import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { budgetDefaults, budgetsFor } from '../../../src/core/reversal/budgets.ts'
import { demotionDefaults } from '../../../src/core/reversal/demotion.ts'
import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import type { AskedIntended } from '../../../src/core/reversal/intended.ts'
import { limitAlert } from '../../../src/core/reversal/limit-alert.ts'
import { recordOf } from '../../../src/core/reversal/record.ts'
import { openDatabase } from '../../../src/edges/store/database.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import { openLimits } from '../../../src/edges/store/limits.ts'
import { openPreauthorisations } from '../../../src/edges/store/preauthorisations.ts'
import { inStore } from '../../../src/edges/store/store-call.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Ledger } from '../../../src/ports/ledger.ts'
import type { Limits } from '../../../src/ports/limits.ts'
import type { Preauthorisations } from '../../../src/ports/preauthorisations.ts'
import { aLedgerEntry, later } from '../../roles/reverse/examples.ts'
import { type OpenedStore, sqliteFile } from './stores.ts'

const now = 1_700_000_000_000
const entry = aLedgerEntry({})
const budgets = budgetsFor(budgetDefaults, { source: 'demo', actorId: 'contractor-1', rules: [] })
const price = { now, budgets, mayUseReserve: false, cooldownMs: undefined }
const act = { by: 'ines', reason: 'looked at', at: now }
const about = { source: 'demo', accountId: 'a1', alertId: 'l1', at: now, by: 'ines' } as const
const instruction: Instruction = { ...about, instructionId: 'i1', countermeasure: 'restore' }
const alert = limitAlert({ alertId: 'l1', eventId: 'b/1', severity: 'critical', says: 'opened', at: now })
const question = {
  now,
  budgets,
  source: 'demo',
  accountId: 'a1',
  alertId: 'l1',
  eventId: 'e1',
  actorId: 'contractor-1',
  tier: 'everyone',
  rules: [],
  mayUseReserve: false,
  cooldownMs: 1,
}
const asked: AskedIntended = {
  intendedId: 'p1',
  source: 'demo',
  accountId: 'a1',
  action: 'suspend',
  order: 'AG 12/345',
  ticket: 'LEGAL-7',
  askedBy: 'ines',
  askedAt: now,
  expiresAt: now + 1,
}

describe('a store that is away says what it could not do, and that it may be asked again', () => {
  let store: OpenedStore
  let ledger: Ledger
  let limits: Limits
  let intended: Preauthorisations

  beforeAll(async () => {
    store = await sqliteFile()
    const database = await openDatabase(store.url)
    const sealing = { sign: () => '', verifies: () => false }
    ledger = openLedger(database, { now: () => now, monotonicMs: () => 0 })
    limits = openLimits(database)
    intended = openPreauthorisations(database, sealing)
    await database.destroy()
  })
  afterAll(() => store.close())

  test.each<[string, () => Promise<unknown>]>([
    ['open reversals', () => ledger.open([entry])],
    ['find a reversal', () => ledger.find('r1')],
    ['find the reversals of an alert', () => ledger.ofAlert('l1')],
    ['note a later alert', () => ledger.alsoOf('l1', 'r1')],
    ['list what is due', () => ledger.due([0], now, 1)],
    ['list open reversals', () => ledger.underWay(0)],
    ['move a reversal on', () => ledger.move(entry, later(entry, {}))],
    ['take an intent', () => ledger.takeIntent(entry, later(entry, {}), price)],
    ['read what the gates need', () => ledger.standing(question)],
    ['read the kill switch', () => ledger.switchWays()],
    ['read the kill switch', () => ledger.readKillSwitch()],
    ['turn the kill switch', () => ledger.turnKillSwitch(true, 'ines', 'drill')],
    ['follow a switch record', () => ledger.takeSwitchOrder({ ...act, on: true })],
    ['drop what is over', () => ledger.forget(now)],
    ['read the outbox of reversals', () => ledger.unpublished(now, 1)],
    ['empty the outbox of reversals', () => ledger.published([recordOf(entry)])],
    ['keep an instruction', () => ledger.keepInstruction(instruction)],
    ['read instructions', () => ledger.waitingInstructions('l1')],
    ['answer an instruction', () => ledger.answerInstruction('i1', 'done')],
    ['refuse a word', () => ledger.refuseWord(instruction, 'too late', now)],
    ['give up instructions', () => ledger.giveUpInstructions(now, 'late', now)],
    ['read what the breaker looks at', () => limits.seen(now)],
    ['open the breaker', () => limits.openBreaker({ cause: 'share', why: '' }, now, alert)],
    ['tighten the breaker', () => limits.tightenBreaker('', now, alert)],
    ['read the breaker', () => limits.breaker()],
    ['read the budgets', () => limits.budgets(budgets, now)],
    ['read what waits for a second person', () => limits.asked(now)],
    ['close the breaker', () => limits.closeBreaker(act)],
    ['read what was demoted', () => limits.demotions()],
    [
      'take a verdict',
      () => limits.overturn({ source: 'demo', eventId: 'e1' }, demotionDefaults, now, () => alert),
    ],
    ['end a demotion', () => limits.endDemotion('tier everyone', act)],
    ['raise cases that cannot wait', () => limits.raiseNear(now)],
    ['read alerts about the machine', () => limits.unsaid()],
    ['note that alerts about the machine were said', () => limits.said(['l1'])],
    ['keep a pre-authorisation', () => intended.ask(asked)],
    ['confirm a pre-authorisation', () => intended.confirm('p1', 'jonas', now)],
    ['withdraw a pre-authorisation', () => intended.withdraw('p1', 'ines', now)],
    ['list pre-authorisations', () => intended.standing(now)],
    ['read the pre-authorisations of an account', () => intended.of('demo', 'a1')],
  ])('%s', async (what, call) => {
    const error: unknown = await call().catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(EdgeError)
    expect(error).toMatchObject({ code: 'store-unavailable', retryable: true, cause: expect.any(Error) })
    expect(String(error)).toMatch(new RegExp(`: the store could not ${what}: Error: `))
  })
})

test('an error that has its shape already keeps it, and what went well is answered', async () => {
  const locked = new EdgeError('log-locked', 'held by another', { retryable: false })
  await expect(inStore('look', () => Promise.reject(locked))).rejects.toBe(locked)
  expect(await inStore('look', async () => 7)).toBe(7)
})
