import { afterEach, expect, test } from 'vitest'
import { type Intended, intendedText, type SignedIntended } from '../../../src/core/reversal/intended.ts'
import { type Desk, type DeskOptions, openDesk } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

let known: SignedIntended[] = []
async function open(options: DeskOptions = {}): Promise<void> {
  known = []
  desk = await openDesk({
    ...options,
    preauthorisations: {
      of: async (source, accountId) =>
        known.filter(({ intended }) => intended.source === source && intended.accountId === accountId),
      isOurs: ({ intended, signature }) => signature === `signed ${intendedText(intended)}`,
    },
  })
  await desk.start()
}

function intend(accountId: string, part: Partial<Intended> = {}): void {
  const intended: Intended = {
    intendedId: `p-${accountId}`,
    source: 'demo',
    accountId,
    action: 'deactivate',
    order: 'AG 12/345',
    ticket: 'LEGAL-7',
    askedBy: 'ines',
    confirmedBy: 'jonas',
    confirmedAt: Date.now() - 1_000,
    expiresAt: Date.now() + 60_000,
    ...part,
  }
  known.push({ intended, signature: `signed ${intendedText(intended)}` })
}

const reached = (alertId: string, state: string) =>
  desk.until(() => desk.reversals.find((one) => one.alertId === alertId && one.state === state))

test.each(['auto', 'veto', 'approve'] as const)(
  'what was intended is left alone under %s, recorded and noted; a person may still undo it',
  async (mode) => {
    await open()
    intend('a1')
    const alert = await desk.deactivated('a1', { mode })
    const blocked = await reached(alert.alertId, 'blocked')
    expect(blocked).toMatchObject({
      blockedBy: ['intended'],
      says: 'it was intended: by a legal order, ticket LEGAL-7, agreed by ines and jonas',
    })
    await reached((await desk.deactivated('a2')).alertId, 'confirmed')
    const told = desk.alerts.filter((one) => one.kind === 'not-acted')
    expect(told.map((one) => one.severity)).toEqual(mode === 'approve' ? [] : ['info'])
    expect(desk.server.calls.map((call) => call.accountId)).toEqual(['a2'])

    await desk.instruct({
      instructionId: 'undo',
      alertId: alert.alertId,
      source: 'demo',
      accountId: 'a1',
      countermeasure: 'restore',
      by: 'kim',
      at: Date.now(),
    })
    expect(await reached(alert.alertId, 'confirmed')).toMatchObject({ by: 'kim' })
  },
)

test('a pre-authorisation that does not count is ignored aloud, and the account is restored', async () => {
  await open()
  intend('a1', { expiresAt: Date.now() - 500, confirmedAt: Date.now() - 60_000 })
  intend('a1', { intendedId: 'p-self', confirmedBy: 'contractor-1' })
  intend('a1', { intendedId: 'p-forged' })
  known = known.map((one) => (one.intended.intendedId === 'p-forged' ? { ...one, signature: 'x' } : one))
  intend('a1', { intendedId: 'p-elsewhere', action: 'suspend' })
  await reached((await desk.deactivated('a1')).alertId, 'confirmed')
  const ignored = desk.notices.flatMap((one) =>
    one.kind === 'PreauthorisationIgnored' ? [`${one.intendedId}: ${one.says}`] : [],
  )
  expect(new Set(ignored)).toEqual(
    new Set([
      'p-a1: it had expired',
      'p-self: the actor is one of the two who agreed to it',
      'p-forged: its signature is not ours',
    ]),
  )
})

test('where nobody can tell whether it was intended, the machine waits for people, and they are told', async () => {
  desk = await openDesk({
    preauthorisations: { of: () => Promise.reject(new Error('torn page')), isOurs: () => true },
  })
  await desk.start()
  const alert = await desk.deactivated('a1')
  expect((await reached(alert.alertId, 'blocked')).blockedBy).toEqual(['intended'])
  expect(desk.server.calls).toEqual([])
})
